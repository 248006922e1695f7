import type { Database } from "../database/database.ts";
import type { Redis } from "../redis/redis.ts";
import { addToCounts } from "./limits.queries.ts";

type Count = { readonly bucket: string; readonly count: number };

/** Adds counts to those of the other servers, until `resetsAt`, and returns the sums. */
export type AddUp = (counts: readonly Count[], resetsAt: Date) => Promise<readonly Count[]>;

/** Servers' clocks may differ by so much. */
const marginMilliseconds = 60_000;

export function addUpInDatabase(db: Pick<Database, "all">): AddUp {
  return (counts, resetsAt) => db.all(addToCounts(counts, resetsAt));
}

/**
 * Adds counts up in Redis, and while it does not answer in the database. Sums that Redis lost begin with 0: what a server
 * knows of a bucket never becomes less by that.
 */
export function addUpInRedis(redis: Pick<Redis, "increment">, shop: string, otherwise: AddUp): AddUp {
  return async (counts, resetsAt) => {
    const milliseconds = Math.max(0, resetsAt.getTime() - Date.now()) + marginMilliseconds;
    try {
      return await Promise.all(
        counts.map(async ({ bucket, count }) => ({
          bucket,
          count: await redis.increment(`selvedge:count:${shop}:${bucket}`, count, milliseconds),
        })),
      );
    } catch {
      return otherwise(counts, resetsAt);
    }
  };
}
