import type { Dice } from "../../tools/stress/dice.ts";
import { type Kind, kinds } from "./errand.ts";

/** How often each kind of request is sent, relative to the others. */
export type Mix = Readonly<Record<Kind, number>>;

/** Returns a function that draws kinds as often as the mix says. */
export function drawFrom(mix: Mix): (dice: Dice) => Kind {
  let sum = 0;
  const upTo = kinds.map((kind) => (sum += mix[kind]));
  return (dice) => {
    const drawn = dice.next() * sum;
    return kinds[upTo.findIndex((end) => drawn < end)] ?? "list";
  };
}
