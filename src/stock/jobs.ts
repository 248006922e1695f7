import type { Database } from "../platform/database/database.ts";
import { doneUnlessEnded } from "../platform/jobs/sweep.ts";
import type { Task } from "../platform/jobs/task.ts";
import { showScarcity } from "./show-in-stock.ts";

/** Interval between runs, in seconds. */
export const stockSchedule = { "show-scarcity": 60 } as const;

export function stockTasks({ db }: { readonly db: Database }) {
  return {
    // Sales notify servers, which show new levels at once; this job finds rows that were changed by hand.
    "show-scarcity": {
      async run(_payload, job) {
        await showScarcity(db, job.signal);
        return doneUnlessEnded(job);
      },
      atOnce: 1,
    } satisfies Task,
  };
}
