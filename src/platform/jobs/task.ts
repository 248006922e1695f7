import type { Write } from "../database/statement.ts";

/** What a run is told of its job. */
export type Job = {
  /** The same in every run of the job: by it the world can tell a second run from a second job. */
  readonly id: string;
  readonly createdAt: Date;
  /**
   * Ends when the run has taken too long, the server closes, or the job is no longer this worker's. A run that goes on
   * keeps its place and its lease until it has really ended.
   */
  readonly signal: AbortSignal;
  /** Tells the log of something that went wrong and does not fail the run. */
  warn(fields: Readonly<Record<string, unknown>>, text: string): void;
  /**
   * Records, as soon as it is so, that the world has what the job was for: no other run repeats it, whatever becomes of
   * this one. Settles when that is recorded. A statement stands for the one that deletes the job, and deletes it too.
   */
  done(record?: Write<unknown>): Promise<void>;
};

/** What a sweep needs of its job. */
export type Sweeping = Pick<Job, "signal" | "warn">;

/** Answered by a run that left something to be done: the job is due again at once. */
export const notDone = Symbol("not done yet");

/** How jobs of one kind are done. A job may run more than once, and is done when one run ended well. */
export type Task<Payload = never> = {
  run(payload: Payload, job: Job): Promise<unknown>;
  /** Where the retry policy of every job does not suit this kind. Tasks that run by the clock are never given up. */
  readonly retry?: { readonly attempts: number; readonly because: string };
  /** A run is told to end after this. */
  readonly limitSeconds?: number;
  /** Jobs of this kind that one server runs at once; other kinds have places of their own. */
  readonly atOnce?: number;
  /** Runs of more than ten seconds make room for others, until there are so many in all; without it they do not. */
  readonly slowAtOnce?: number;
};

/** Thrown by a run that no repetition can help; the job is set aside at once. */
export class PermanentFailure extends Error {}
