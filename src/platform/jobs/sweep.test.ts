import assert from "node:assert/strict";
import { test } from "node:test";
import { inBatches, sweepRows } from "./sweep.ts";
import { notDone } from "./task.ts";

/** Rows whose processing always fails up to 12 and for numbers that end in 3; processed rows are removed. */
const rowsUpTo = (count: number) => {
  const left = new Set(Array.from({ length: count }, (_, index) => index + 1));
  const seen: number[] = [];
  const told: unknown[] = [];
  const ending = new AbortController();
  const sweep = () =>
    sweepRows(
      { signal: ending.signal, warn: (fields) => void told.push(fields["order"]) },
      {
        batch: 10,
        start: { id: 0 },
        find: async (limit, after) =>
          [...left]
            .filter((id) => id > after.id)
            .slice(0, limit)
            .map((id) => ({ id })),
        tell: ({ id }) => ({ order: id }),
        async work({ id }) {
          seen.push(id);
          if (id === 17) ending.abort();
          if (id % 10 === 3 || id <= 12) throw new Error("Always");
          left.delete(id);
        },
      },
    );
  return { left, seen, told, sweep };
};

test("rows that always fail block no other, and each is logged", async () => {
  const { left, seen, told, sweep } = rowsUpTo(16);
  assert.equal(await sweep(), 16);
  assert.deepEqual(
    seen,
    Array.from({ length: 16 }, (_, index) => index + 1),
  );
  assert.deepEqual([...left], [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13]);
  assert.deepEqual(told, [...left]);
});

test("a sweep that is told to end begins no further row", async () => {
  const { seen, sweep } = rowsUpTo(40);
  assert.equal(await sweep(), 17);
  assert.equal(seen.at(-1), 17);
});

test("batches go on until one finds less, or the run is told to end", async () => {
  const ending = new AbortController();
  let batches = 0;
  const run = (most: number) => inBatches(ending, async () => (batches += 1) < most);
  assert.equal(await run(3), undefined);
  assert.equal(batches, 3);
  ending.abort();
  assert.equal(await run(9), notDone);
  assert.equal(batches, 3);
});
