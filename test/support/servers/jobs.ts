import type { TestContext } from "node:test";
import { enqueue } from "../../../src/platform/jobs/jobs.queries.ts";
import { openJobs, type JobsOptions } from "../../../src/platform/jobs/jobs.ts";
import type { Job, Task } from "../../../src/platform/jobs/task.ts";
import { listen } from "../../../src/platform/database/signals.ts";
import type { TestDatabase } from "../databases/database.ts";
import { keptLog } from "./log.ts";
import { until } from "../until.ts";

/** Opens job workers on a test's database, and reads its table of jobs. */
export const jobServers = (database: () => TestDatabase) => {
  const stored = () =>
    database().sql(
      "select task, attempts, last_error, dead_lettered_at is not null as is_dead_letter from job order by created_at, job_id",
    );
  return {
    stored,
    countStored: async () => (await stored()).length,
    enqueueNow: async (task: string, payload: unknown = {}): Promise<string> =>
      (await database().db.first(enqueue(task, payload)))?.job_id ?? "",
    /** Starts a worker that runs jobs until the test's end; a signal notifies it of new ones. */
    server(context: TestContext, wish: Pick<JobsOptions, "tasks" | "schedule" | "timing">) {
      const log = keptLog();
      const { db, relay } = database();
      const jobs = openJobs({ db, log, ...wish });
      jobs.begin();
      const signals = listen(relay.url, { job: jobs.listener });
      context.after(() => Promise.all([jobs.close({ milliseconds: 0, lastWordMilliseconds: 0 }), signals.close()]));
      return { jobs, log, isListening: () => until(() => signals.isConnected(), 4000, "the signals") };
    },
  };
};

/** Returns a task whose runs ignore every request to stop, until the test ends them. */
export const stubborn = () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const runs: Job[] = [];
  const task: Task = { run: (_payload, job) => (runs.push(job), promise) };
  return { task, runs, end: () => resolve() };
};
