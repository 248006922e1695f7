import type { Database } from "../platform/database/database.ts";
import { doneUnlessEnded } from "../platform/jobs/sweep.ts";
import type { Task } from "../platform/jobs/task.ts";
import { sweepUnusedCarts } from "./sweep-carts.ts";

type Dependencies = { readonly db: Database; readonly config: { readonly cartLifetimeDays: number } };

/** Seconds from one run to the next. */
export const cartSchedule = { "empty-unused-carts": 3600 } as const;

export function cartTasks({ db, config }: Dependencies) {
  return {
    "empty-unused-carts": {
      async run(_payload, job) {
        await sweepUnusedCarts(db, config.cartLifetimeDays, { signal: job.signal });
        return doneUnlessEnded(job);
      },
      atOnce: 1,
    } satisfies Task,
  };
}
