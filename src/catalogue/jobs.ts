import type { Database } from "../platform/database/database.ts";
import type { Task } from "../platform/jobs/task.ts";
import { recountWhenDue } from "./products/count-products.ts";

type Dependencies = { readonly db: Database };

/** Interval between runs, in seconds. */
export const catalogueSchedule = { "count-products": 60 } as const;

export function catalogueTasks({ db }: Dependencies) {
  return {
    // All products are counted in one transaction: an unfinished count is of no use to the next run.
    "count-products": {
      run: (_payload, { signal }) => recountWhenDue(db, signal),
      atOnce: 1,
      limitSeconds: 300,
    } satisfies Task,
  };
}
