import type { FastifyBaseLogger } from "fastify";
import { cartSchedule, cartTasks } from "../cart/index.ts";
import { catalogueSchedule, catalogueTasks } from "../catalogue/index.ts";
import type { Customers } from "../customers/index.ts";
import { orderSchedule, orderTasks } from "../orders/index.ts";
import { stockSchedule, stockTasks } from "../stock/index.ts";
import { ownerTasks, paymentSchedule, type Payments } from "../payments/index.ts";
import type { Config } from "../platform/config.ts";
import type { Database } from "../platform/database/database.ts";
import type { Listener } from "../platform/database/signals.ts";
import { idempotencySchedule, idempotencyTasks } from "../platform/idempotency/idempotency.jobs.ts";
import { openJobs } from "../platform/jobs/jobs.ts";
import type { Task } from "../platform/jobs/task.ts";
import { jobSchedule, jobTasks } from "../platform/jobs/tasks.ts";
import { watchWorkers } from "../platform/jobs/workers.ts";
import { limitSchedule, limitTasks } from "../platform/limits/limits.jobs.ts";
import { openPost, type Post } from "../platform/mail/post.ts";
import { mailSchedule, mailTasks } from "../platform/mail/sent.ts";

type Dependencies = {
  readonly db: Database;
  readonly config: Config;
  readonly customers: Pick<Customers, "tasks" | "schedule">;
  readonly payments: Pick<Payments, "tasks">;
  readonly log: Pick<FastifyBaseLogger, "error">;
};

/** Runs background jobs on this server, unless WORKER leaves them to others; and watches that any server does. */
export function startWorker(dependencies: Dependencies & { readonly log: FastifyBaseLogger }): {
  listeners: Record<string, Listener>;
  close(): Promise<void>;
} {
  const { db, config, log, customers } = dependencies;
  const watch = watchWorkers(db, log);
  const jobs =
    config.worker === "on"
      ? openJobs({
          db,
          log,
          tasks: everyTask(dependencies, openPost({ config, log })),
          schedule: everySchedule(customers),
        })
      : undefined;
  return {
    listeners: jobs ? { job: jobs.listener } : {},
    async close() {
      watch.close();
      await jobs?.close();
    },
  };
}

/** Every task of the shop, by name. */
export function everyTask(
  { db, config, log, customers, payments }: Dependencies,
  post: Post,
): Readonly<Record<string, Task>> {
  return {
    ...customers.tasks(post),
    ...catalogueTasks({ db }),
    ...cartTasks({ db, config }),
    ...stockTasks({ db }),
    ...orderTasks({
      db,
      post,
      paymentMinutes: config.orderPaymentMinutes,
      storefrontUrl: config.storefrontUrl,
      retention: config,
    }),
    ...payments.tasks(),
    ...ownerTasks({ config, log, post }),
    ...limitTasks(db),
    ...idempotencyTasks(db),
    ...jobTasks(db),
    ...mailTasks(db, config.dataDir),
  };
}

/** Seconds from one run to the next of the tasks that run by the clock. */
export function everySchedule(customers: Pick<Customers, "schedule">): Readonly<Record<string, number>> {
  return {
    ...customers.schedule,
    ...catalogueSchedule,
    ...cartSchedule,
    ...stockSchedule,
    ...orderSchedule,
    ...paymentSchedule,
    ...limitSchedule,
    ...idempotencySchedule,
    ...jobSchedule,
    ...mailSchedule,
  };
}
