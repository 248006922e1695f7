import type { Database } from "../platform/database/database.ts";
import { inBatches } from "../platform/jobs/sweep.ts";
import type { Task } from "../platform/jobs/task.ts";
import { sweepHeldEmails } from "./accounts/accounts.queries.ts";
import { sweepMailedTokens } from "./recovery/recovery.queries.ts";
import { knownSince } from "./sessions/known-networks.ts";
import { sweepNetworks } from "./sessions/known-networks.queries.ts";
import { sweepRevoked, sweepSessions, sweepSignOuts } from "./sessions/sessions.queries.ts";

/** How long an expired session is kept for lookups, in milliseconds: one day. */
const keptMilliseconds = 86_400_000;
const batch = 1000;

export const sweepSchedule = { "sweep-customers": 3600 } as const;

/** Returns the cleanup task by name; it runs hourly. */
export function sweepTasks(db: Database) {
  return {
    "sweep-customers": { run: (_payload, job) => inBatches(job, () => sweepBatch(db)) } satisfies Task,
  };
}

/**
 * Deletes one batch each of what has expired: mailed tokens, emails held for undoing a change, revocations whose access
 * tokens have expired, sessions that were not refreshed in time, and known networks. Returns whether there may be more.
 */
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
