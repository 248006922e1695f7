import type { Database } from "../platform/database/database.ts";
import { showScarcity } from "./availability/showing.ts";
import type { Task } from "../platform/jobs/task.ts";
import { sweepUnusedCarts } from "./sweeping/sweeping.ts";

type Needs = { readonly db: Database; readonly config: { readonly cartLifetimeDays: number } };

export const cartTasks = ({ db, config }: Needs): Readonly<Record<string, Task>> => ({
  // What one run leaves, the next finds: a failed one need not be repeated.
  "empty-unused-carts": {
    run: (_, { signal }) => sweepUnusedCarts(db, config.cartLifetimeDays, { signal }),
    attempts: 1,
    atOnce: 1,
  },
  // What a sale announced was shown at once; what was changed by hand is found here.
  "show-scarcity": { run: (_, { signal }) => showScarcity(db, signal), attempts: 1, atOnce: 1 },
});

/** Seconds from one run to the next. */
export const cartSchedule = { "empty-unused-carts": 3600, "show-scarcity": 60 } as const;
