import assert from "node:assert/strict";
import { test } from "node:test";
import { newCartId } from "./cart-numbers.ts";

test("a cart's id has 18 lower-case letters and digits, all equally likely in each place", () => {
  const rounds = 36_000;
  const seen = Array.from({ length: 18 }, () => new Map<string, number>());
  const ids = new Set<string>();
  for (let round = 0; round < rounds; round += 1) {
    const id = newCartId();
    assert.match(id, /^[a-z0-9]{18}$/);
    ids.add(id);
    [...id].forEach((sign, place) => seen[place]!.set(sign, (seen[place]!.get(sign) ?? 0) + 1));
  }
  assert.equal(ids.size, rounds);
  // 1000 of each are expected; a deviation of seven standard deviations to either side occurs once in 10^9 runs.
  for (const counts of seen) {
    assert.equal(counts.size, 36);
    for (const count of counts.values()) assert.ok(count > 780 && count < 1220, String(count));
  }
});
