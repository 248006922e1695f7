import type { Database } from "../database/database.ts";
import { deleteDeadLetters } from "./jobs.queries.ts";
import { inBatches } from "./sweep.ts";
import type { Task } from "./task.ts";
import { sweepWorkers } from "./workers.queries.ts";

/** Long enough for an operator who looks once a month; documented in `docs/operations/jobs.md`. */
const deadLetterDays = 30;
const batch = 1000;
const day = 86_400_000;

export const jobSchedule = { "sweep-dead-letters": 3600 } as const;

/** Tasks that delete old dead letters and the rows of workers that are gone. */
export function jobTasks(db: Database) {
  return {
    "sweep-dead-letters": {
      run: async (_payload, job) => {
        const now = Date.now();
        await db.all(sweepWorkers(new Date(now - day), batch));
        return inBatches(job, async () => {
          const gone = await db.all(deleteDeadLetters(new Date(now - deadLetterDays * day), batch));
          for (const [task, { length: count }] of Object.entries(
            Object.groupBy(gone, (letter) => letter.task) as Record<string, unknown[]>,
          ))
            job.warn({ of: task, count }, "jobs that were set aside a month ago and that nobody retried are deleted");
          return gone.length === batch;
        });
      },
    } satisfies Task,
  };
}
