import { type Dice, diceFor } from "../../tools/stress/dice.ts";
import type { Kind } from "../shoppers/errand.ts";
import { drawFrom, type Mix } from "../shoppers/mix.ts";

/** A stretch of time with one rate of requests per second. */
export type Stretch = { readonly rate: number; readonly seconds: number };
/** When a request is due, in seconds from the beginning, and of which kind. */
export type Arrival = { readonly second: number; readonly kind: Kind };

/**
 * Plans the requests of independent shoppers: the gaps between them are exponential, whatever the shop answers. The same
 * seed plans the same.
 */
export function* planArrivals(stretches: readonly Stretch[], mix: Mix, seed: number): Generator<Arrival> {
  const dice = diceFor(seed, "arrivals")(0);
  const draw = drawFrom(mix);
  let begin = 0;
  for (const { rate, seconds } of stretches) {
    const end = begin + seconds;
    for (let second = begin + gap(dice, rate); second < end; second += gap(dice, rate))
      yield { second, kind: draw(dice) };
    begin = end;
  }
}

function gap(dice: Dice, rate: number): number {
  return -Math.log(1 - dice.next()) / rate;
}
