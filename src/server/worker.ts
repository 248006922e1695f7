import type { FastifyBaseLogger } from "fastify";
import type { Config } from "../platform/config.ts";
import type { Database } from "../platform/database/database.ts";
import type { Listener } from "../platform/database/signals.ts";
import type { Feature } from "../platform/feature.ts";
import { idempotencySchedule, idempotencyTasks } from "../platform/idempotency/idempotency.jobs.ts";
import { openJobs } from "../platform/jobs/jobs.ts";
import type { Task } from "../platform/jobs/task.ts";
import { jobSchedule, jobTasks } from "../platform/jobs/tasks.ts";
import { watchWorkers } from "../platform/jobs/workers.ts";
import { limitSchedule, limitTasks } from "../platform/limits/limits.jobs.ts";
import { openPost, type Post } from "../platform/mail/post.ts";
import { mailSchedule, mailTasks } from "../platform/mail/sent.ts";

type WorkerDependencies = { readonly db: Database; readonly config: Config; readonly log: FastifyBaseLogger };

/** Returns this server's worker of background jobs, unless WORKER is off, and warns when no server has one. */
export function openWorker(
  { db, config, log }: WorkerDependencies,
  features: readonly Feature[],
): {
  listeners: Record<string, Listener>;
  /** Begins to work off jobs. */
  begin(): void;
  close(): Promise<void>;
} {
  const watch = watchWorkers(db, log);
  const jobs =
    config.worker !== "off"
      ? openJobs({
          db,
          log,
          tasks: everyTask({ db, config }, features, openPost({ config, log })),
          schedule: everySchedule(features),
        })
      : undefined;
  return {
    listeners: jobs ? { job: jobs.listener } : {},
    begin: () => jobs?.begin(),
    async close() {
      watch.close();
      await jobs?.close();
    },
  };
}

/** Returns all tasks of the shop by name. */
export function everyTask(
  { db, config }: Omit<WorkerDependencies, "log">,
  features: readonly Feature[],
  post: Post,
): Readonly<Record<string, Task>> {
  return {
    ...Object.assign({}, ...features.map((feature) => feature.tasks?.(post))),
    ...limitTasks(db),
    ...idempotencyTasks(db),
    ...jobTasks(db),
    ...mailTasks(db, config.dataDir),
  };
}

/** Returns the periods of all periodic tasks, in seconds. */
export function everySchedule(features: readonly Feature[]): Readonly<Record<string, number>> {
  return {
    ...Object.assign({}, ...features.map(({ schedule }) => schedule)),
    ...limitSchedule,
    ...idempotencySchedule,
    ...jobSchedule,
    ...mailSchedule,
  };
}
