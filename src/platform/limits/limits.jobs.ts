import type { Database } from "../database/database.ts";
import { inBatches } from "../jobs/sweep.ts";
import type { Task } from "../jobs/task.ts";
import { sweepAttempts } from "./limits.queries.ts";

const batch = 5000;

export const limitSchedule = { "sweep-attempts": 900 } as const;

/** Deletes expired counts, every quarter of an hour. */
export function limitTasks(db: Database) {
  return {
    "sweep-attempts": {
      run: (_payload, job) =>
        inBatches(job, async () => (await db.first(sweepAttempts(new Date(), batch)))?.count === batch),
    } satisfies Task,
  };
}
