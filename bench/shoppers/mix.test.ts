import assert from "node:assert/strict";
import { test } from "node:test";
import { diceFor } from "../../tools/stress/dice.ts";
import { kinds } from "./errand.ts";
import { drawFrom, type Mix } from "./mix.ts";

test("kinds are drawn as often as the mix says, and none that has no share", () => {
  const mix = { ...Object.fromEntries(kinds.map((kind) => [kind, 0])), list: 3, order: 1 } as Mix;
  const draw = drawFrom(mix);
  const dice = diceFor(1, "mix")(0);
  const drawn = Array.from({ length: 10_000 }, () => draw(dice));
  const orders = drawn.filter((kind) => kind === "order").length;
  assert.ok(orders > 2300 && orders < 2700, `${orders} orders`);
  assert.deepEqual([...new Set(drawn)].toSorted(), ["list", "order"]);
});
