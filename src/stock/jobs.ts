import type { Database } from "../platform/database/database.ts";
import { doneUnlessEnded } from "../platform/jobs/sweep.ts";
import type { Task } from "../platform/jobs/task.ts";
import { showScarcity } from "./show-in-stock.ts";

/** Seconds from one run to the next. */
export const stockSchedule = { "show-scarcity": 60 } as const;

export function stockTasks({ db }: { readonly db: Database }) {
  return {
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
