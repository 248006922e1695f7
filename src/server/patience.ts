import { setTimeout as delay } from "node:timers/promises";
import { Refusal } from "../platform/refusal.ts";

/** A database that was started a moment ago, or has much to do, may answer late: a start waits for it. */
const longestMilliseconds = 30_000;
const pauseMilliseconds = 250;

/** Does something, again while the database does not answer; throws its failure after half a minute, any other at once. */
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
