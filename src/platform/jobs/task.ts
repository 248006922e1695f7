/** What a run is told of its job. */
export type Job = {
  /** The same in every run of the job: by it the world can tell a second run from a second job. */
  readonly id: string;
  readonly createdAt: Date;
  /** Ends when the run has taken too long, or the server closes. */
  readonly signal: AbortSignal;
};

/** How jobs of one kind are done. A job may run more than once, and is done when one run ended well. */
export type Task<Payload = never> = {
  run(payload: Payload, job: Job): Promise<unknown>;
  /** Runs until the job is set aside; 25 take an hour and a half. */
  readonly attempts?: number;
  /** Jobs of this kind that one server runs at once; other kinds have places of their own. */
  readonly atOnce?: number;
};

/** Thrown by a run that no repetition can help; the job is set aside at once. */
export class Hopeless extends Error {}
