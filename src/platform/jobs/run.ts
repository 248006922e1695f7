import { setTimeout as delay } from "node:timers/promises";
import type { Log } from "../log.ts";
import { Refusal } from "../refusal.ts";
import type { Database } from "../database/database.ts";
import type { Write } from "../database/statement.ts";
import type { Lease } from "./leases.ts";
import { jobRuns } from "../telemetry/channels.ts";
import { traceIn } from "../telemetry/trace.ts";
import { continueJob, finishJob, forgetDone, postponeJob, setJobAside } from "./jobs.queries.ts";
import { signalOfRun } from "./run-signal.ts";
import { attemptsOf, delayAfter, longestDelaySeconds, mostLapses } from "./retry-policy.ts";
import { PermanentFailure, notDone, type Task } from "./task.ts";

/** A job as it was claimed by this worker. */
export type Begun = {
  readonly job_id: string;
  readonly task: string;
  readonly payload: string;
  readonly attempts: number;
  readonly failures: number;
  readonly lapses: number;
  readonly created_at: Date;
};

export type RunOptions = {
  readonly db: Database;
  readonly log: Pick<Log, "warn" | "error">;
  readonly task: Task;
  readonly begun: Begun;
  readonly lease: Pick<Lease, "lost" | "toldToEnd">;
  /** Seconds between the runs of a periodic task. */
  readonly everySeconds?: number | undefined;
  readonly limitSeconds: number;
  /** Aborts when the server closes. */
  readonly ending: AbortSignal;
  /** Aborts when the server has closed: nothing can be recorded any more. */
  readonly closed: AbortSignal;
};

const recordAgainMilliseconds = 1000;

/** Runs a claimed job to its end and records the outcome. */
export async function startRun(options: RunOptions): Promise<void> {
  const { begun } = options;
  const run = { id: begun.job_id, attempt: begun.attempts };
  try {
    if (begun.lapses >= mostLapses) throw new PermanentFailure("Its runs never ended: each took its worker with it");
    const about = { task: begun.task, traceparent: traceIn(begun.payload) };
    const answer = await jobRuns.tracePromise(attempt, about, undefined, options);
    await record(options, answer === notDone ? continueJob(run) : finishJob(run));
  } catch (error) {
    await recordFailure(options, error);
  }
}

async function attempt(options: RunOptions): Promise<unknown> {
  const { log, task, begun, lease, limitSeconds, ending } = options;
  const told = { job: begun.job_id, task: begun.task };
  const { signal, stop } = signalOfRun([ending, lease.lost], limitSeconds);
  if (signal.aborted) lease.toldToEnd();
  else signal.addEventListener("abort", lease.toldToEnd, { once: true });
  try {
    return await task.run(JSON.parse(begun.payload) as never, {
      id: begun.job_id,
      createdAt: begun.created_at,
      signal,
      warn: (fields, text) => log.warn({ ...told, ...fields }, text),
      done: (statement = forgetDone(begun.job_id)) => record(options, statement),
    });
  } finally {
    stop();
  }
}

async function recordFailure(options: RunOptions, error: unknown): Promise<void> {
  const { log, task, begun, everySeconds } = options;
  const run = { id: begun.job_id, attempt: begun.attempts };
  const failures = begun.failures + 1;
  const reason = saidBy(error);
  const told = { job: begun.job_id, task: begun.task, attempt: begun.attempts, reason };
  if (everySeconds !== undefined && begun.lapses < mostLapses) {
    log.error(told, "a task that runs by the clock failed; it runs again at its next time");
    await record(options, postponeJob(run, reason, Math.min(everySeconds, longestDelaySeconds)));
  } else if (error instanceof PermanentFailure || failures >= attemptsOf(task)) {
    log.error(told, "a job was given up and set aside; npm run jobs lists it");
    await record(options, setJobAside(run, reason));
  } else {
    log.warn(told, "a job failed; it is tried again");
    await record(options, postponeJob(run, reason, delayAfter(failures)));
  }
}

/** Records an outcome, however long the database is unreachable: what is done must not be done again. */
async function record(
  { db, log, begun, closed }: Pick<RunOptions, "db" | "log" | "begun" | "closed">,
  statement: Write<unknown>,
): Promise<void> {
  for (let tries = 1; !closed.aborted; tries += 1)
    try {
      return void (await db.all(statement));
    } catch (failure) {
      if (tries === 1)
        log.error(
          { job: begun.job_id, task: begun.task, reason: saidBy(failure) },
          "the end of a run could not be recorded yet; it is tried each second",
        );
      await delay(recordAgainMilliseconds, undefined, { signal: closed, ref: false }).catch(() => undefined);
    }
}

/**
 * Returns what a failure says. A refusal's message is for clients; what failed, such as the database, is its cause. The
 * cause of any other error is left out: its message was worded to leave out what the cause says about a person.
 */
function saidBy(error: unknown): string {
  const said = error instanceof Error ? error.message : String(error);
  const cause = error instanceof Refusal && error.cause instanceof Error ? ` (${told(error.cause)})` : "";
  return `${said}${cause}`.slice(0, 500);
}

/** Returns an error's code and message: the detail of an error of the database shows a row. */
function told({ message, code }: Error & { readonly code?: unknown }): string {
  return [code, message].filter((part) => typeof part === "string" && part !== "").join(" ");
}
