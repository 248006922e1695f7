import { setTimeout as delay } from "node:timers/promises";
import type { Say } from "../say.ts";
import { dueWithin, figuresOf, goodputOf, refusalP99, secondsUntilNormal } from "./figures.ts";
import type { Players } from "./players.ts";

export type Overload = {
  /** Requests per second at the two peaks. */
  readonly normal: number;
  readonly event: number;
  readonly seconds: number;
  readonly players: Players;
};

/** Rates that are tried, as multiples of the event's peak. */
const steps = [0.4, 0.55, 0.7, 0.85, 1, 1.2, 1.45, 1.75, 2];
const factors = [1.5, 2];
/** What is held: so few are refused or fail, and the p99 is within the limit. */
const mostUnanswered = 0.001;
const longestMilliseconds = 100;
const pauseMilliseconds = 1000;
/** A step takes a tenth of a peak's time; an overload and the normal load after it a quarter each. */
const stepShare = 0.1;
const overloadShare = 0.25;

const goals = { goodput: 0.95, refusalMilliseconds: 100, normalAfterSeconds: 5 } as const;

/**
 * Finds the rate that the shop holds, sends 150 % and 200 % of it, and then the normal peak; prints what came of it:
 * goodput (answered within a second), the time of refusals, and the time until it is normal again.
 */
export async function overload(overload: Overload, say: Say): Promise<void> {
  const holds = await highestHeld(overload, say);
  if (holds === undefined) {
    const least = (steps[0] ?? 1) * overload.event;
    return say(`\nNot even ${least.toFixed(0)} requests/s are held.`);
  }
  say(`\nHolds ${holds.toFixed(0)} requests/s: p99 ≤ ${longestMilliseconds} ms, and hardly any refused or failed`);
  for (const factor of factors) await exceed(overload, holds, factor, say);
}

/** Returns the highest of the tried rates that is held. */
async function highestHeld({ event, seconds, players }: Overload, say: Say): Promise<number | undefined> {
  let held: number | undefined;
  for (const step of steps) {
    const rate = step * event;
    const entries = await players.play([{ rate, seconds: Math.max(2, seconds * stepShare) }]);
    const { requests, answered, p99 } = figuresOf(entries);
    say(`  ${rate.toFixed(0)} requests/s: p99 ${p99.toFixed(1)} ms, ${requests - answered} refused or failed`);
    if (p99 > longestMilliseconds || requests - answered > mostUnanswered * requests) break;
    held = rate;
    await delay(pauseMilliseconds);
  }
  await delay(pauseMilliseconds);
  return held;
}

async function exceed({ normal, seconds, players }: Overload, holds: number, factor: number, say: Say): Promise<void> {
  const rate = holds * factor;
  const lasting = Math.max(2, seconds * overloadShare);
  const entries = await players.play([
    { rate, seconds: lasting },
    { rate: Math.min(normal, holds / 2), seconds: Math.max(6, lasting) },
  ]);
  const during = dueWithin(entries, 0, lasting);
  const { refused, failed } = figuresOf(during);
  const goodput = goodputOf(during, lasting);
  const refusals = refused === 0 ? 0 : refusalP99(during);
  const normalAfter = secondsUntilNormal(entries, lasting, longestMilliseconds);
  const isGood = (reached: boolean): string => (reached ? "yes" : "no");
  say(`
${factor * 100} %, ${rate.toFixed(0)} requests/s for ${lasting.toFixed(0)} s:
  goodput ${goodput.toFixed(0)}/s, ${((goodput / holds) * 100).toFixed(0)} % of what it holds (goal ≥ ${goals.goodput * 100} %: ${isGood(goodput >= goals.goodput * holds)})
  refused ${refused}, p99 ${refusals.toFixed(1)} ms (goal ≤ ${goals.refusalMilliseconds}: ${isGood(refusals <= goals.refusalMilliseconds)}); failed ${failed}
  normal again after ${normalAfter ?? "more than the time it was watched for"} s (goal ≤ ${goals.normalAfterSeconds}: ${isGood((normalAfter ?? Infinity) <= goals.normalAfterSeconds)})`);
  await delay(pauseMilliseconds);
}
