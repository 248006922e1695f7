import type { Database } from "../platform/database/database.ts";
import type { Task } from "../platform/jobs/task.ts";
import { sweepMailedTokens } from "./recovery/queries.ts";
import { sweepRevoked, sweepSessions } from "./sessions/queries.ts";

/** A session that is over is kept for another day, to be asked about. */
const keptMilliseconds = 86_400_000;

/** Deletes what is over: mailed tokens, revocations whose tokens have expired, sessions that nobody came back to. */
const sweepCustomers = async (db: Database, signal: AbortSignal): Promise<void> => {
  const now = new Date();
  await db.all(sweepMailedTokens(now));
  await db.all(sweepRevoked(now));
  const before = new Date(now.getTime() - keptMilliseconds);
  while (!signal.aborted && (await db.all(sweepSessions(before))).length > 0);
};

/** The sweep, by its task's name; it is due every hour. */
export const sweepTasks = (db: Database) => ({
  "sweep-customers": { run: (_payload, { signal }) => sweepCustomers(db, signal) } satisfies Task,
});
export const sweepSchedule = { "sweep-customers": 3600 } as const;
