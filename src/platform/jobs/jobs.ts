import { randomUUID } from "node:crypto";
import type { Log } from "../log.ts";
import type { Database } from "../database/database.ts";
import type { Listener } from "../database/signals.ts";
import { keepLeases } from "./leases.ts";
import { keepLooking } from "./poller.ts";
import { beginJobs, beginPeriod, type Vacancies } from "./jobs.queries.ts";
import { startRun, type Begun } from "./run.ts";
import type { Task } from "./task.ts";
import { timing as usualTiming, type Timing } from "./timing.ts";
import { forgetWorker } from "./workers.queries.ts";
import { notingWorker } from "./workers.ts";

export type JobsOptions = {
  readonly db: Database;
  readonly log: Pick<Log, "warn" | "error">;
  readonly tasks: Readonly<Record<string, Task>>;
  /** Seconds from one run to the next of tasks that run by the clock, once over all servers. */
  readonly schedule?: Readonly<Record<string, number>>;
  readonly timing?: Partial<Timing>;
};

/** How long closing waits for runs that go on by themselves, and then for those that were told to end. */
export type Patience = { readonly milliseconds?: number; readonly lastWordMilliseconds?: number };

export type Jobs = {
  /** To be told of new jobs on the channel `job`; without it they are begun at the next look. */
  readonly listener: Listener;
  /**
   * Begins no more jobs, waits for those that run, and tells them to end. One that goes on to the server's own end is run
   * again by another when its lease has run out.
   */
  close(patience?: Patience): Promise<void>;
};

const atOnceByDefault = 2;
/**
 * A letter that has been handed over waits for its answer while the server closes: cut off, it would be sent again. The
 * server's own end, 25 s after it was told to, comes later.
 */
const patienceByDefault = { milliseconds: 1500, lastWordMilliseconds: 20_000 };
const farewellMilliseconds = 500;
/** A server that has seen a periodic task begin asks again this soon: the one that begins it next may be gone. */
const periodCheckSeconds = 60;

type Running = { readonly task: string; readonly begunAt: number };

/** Works off the jobs of these tasks on this server, beside all other servers that do. */
export function openJobs(options: JobsOptions): Jobs {
  const { db, tasks, schedule = {} } = options;
  const timing = { ...usualTiming, ...options.timing };
  const workerId = randomUUID();
  const runs = runsOf(options, timing, () => lookout.look());
  const beginPeriods = periods(db, schedule);
  const noteWorker = notingWorker(db, workerId);

  const lookout = keepLooking(async () => {
    await beginPeriods();
    const askedAt = performance.now();
    const free = freeSlots(workerId, tasks, [...runs.running.values()], timing);
    if (free.task.length > 0) for (const begun of await db.all(beginJobs(free))) runs.begin(begun, askedAt);
    await noteWorker();
  });
  const { look } = lookout;

  const untilIdle = async (): Promise<void> => {
    await lookout.close();
    await Promise.allSettled(runs.running.keys());
  };

  return {
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

/** Answers a look at the periodic tasks that begins those that are due. */
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

/** Each kind of job with a free place on this server. */
function freeSlots(
  workerId: string,
  tasks: JobsOptions["tasks"],
  running: readonly Running[],
  { leaseSeconds, slowSeconds }: Timing,
): Vacancies {
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

/** Places of a task on this server: those that runs take, unless they are slow, and not more than there may be in all. */
function placesFor(
  { atOnce = atOnceByDefault, slowAtOnce = atOnce }: Task,
  runs: readonly Running[],
  slowSince: number,
) {
  return Math.min(atOnce - runs.filter(({ begunAt }) => begunAt > slowSince).length, slowAtOnce - runs.length);
}

/** The runs of this server. `ended` is called after each. */
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
