import assert from "node:assert/strict";
import { test } from "node:test";
import { averageRatio, isDifferent, orderOf } from "./ratio.ts";

const near = (value: number | undefined, expected: number): void =>
  assert.ok(Math.abs((value ?? Number.NaN) - expected) < 1e-9, `${value} is not ${expected}`);

test("rounds run in the order ABBA", () => {
  const order = [0, 1, 2, 3].map((round) => orderOf(round, ["A", "B"] as const).join(""));
  assert.equal(order.join(""), "ABBAABBA");
});

test("a ratio is the geometric mean of its pairs, with the standard error", () => {
  const pairs = [
    [2, 1],
    [8, 1],
  ] as const;
  const ratio = averageRatio(pairs);
  near(ratio?.mean, 4);
  // The logarithms differ from their mean by ln 2 each: a deviation of √2 · ln 2, divided by √2.
  near(ratio?.error, 4 * Math.LN2);
  const exchanged = averageRatio(pairs.map(([over, under]) => [under, over]));
  near(exchanged?.mean, 1 / 4);
});

test("equal pairs have no error, and what costs nothing has no ratio", () => {
  assert.deepEqual(averageRatio(Array.from({ length: 3 }, () => [3, 3] as const)), { mean: 1, error: 0, pairs: 3 });
  assert.equal(averageRatio([[1, 0]]), undefined);
  assert.equal(averageRatio([]), undefined);
});

test("a difference counts when chance does not explain it, which few pairs cannot tell", () => {
  assert.equal(isDifferent({ mean: 1.05, error: 0.02, pairs: 12 }), true);
  assert.equal(isDifferent({ mean: 0.96, error: 0.02, pairs: 12 }), false);
  assert.equal(isDifferent({ mean: 1.05, error: 0.02, pairs: 2 }), false);
  assert.equal(isDifferent({ mean: 1.05, error: Number.NaN, pairs: 1 }), false);
});
