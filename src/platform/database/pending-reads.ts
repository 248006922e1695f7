import type pg from "pg";
import { NotFromReplica } from "./failure.ts";

/** Keeps the reads that wait for a replica, so that they all fail at once when it goes away. */
export function openReads() {
  const waiting = new Set<(error: unknown) => void>();
  return {
    count: () => waiting.size,
    async add(rows: Promise<pg.QueryResult>): Promise<pg.QueryResult> {
      const { promise, resolve, reject } = Promise.withResolvers<pg.QueryResult>();
      waiting.add(reject);
      rows.then(resolve, reject);
      try {
        return await promise;
      } finally {
        waiting.delete(reject);
      }
    },
    failAll(): void {
      for (const fail of waiting) fail(new NotFromReplica());
    },
  };
}
