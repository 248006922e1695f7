import assert from "node:assert/strict";
import { test } from "node:test";
import { dueWithin, figuresByKind, figuresOf, goodputOf, quantile, refusalP99, secondsUntilNormal } from "./figures.ts";
import { type Entry, entriesOf, recordsOf } from "./records.ts";

const entry = (wish: Partial<Entry>): Entry => ({
  second: 0,
  lateMilliseconds: 0,
  milliseconds: 10,
  kind: "list",
  outcome: "answered",
  ...wish,
});
const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);

test("a quantile is the smallest value that a share of all does not exceed", () => {
  const values = upTo(100).toReversed();
  assert.deepEqual(
    [0.5, 0.95, 0.99, 1].map((share) => quantile(values, share)),
    [50, 95, 99, 100],
  );
  assert.equal(quantile([7], 0.01), 7);
  assert.ok(Number.isNaN(quantile([], 0.5)));
});

test("times are those of answered requests, and what is not refused has failed", () => {
  const entries = [
    ...upTo(100).map((milliseconds) => entry({ milliseconds })),
    entry({ outcome: "refused", milliseconds: 3, kind: "order" }),
    entry({ outcome: "cut", milliseconds: 5000 }),
    entry({ outcome: "timeout", milliseconds: 10_000 }),
    entry({ outcome: "wrong", milliseconds: 4000 }),
  ];
  const all = { requests: 104, answered: 100, refused: 1, failed: 3, p50: 50, p95: 95, p99: 99 };
  assert.deepEqual(figuresOf(entries), all);
  assert.deepEqual(
    figuresByKind(entries).map(([kind, { requests }]) => [kind, requests]),
    [
      ["list", 103],
      ["order", 1],
    ],
  );
  assert.equal(refusalP99(entries), 3);
  assert.equal(goodputOf([...entries, entry({ milliseconds: 1001 })], 10), 10);
});

test("it is normal again from the slice on after which nothing is slow or refused", () => {
  const calm = upTo(40).map((number) => entry({ second: 10 + number / 10 }));
  assert.equal(secondsUntilNormal(calm, 10, 100), 0);
  assert.equal(secondsUntilNormal([...calm, entry({ second: 11.2, milliseconds: 101 })], 10, 100), 1.5);
  assert.equal(secondsUntilNormal([...calm, entry({ second: 10.3, outcome: "refused" })], 10, 100), 0.5);
  assert.equal(secondsUntilNormal([...calm, entry({ second: 14, outcome: "cut" })], 10, 100), undefined);
  assert.equal(secondsUntilNormal([...calm, entry({ second: 9, outcome: "cut" })], 10, 100), 0);
  assert.equal(secondsUntilNormal([], 10, 100), undefined);
  assert.equal(dueWithin(calm, 10, 11).length, 9);
});

test("what one process records another reads as it was", () => {
  const entries = [entry({ second: 2, kind: "payment", outcome: "cut" }), entry({ second: 3, lateMilliseconds: 1.5 })];
  assert.deepEqual(entriesOf([recordsOf(entries.slice(1)), recordsOf(entries.slice(0, 1))]), entries);
});
