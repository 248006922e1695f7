import type { Database } from "../platform/database/database.ts";
import { inBatches } from "../platform/jobs/sweep.ts";
import type { Task } from "../platform/jobs/task.ts";
import { sweepHeldEmails } from "./accounts/accounts.queries.ts";
import { sweepMailedTokens } from "./recovery/recovery.queries.ts";
import { knownSince } from "./sessions/known-networks.ts";
import { sweepNetworks } from "./sessions/known-networks.queries.ts";
import { sweepRevoked, sweepSessions, sweepSignOuts } from "./sessions/sessions.queries.ts";

/** A session that is over is kept for another day, to be asked about. */
const keptMilliseconds = 86_400_000;
const batch = 1000;

export const sweepSchedule = { "sweep-customers": 3600 } as const;

/** The sweep, by its task's name; it is due every hour. */
export function sweepTasks(db: Database) {
  return {
    "sweep-customers": { run: (_payload, job) => inBatches(job, () => sweepBatch(db)) } satisfies Task,
  };
}

/** Deletes what is over: mailed tokens, addresses held for a change to be undone, revocations whose tokens have expired, sessions that nobody came back to. */
async function sweepBatch(db: Database): Promise<boolean> {
  const now = new Date();
  const swept = await Promise.all([
    db.first(sweepMailedTokens(now, batch)),
    db.first(sweepHeldEmails(now, batch)),
    db.first(sweepRevoked(now, batch)),
    db.first(sweepSignOuts(now, batch)),
    db.first(sweepSessions(new Date(now.getTime() - keptMilliseconds), batch)),
    db.first(sweepNetworks(knownSince(now.getTime()), batch)),
  ]);
  return swept.some((gone) => gone?.count === batch);
}
