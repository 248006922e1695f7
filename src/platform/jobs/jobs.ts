import type { FastifyBaseLogger } from "fastify";
import type { Database } from "../database/database.ts";
import type { Listener } from "../database/signals.ts";
import { keepLooking } from "./lookout.ts";
import { beginJobs, beginPeriod } from "./queries.ts";
import { startRun, type Begun } from "./run.ts";
import type { Task } from "./task.ts";

export type JobsWish = {
  readonly db: Database;
  readonly log: Pick<FastifyBaseLogger, "warn" | "error">;
  readonly tasks: Readonly<Record<string, Task>>;
  /** Seconds from one run to the next of tasks that run by the clock, once over all servers. */
  readonly schedule?: Readonly<Record<string, number>>;
};

export type Jobs = {
  /** To be told of new jobs on the channel `job`; without it they are begun at the next look. */
  readonly listener: Listener;
  /** Begins no more jobs and waits for those that run; what has not ended then is run again by another server. */
  close(limitMilliseconds?: number): Promise<void>;
};

const atOnceByDefault = 2;
const attemptsByDefault = 25;
/** A run ends within this; its lease is longer, so that its end is recorded before another may begin. */
const runSeconds = 50;
const leaseSeconds = 60;
const closeMilliseconds = 1500;
/** For runs that were told to end, to record it. */
const lastWordMilliseconds = 300;
/** A server that has seen a periodic task begin asks again this soon: the one that begins it next may be gone. */
const periodCheckSeconds = 60;

const within = (milliseconds: number, work: Promise<unknown>): Promise<unknown> => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, milliseconds);
  return Promise.race([work, promise]).finally(() => clearTimeout(timer));
};

/** Answers a look at the periodic tasks that begins those that are due. */
const periods = (db: Database, schedule: Readonly<Record<string, number>>) => {
  const checkAt = new Map<string, number>();
  return async (): Promise<void> => {
    for (const [task, everySeconds] of Object.entries(schedule)) {
      if (Date.now() < (checkAt.get(task) ?? 0)) continue;
      await db.all(beginPeriod(task, everySeconds));
      checkAt.set(task, Date.now() + Math.min(everySeconds, periodCheckSeconds) * 1000);
    }
  };
};

/** Each kind of job with a free place on this server. */
const vacancies = (tasks: JobsWish["tasks"], busy: readonly string[]) => {
  const places = Object.entries(tasks)
    .map(([task, { atOnce = atOnceByDefault }]) => ({
      task,
      count: atOnce - busy.filter((name) => name === task).length,
    }))
    .filter(({ count }) => count > 0);
  return {
    task: places.map(({ task }) => task),
    count: places.map(({ count }) => count),
    leaseSeconds: places.map(() => leaseSeconds),
  };
};

/** Does the jobs of these tasks on this server, beside all other servers that do. */
export const openJobs = ({ db, log, tasks, schedule = {} }: JobsWish): Jobs => {
  const running = new Map<Promise<void>, string>();
  const ending = new AbortController();
  const beginPeriods = periods(db, schedule);

  const begin = (begun: Begun): void => {
    const task = tasks[begun.task];
    if (!task) return;
    const attempts = task.attempts ?? attemptsByDefault;
    const run = startRun({ db, log, task, begun, attempts, limitSeconds: runSeconds, ending: ending.signal }).finally(
      () => {
        running.delete(run);
        lookout.look();
      },
    );
    running.set(run, begun.task);
  };

  const lookout = keepLooking(async () => {
    await beginPeriods();
    const free = vacancies(tasks, [...running.values()]);
    if (free.task.length > 0) for (const begun of await db.all(beginJobs(free))) begin(begun);
  });
  const { look } = lookout;

  const untilIdle = async (): Promise<void> => {
    await lookout.close();
    await Promise.allSettled(running.keys());
  };

  return {
    listener: { received: look, connected: look, missing: () => undefined },
    async close(limitMilliseconds = closeMilliseconds) {
      await within(limitMilliseconds, untilIdle());
      ending.abort();
      await within(lastWordMilliseconds, untilIdle());
    },
  };
};
