import type { Task } from "./task.ts";

/** Longest delay between two runs, in seconds: all jobs continue soon after an outage has ended. */
export const longestDelaySeconds = 300;

/** 650 failed runs, nearly all some four and a half minutes apart: two days, and the time that the runs themselves take. */
const attemptsByDefault = 650;

/** Number of expired leases that make a job a dead letter: its runs ended their workers, and the next would too. */
export const mostLapses = 10;

/** Returns the number of failed runs after which a job of this kind becomes a dead letter. */
export function attemptsOf({ retry }: Task): number {
  return retry?.attempts ?? attemptsByDefault;
}

/**
 * Returns the backoff in seconds: 2, 4, 8 … 300 at most, less up to a fifth at random so that failed jobs spread out.
 */
export function delayAfter(failures: number): number {
  return Math.min(2 ** failures, longestDelaySeconds) * (0.8 + 0.2 * Math.random());
}
