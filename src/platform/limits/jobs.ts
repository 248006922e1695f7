import type { Database } from "../database/database.ts";
import type { Task } from "../jobs/task.ts";
import { sweepAttempts } from "./queries.ts";

/** Deletes counts whose time is over; due every quarter of an hour. */
export const limitTasks = (db: Database) => ({
  "sweep-attempts": { run: () => db.all(sweepAttempts(new Date())) } satisfies Task,
});
export const limitSchedule = { "sweep-attempts": 900 } as const;
