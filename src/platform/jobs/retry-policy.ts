import type { Task } from "./task.ts";

/** The longest wait between two runs: soon after an outage has ended, everything goes on. */
export const longestDelaySeconds = 300;

/** 650 runs, nearly all of them some four and a half minutes apart: two days. */
const attemptsByDefault = 650;

/** A job whose runs took so many workers with them is set aside: the next would go the same way. */
export const mostLapses = 10;

/** After how many failed runs a job of this kind is set aside as a dead letter. */
export function attemptsOf({ retry }: Task): number {
  return retry?.attempts ?? attemptsByDefault;
}

/** 2 s, 4 s, 8 s … 5 min at most, each a little less by chance so that jobs that failed together part. */
export function delayAfter(failures: number): number {
  return Math.min(2 ** failures, longestDelaySeconds) * (0.8 + 0.2 * Math.random());
}
