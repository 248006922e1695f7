import { randomUUID } from "node:crypto";
import type { Log } from "../log.ts";
import type { Database } from "../database/database.ts";
import type { Listener } from "../database/signals.ts";
import { keepLeases } from "./leases.ts";
import { pollerOf } from "./poller.ts";
import { beginJobs, beginPeriod, type FreeSlots } from "./jobs.queries.ts";
import { startRun, type Begun } from "./run.ts";
import type { Task } from "./task.ts";
import { timing as usualTiming, type Timing } from "./timing.ts";
import { forgetWorker } from "./workers.queries.ts";
import { notingWorker } from "./workers.ts";

export type JobsOptions = {
  readonly db: Database;
  readonly log: Pick<Log, "warn" | "error">;
  readonly tasks: Readonly<Record<string, Task>>;
  /** Seconds from one run to the next of periodic tasks, each of which runs once across all servers. */
  readonly schedule?: Readonly<Record<string, number>>;
  readonly timing?: Partial<Timing>;
};

/** How long `close` waits for runs to end by themselves, and then for those signalled to end. */
export type Patience = { readonly milliseconds?: number; readonly lastWordMilliseconds?: number };

export type Jobs = {
  /** Begins to enqueue periodic tasks and to run jobs; to be called once. */
  begin(): void;
  /** Listener for the channel `job`, which announces new jobs; without it they start at the next poll. */
  readonly listener: Listener;
  /**
   * Claims no more jobs, waits for those that run, and signals them to end. One that runs until the process exits is
   * run again by another server when its lease has expired.
   */
  close(patience?: Patience): Promise<void>;
};

const atOnceByDefault = 2;
/**
 * A mail that was handed to the mail server waits for the reply while the server closes: cut off, it would be sent
 * again. At SIGTERM the process exits later, 25 s after the signal.
 */
const patienceByDefault = { milliseconds: 1500, lastWordMilliseconds: 20_000 };
const farewellMilliseconds = 500;
/** Longest interval between checks of a periodic task: the server that would enqueue it next may be gone. */
const periodCheckSeconds = 60;

type Running = { readonly task: string; readonly begunAt: number };

/** Returns a worker that runs the jobs of these tasks on this server, alongside all other servers that do so. */
export function openJobs(options: JobsOptions): Jobs {
  const { db, tasks, schedule = {} } = options;
  const timing = { ...usualTiming, ...options.timing };
  const workerId = randomUUID();
  const runs = runsOf(options, timing, () => lookout.look());
  const beginPeriods = periods(db, schedule);
  const noteWorker = notingWorker(db, workerId);

  const lookout = pollerOf(async () => {
    await beginPeriods();
    const askedAt = performance.now();
    const free = freeSlots(workerId, tasks, [...runs.running.values()], timing);
    if (free.task.length > 0) for (const begun of await db.all(beginJobs(free))) runs.begin(begun, askedAt);
    await noteWorker();
  });
  const { look, open } = lookout;

  const untilIdle = async (): Promise<void> => {
    await lookout.close();
    await Promise.allSettled(runs.running.keys());
  };

  return {
    begin: open,
    listener: { received: look, connected: look, missing: () => undefined },
    async close(patience = {}) {
      const { milliseconds, lastWordMilliseconds } = { ...patienceByDefault, ...patience };
      await within(milliseconds, untilIdle());
      runs.tellToEnd();
      await within(lastWordMilliseconds, untilIdle());
      runs.close();
      await within(
        farewellMilliseconds,
        db.all(forgetWorker(workerId)).catch(() => undefined),
      );
    },
  };
}

function within(milliseconds: number, work: Promise<unknown>): Promise<unknown> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, milliseconds);
  return Promise.race([work, promise]).finally(() => clearTimeout(timer));
}

/** Returns a function that enqueues the periodic tasks that are due. */
function periods(db: Database, schedule: Readonly<Record<string, number>>) {
  const checkAt = new Map<string, number>();
  return async (): Promise<void> => {
    for (const [task, everySeconds] of Object.entries(schedule)) {
      if (Date.now() < (checkAt.get(task) ?? 0)) continue;
      await db.all(beginPeriod(task, everySeconds));
      checkAt.set(task, Date.now() + Math.min(everySeconds, periodCheckSeconds) * 1000);
    }
  };
}

/** Returns each task with free slots on this server. */
function freeSlots(
  workerId: string,
  tasks: JobsOptions["tasks"],
  running: readonly Running[],
  { leaseSeconds, slowSeconds }: Timing,
): FreeSlots {
  const slowSince = performance.now() - slowSeconds * 1000;
  const places = Object.entries(tasks)
    .map(([name, task]) => ({
      task: name,
      count: placesFor(
        task,
        running.filter((run) => run.task === name),
        slowSince,
      ),
    }))
    .filter(({ count }) => count > 0);
  return {
    workerId,
    task: places.map(({ task }) => task),
    count: places.map(({ count }) => count),
    leaseSeconds: places.map(() => leaseSeconds),
  };
}

/** Returns a task's free slots on this server. Slow runs occupy none, up to `slowAtOnce` runs in all. */
function placesFor(
  { atOnce = atOnceByDefault, slowAtOnce = atOnce }: Task,
  runs: readonly Running[],
  slowSince: number,
) {
  return Math.min(atOnce - runs.filter(({ begunAt }) => begunAt > slowSince).length, slowAtOnce - runs.length);
}

/** Creates the set of this server's runs. Calls `ended` after each. */
function runsOf({ db, log, tasks, schedule = {} }: JobsOptions, timing: Timing, ended: () => void) {
  const running = new Map<Promise<void>, Running>();
  const [ending, closed] = [new AbortController(), new AbortController()];
  const leases = keepLeases(db, log, timing);
  return {
    running,
    begin(begun: Begun, askedAt: number): void {
      const task = tasks[begun.task];
      if (!task) return;
      const lease = leases.hold({ id: begun.job_id, attempt: begun.attempts, task: begun.task }, askedAt);
      const everySeconds = schedule[begun.task];
      const limitSeconds = task.limitSeconds ?? timing.runSeconds;
      const signals = { ending: ending.signal, closed: closed.signal };
      const run = startRun({ db, log, task, begun, lease, everySeconds, limitSeconds, ...signals }).finally(() => {
        lease.release();
        running.delete(run);
        ended();
      });
      running.set(run, { task: begun.task, begunAt: askedAt });
    },
    tellToEnd: () => ending.abort(new Error("The server is closing")),
    close() {
      closed.abort();
      leases.close();
    },
  };
}
