import type { Database } from "../platform/database/database.ts";
import type { Task } from "../platform/jobs/task.ts";
import { recountWhenDue } from "./products/counting/counting.ts";

type Needs = { readonly db: Database };

export const catalogueTasks = ({ db }: Needs): Readonly<Record<string, Task>> => ({
  // What one run leaves, the next finds: a failed one need not be repeated.
  "count-products": { run: () => recountWhenDue(db), attempts: 1, atOnce: 1 },
});

/** Seconds from one run to the next. */
export const catalogueSchedule = { "count-products": 60 } as const;
