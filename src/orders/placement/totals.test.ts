import assert from "node:assert/strict";
import { test } from "node:test";
import { totalsOf } from "./totals.ts";

const of = (cents: readonly [quantity: number, each: number][], shippingCents: number, taxBasisPoints: number) =>
  totalsOf(
    cents.map(([quantity, unit_cost_cents]) => ({ quantity, unit_cost_cents })),
    { shippingCents, taxBasisPoints },
  );

test("tax is on lines and shipping, once, half a cent up", () => {
  assert.deepEqual(
    of(
      [
        [2, 1499],
        [1, 1695],
      ],
      500,
      850,
    ),
    { subtotalCents: 4693, shippingCents: 500, taxCents: 441, totalCents: 5634 },
  );
  // 8.5 % of 1.00 is 8.5 cents, of 3.00 is 25.5 cents.
  assert.equal(of([[1, 100]], 0, 850).taxCents, 9);
  assert.equal(of([[3, 100]], 0, 850).taxCents, 26);
  // Line by line it would be 3 × 9 cents.
  assert.equal(
    of(
      [
        [1, 100],
        [1, 100],
        [1, 100],
      ],
      0,
      850,
    ).taxCents,
    26,
  );
});

test("no tax and no cost come to nothing", () => {
  assert.deepEqual(of([[1, 0]], 0, 850), { subtotalCents: 0, shippingCents: 0, taxCents: 0, totalCents: 0 });
  assert.deepEqual(of([[5, 1234]], 2000, 0), {
    subtotalCents: 6170,
    shippingCents: 2000,
    taxCents: 0,
    totalCents: 8170,
  });
});

test("the largest order there can be is exact", () => {
  const largest = 2 ** 31 - 1;
  const lines = Array.from({ length: 100 }, (): [number, number] => [999, largest]);
  const subtotal = 100n * 999n * BigInt(largest);
  const tax = ((subtotal + BigInt(largest)) * 100_000n * 2n + 10_000n) / 20_000n;
  assert.equal(BigInt(of(lines, largest, 100_000).taxCents), tax);
});
