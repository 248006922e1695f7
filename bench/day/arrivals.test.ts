import assert from "node:assert/strict";
import { test } from "node:test";
import { kinds } from "../shoppers/errand.ts";
import type { Mix } from "../shoppers/mix.ts";
import { planArrivals, type Stretch } from "./arrivals.ts";

const mix = Object.fromEntries(kinds.map((kind) => [kind, 1])) as Mix;
const seconds = (stretches: readonly Stretch[], seed = 1): number[] =>
  [...planArrivals(stretches, mix, seed)].map(({ second }) => second);

test("requests are planned at their rate, with exponential gaps", () => {
  const planned = seconds([{ rate: 1000, seconds: 20 }]);
  assert.ok(Math.abs(planned.length - 20_000) < 600, `${planned.length} requests`);
  const gaps = planned.slice(1).map((second, index) => second - planned[index]!);
  const long = gaps.filter((gap) => gap > 1 / 1000).length / gaps.length;
  assert.ok(Math.abs(long - Math.exp(-1)) < 0.02, `${long} of the gaps are longer than their mean`);
  assert.ok(gaps.every((gap) => gap > 0));
});

test("each stretch has its own rate and time", () => {
  const planned = seconds([
    { rate: 100, seconds: 10 },
    { rate: 1000, seconds: 2 },
  ]);
  const first = planned.filter((second) => second < 10).length;
  assert.ok(first > 850 && first < 1150, `${first} requests in the first stretch`);
  assert.ok(planned.length - first > 1800 && planned.length - first < 2200);
  assert.ok(planned.at(-1)! < 12);
});

test("the same seed plans the same, another seed something else", () => {
  const stretches = [{ rate: 100, seconds: 1 }];
  assert.deepEqual([...planArrivals(stretches, mix, 7)], [...planArrivals(stretches, mix, 7)]);
  assert.notDeepEqual(seconds(stretches, 7), seconds(stretches, 8));
});
