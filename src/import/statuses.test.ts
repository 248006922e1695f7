import assert from "node:assert/strict";
import { test } from "node:test";
import { statusesRemark, type Statuses } from "./statuses.ts";

const seen = (...numbers: number[]) => new Set(numbers);
const named = (...numbers: number[]): Statuses => new Map(numbers.map((number) => [number, "paid"]));

test("numbers above 3 make the usual meaning of the others doubtful, unless they were named", () => {
  assert.deepEqual(statusesRemark(seen(0, 1, 2, 3), named()), []);
  assert.deepEqual(statusesRemark(seen(4, 5), named(4)), []);
  assert.deepEqual(statusesRemark(seen(1, 2, 5), named(1, 2)), []);
  const [remark, ...others] = statusesRemark(seen(5, 3, 2, 0, 4), named(0, 5));
  assert.deepEqual(others, []);
  assert.match(remark ?? "", /^orders\.status holds 4, 5 too, /);
  assert.match(
    remark ?? "",
    /Read were 2 as delivered, 3 as cancelled: .*--status 2=delivered --status 3=cancelled\.$/,
  );
});
