import type { FastifyBaseLogger } from "fastify";
import type { Database } from "../database/database.ts";
import { finishJob, postponeJob, setJobAside } from "./queries.ts";
import { Hopeless, type Task } from "./task.ts";

/** A job as it was handed out to this server. */
export type Begun = {
  readonly job_id: string;
  readonly task: string;
  readonly payload: string;
  readonly attempts: number;
  readonly created_at: Date;
};

type RunWish = {
  readonly db: Database;
  readonly log: Pick<FastifyBaseLogger, "warn" | "error">;
  readonly task: Task;
  readonly begun: Begun;
  readonly attempts: number;
  readonly limitSeconds: number;
  readonly ending: AbortSignal;
};

const longestDelaySeconds = 300;

/** 2 s, 4 s, 8 s … 5 min at most, each a little less by chance so that jobs that failed together part. */
export const delayAfter = (attempt: number): number =>
  Math.min(2 ** attempt, longestDelaySeconds) * (0.8 + 0.2 * Math.random());

const saidBy = (error: unknown): string => (error instanceof Error ? error.message : String(error)).slice(0, 500);

/** Settles when the signal ends, whatever the work does: a task that ignores its signal blocks no place. */
const untilAborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_resolve, reject) => {
    const end = () => reject(signal.reason instanceof Error ? signal.reason : new Error("The run was ended"));
    if (signal.aborted) end();
    else signal.addEventListener("abort", end, { once: true });
  });

const attempt = async ({ task, begun, limitSeconds, ending }: RunWish): Promise<void> => {
  const signal = AbortSignal.any([ending, AbortSignal.timeout(limitSeconds * 1000)]);
  const job = { id: begun.job_id, createdAt: begun.created_at, signal };
  await Promise.race([task.run(JSON.parse(begun.payload) as never, job), untilAborted(signal)]);
};

const recordFailure = async ({ db, log, begun, attempts }: RunWish, error: unknown): Promise<void> => {
  const run = { id: begun.job_id, attempt: begun.attempts };
  const told = { job: begun.job_id, task: begun.task, attempt: begun.attempts, reason: saidBy(error) };
  if (error instanceof Hopeless || begun.attempts >= attempts) {
    log.error(told, "a job was given up and set aside; npm run jobs lists it");
    await db.all(setJobAside(run, told.reason));
  } else {
    log.warn(told, "a job failed; it is tried again");
    await db.all(postponeJob(run, told.reason, delayAfter(begun.attempts)));
  }
};

/** Runs a begun job and records how it ended; when even that fails, its lease ends and it is run again. */
export const startRun = async (wish: RunWish): Promise<void> => {
  const { db, log, begun, attempts } = wish;
  try {
    // Each time before, the server died of it or could not record how it ended.
    if (begun.attempts > attempts) throw new Hopeless("Its runs never ended");
    await attempt(wish);
  } catch (error) {
    return recordFailure(wish, error).catch((failure: unknown) => {
      log.error({ job: begun.job_id, reason: saidBy(failure) }, "how a job failed could not be recorded");
    });
  }
  await db.all(finishJob({ id: begun.job_id, attempt: begun.attempts })).catch((failure: unknown) => {
    log.error(
      { job: begun.job_id, reason: saidBy(failure) },
      "the end of a job could not be recorded; it will run again",
    );
  });
};
