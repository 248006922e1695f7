import type { Database } from "../platform/database/database.ts";
import type { Task } from "../platform/jobs/task.ts";
import { recountWhenDue } from "./products/count-products.ts";

type Dependencies = { readonly db: Database };

/** Seconds from one run to the next. */
export const catalogueSchedule = { "count-products": 60 } as const;

export function catalogueTasks({ db }: Dependencies) {
  return {
    // One transaction from the first product to the last: what a run leaves undone is of no use to the next.
    "count-products": {
      run: (_payload, { signal }) => recountWhenDue(db, signal),
      atOnce: 1,
      limitSeconds: 300,
    } satisfies Task,
  };
}
