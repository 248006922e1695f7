import type { Database } from "../../platform/database/database.ts";
import { inBatches } from "../../platform/jobs/sweep.ts";
import type { Sweeping } from "../../platform/jobs/task.ts";
import { forgetAskers } from "../payments.queries.ts";

/** Whoever is not signed in, and whose answer was lost, asks again within this and is known by it. */
export const againMinutes = 15;

const batch = 5000;

/** Forgets by what those who are not signed in were known, once nobody is to be known by it any more. */
export function forgetOldAskers(db: Database, job: Sweeping, now = new Date()) {
  const before = new Date(now.getTime() - againMinutes * 60_000);
  return inBatches(job, async () => (await db.first(forgetAskers(before, batch)))?.count === batch);
}
