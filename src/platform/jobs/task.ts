import type { Write } from "../database/statement.ts";

/** What a run receives of its job. */
export type Job = {
  /** The same in every run of the job: with it, other systems can tell a repeated run from a second job. */
  readonly id: string;
  readonly createdAt: Date;
  /**
   * Aborts when the run has taken too long, the server closes, or this worker no longer holds the job. A run that
   * continues keeps its slot and its lease until it has really ended.
   */
  readonly signal: AbortSignal;
  /** Logs a problem that does not fail the run. */
  warn(fields: Readonly<Record<string, unknown>>, text: string): void;
  /**
   * Records that the purpose of the job is fulfilled, so that no other run repeats it, whatever becomes of this one. To
   * be called as soon as that is so; resolves when it is recorded. A given statement replaces the one that deletes the
   * job, and must delete it too.
   */
  done(record?: Write<unknown>): Promise<void>;
};

/** What a sweep needs of its job. */
export type Sweeping = Pick<Job, "signal" | "warn">;

/** Returned by a run that left work to do: the job is due again at once. */
export const notDone = Symbol("not done yet");

/** How to run jobs of one kind. A job may run more than once, and is done when one run succeeds. */
export type Task<Payload = never> = {
  run(payload: Payload, job: Job): Promise<unknown>;
  /** Overrides the default retry policy. Failed runs of a periodic task never make it a dead letter. */
  readonly retry?: { readonly attempts: number; readonly because: string };
  /** Time after which a run is signalled to end. */
  readonly limitSeconds?: number;
  /** Maximum number of jobs of this kind that a server runs at once; other kinds have their own slots. */
  readonly atOnce?: number;
  /** Runs of more than ten seconds free their slot, until this many run in all; without it they do not. */
  readonly slowAtOnce?: number;
};

/** Thrown by a run that no retry can help; the job becomes a dead letter at once. */
export class PermanentFailure extends Error {}
