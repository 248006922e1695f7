import { setTimeout as delay } from "node:timers/promises";
import { Refusal } from "../platform/refusal.ts";

/** Maximum wait at the start for a database that has just been started or is busy. */
const longestMilliseconds = 30_000;
const pauseMilliseconds = 250;

/**
 * Runs the work, and repeats it while the database does not answer. Throws that failure after half a minute, any other
 * at once.
 */
export async function onceItAnswers<Result>(work: () => Promise<Result>): Promise<Result> {
  const giveUpAt = Date.now() + longestMilliseconds;
  for (;;)
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof Refusal) || error.code !== "COM_50" || Date.now() > giveUpAt) throw error;
      await delay(pauseMilliseconds);
    }
}
