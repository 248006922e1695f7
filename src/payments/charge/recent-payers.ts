import type { Database } from "../../platform/database/database.ts";
import { inBatches } from "../../platform/jobs/sweep.ts";
import type { Sweeping } from "../../platform/jobs/task.ts";
import { forgetAskers } from "../payments.queries.ts";

/** Time in which a guest whose response was lost can repeat the request and get the charge. */
export const againMinutes = 15;

const batch = 5000;

/** Erases the hashes that identify guests once they are older than `againMinutes`. */
export function forgetOldAskers(db: Database, job: Sweeping, now = new Date()) {
  const before = new Date(now.getTime() - againMinutes * 60_000);
  return inBatches(job, async () => (await db.first(forgetAskers(before, batch)))?.count === batch);
}
