import type { Database } from "../platform/database/database.ts";
import { doneUnlessEnded } from "../platform/jobs/sweep.ts";
import type { Task } from "../platform/jobs/task.ts";
import { showScarcity } from "./availability/showing.ts";
import { sweepUnusedCarts } from "./sweeping/sweeping.ts";

type Needs = { readonly db: Database; readonly config: { readonly cartLifetimeDays: number } };

/** Seconds from one run to the next. */
export const cartSchedule = { "empty-unused-carts": 3600, "show-scarcity": 60 } as const;

export function cartTasks({ db, config }: Needs) {
  return {
    "empty-unused-carts": {
      async run(_payload, job) {
        await sweepUnusedCarts(db, config.cartLifetimeDays, { signal: job.signal });
        return doneUnlessEnded(job);
      },
      atOnce: 1,
    } satisfies Task,
    // What a sale announced was shown at once; what was changed by hand is found here.
    "show-scarcity": {
      async run(_payload, job) {
        await showScarcity(db, job.signal);
        return doneUnlessEnded(job);
      },
      atOnce: 1,
    } satisfies Task,
  };
}
