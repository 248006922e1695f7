import type { Database } from "../database/database.ts";
import { inBatches } from "../jobs/sweep.ts";
import type { Task } from "../jobs/task.ts";
import { sweepCartKeys, sweepKeys, sweepStaffKeys } from "./idempotency.queries.ts";

const batch = 5000;

export const idempotencySchedule = { "sweep-idempotency-keys": 3600 } as const;

/** Deletes expired keys. */
export function idempotencyTasks(db: Database) {
  return {
    "sweep-idempotency-keys": {
      run: (_payload, job) =>
        inBatches(job, async () => {
          const now = new Date();
          const swept = [
            await db.first(sweepKeys(now, batch)),
            await db.first(sweepCartKeys(now, batch)),
            await db.first(sweepStaffKeys(now, batch)),
          ];
          return swept.some((gone) => gone?.count === batch);
        }),
    } satisfies Task,
  };
}
