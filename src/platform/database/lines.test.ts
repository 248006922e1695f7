import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import { RowHeld } from "./failure.ts";
import { Lines, type Line } from "./lines.ts";

const patience = 500;

/** Lets `people` callers wait for one row; `inside` are the admitted ones, in the order of arrival. */
const crowdAt = async (lines: Lines, people: number) => {
  const inside: Line[] = [];
  for (let count = 0; count < people; count += 1)
    lines.stand("stock 8", [], patience).then(
      (line) => inside.push(line),
      () => undefined,
    );
  await turn();
  return {
    inside: () => inside.length,
    async leaves(hadRow: boolean) {
      lines.leave(inside[0] as Line, hadRow);
      await turn();
    },
  };
};

describe("a line before a row", () => {
  test("lets two to the database, and one for each who goes away without the row", async () => {
    const lines = new Lines(5);
    const crowd = await crowdAt(lines, 6);
    assert.equal(crowd.inside(), 2);
    for (const inside of [3, 4]) {
      await crowd.leaves(false);
      assert.equal(crowd.inside(), inside);
    }
  });

  test("lets two in for each who had the row, five at once at most, until nobody stands there", async () => {
    const lines = new Lines(5);
    const crowd = await crowdAt(lines, 12);
    // At the database after each: 3, 4, 5, 5.
    for (const inside of [4, 6, 8, 9]) {
      await crowd.leaves(true);
      assert.equal(crowd.inside(), inside);
    }
    for (let left = 0; left < 3; left += 1) await crowd.leaves(true);
    assert.equal(crowd.inside(), 12);
    assert.equal(lines.isHeld("stock 8"), false);
  });

  test("is there while somebody at the database still waits for the row, and gone with the last", async () => {
    const lines = new Lines(5);
    const crowd = await crowdAt(lines, 2);
    await crowd.leaves(false);
    assert.equal(lines.isHeld("stock 8"), true);
    await crowd.leaves(false);
    assert.equal(lines.isHeld("stock 8"), false);
  });

  test("is also known by the row that led to it, until it is gone", async () => {
    const lines = new Lines(5);
    const line = await lines.stand("stock 8", ["cart a"], patience);
    assert.equal(lines.heldAmong(["cart b", "cart a"]), "stock 8");
    lines.leave(line, true);
    assert.equal(lines.heldAmong(["cart a"]), undefined);
  });

  test("tells whoever stood too long to come again, and keeps no place for them", async () => {
    const lines = new Lines(5);
    const [first] = await Promise.all([lines.stand("stock 8", [], 1), lines.stand("stock 8", [], 1)]);
    await assert.rejects(lines.stand("stock 8", [], 1), RowHeld);
    lines.leave(first, false);
    assert.equal((await lines.stand("stock 8", [], 1)).atDatabase, 2);
  });
});
