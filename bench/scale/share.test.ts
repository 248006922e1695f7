import assert from "node:assert/strict";
import { test } from "node:test";
import { shareOf } from "./share.ts";

const items = Array.from({ length: 20 }, (_, index) => index);

test("load programs have parts of their own, of whole units, and together all", () => {
  const division = { unit: 2, among: 3, connections: 3 };
  const parts = [0, 1, 2].map((index) => shareOf(items, index, division));
  assert.deepEqual(parts.flat(), items);
  assert.ok(parts.every(({ length }) => length % 2 === 0 && length >= 6));
});

test("where there is too little for every connection, each has all", () => {
  assert.deepEqual(shareOf(items, 1, { unit: 2, among: 3, connections: 4 }), items);
});
