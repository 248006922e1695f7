import type { FastifyBaseLogger } from "fastify";
import type { Config } from "../platform/config.ts";
import type { Database } from "../platform/database/database.ts";
import type { Listener } from "../platform/database/signals.ts";
import { openJobs } from "../platform/jobs/jobs.ts";
import type { Task } from "../platform/jobs/task.ts";
import { mailTask } from "../platform/mail/jobs.ts";
import { openPost, type Post } from "../platform/mail/post.ts";

export type WorkWish = {
  readonly db: Database;
  readonly config: Config;
  readonly log: FastifyBaseLogger;
  /** The features' jobs, by name; those that mail are given the way mail takes. */
  tasks(post: Post): Readonly<Record<string, Task>>;
  /** Seconds from one run to the next of the tasks that run by the clock. */
  readonly schedule: Readonly<Record<string, number>>;
};

/** What this server does beside answering: mails and every feature's jobs, unless WORKER leaves them to other servers. */
export const openWork = ({
  db,
  config,
  log,
  tasks,
  schedule,
}: WorkWish): { listeners: Record<string, Listener>; close(): Promise<void> } => {
  if (config.worker === "off") return { listeners: {}, close: async () => undefined };
  const post = openPost({ config, log });
  const jobs = openJobs({ db, log, tasks: { mail: mailTask(post), ...tasks(post) }, schedule });
  return { listeners: { job: jobs.listener }, close: () => jobs.close() };
};
