import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { OrderToRefund } from "../../orders/index.ts";
import { totalsOf } from "../../orders/placement/totals.ts";
import { Refusal } from "../../platform/refusal.ts";
import { quoteRefund, type Before, type RefundOptions } from "./quote.ts";

const line = (line_number: number, quantity: number, unit_cost_cents: number) => ({
  line_number,
  product_id: line_number,
  product_name: "Shirt",
  attributes: "",
  variant_key: "",
  quantity,
  unit_cost_cents,
  is_counted: true,
  restocked_units: 0,
  shipped_units: 0,
});
const lines = [line(1, 2, 1595), line(2, 3, 333)];
const terms = { shippingCents: 1000, taxBasisPoints: 850 };
const order: OrderToRefund = {
  status: "paid",
  is_being_paid: false,
  is_being_refunded: false,
  attention: [],
  created_at: new Date(0),
  amount_cents: totalsOf(lines, terms).totalCents,
  refunded_cents: 0,
  lost_cents: 0,
  dispute_status: null,
  is_kept_for_invoice: false,
  shipment_count: 0,
  currency: "usd",
  shipping_cents: terms.shippingCents,
  tax_basis_points: terms.taxBasisPoints,
  lines,
};
const nothing: Before = { refundedCents: 0, withdrawnCents: 0, isShippingBack: false, lines: [] };
const quote = (options: RefundOptions, before: Before = nothing, of = order) => quoteRefund(of, before, options);
const refuses = (message: RegExp, options: RefundOptions, before: Before = nothing) =>
  assert.throws(
    () => quote(options, before),
    (error) => error instanceof Refusal && error.status === 409 && message.test(error.message),
  );

test("nothing named is everything: all lines, the shipping, and the tax on both", () => {
  assert.deepEqual(quote({}), {
    amountCents: 5630,
    isWithShipping: true,
    isRestocking: true,
    lines: [
      { line_number: 1, quantity: 2, restock_units: 2 },
      { line_number: 2, quantity: 3, restock_units: 3 },
    ],
  });
});

test("a line comes with its tax, all of it or so many units", () => {
  assert.equal(quote({ lines: [{ lineNumber: 1 }] }).amountCents, 3190 + 271);
  assert.deepEqual(quote({ lines: [{ lineNumber: 1, quantity: 1 }] }), {
    amountCents: 1595 + 136,
    isWithShipping: false,
    isRestocking: true,
    lines: [{ line_number: 1, quantity: 1, restock_units: 1 }],
  });
  assert.equal(quote({ isWithShipping: true }).amountCents, 1085);
  assert.equal(quote({ lines: [{ lineNumber: 1 }], isWithShipping: true, amountCents: 5 }).amountCents, 5);
});

test("an order refunded unit by unit, in any order, comes to its total to the cent", () => {
  const units: RefundOptions[] = [
    ...[1, 2, 2, 1, 2].map((lineNumber) => ({ lines: [{ lineNumber, quantity: 1 }] })),
    { isWithShipping: true },
  ];
  for (const wishes of [units, units.toReversed(), [...units.slice(3), ...units.slice(0, 3)]]) {
    const end = wishes.reduce((before, options) => {
      const { amountCents, lines: back, isWithShipping } = quote(options, before);
      return {
        refundedCents: before.refundedCents + amountCents,
        withdrawnCents: 0,
        isShippingBack: before.isShippingBack || isWithShipping,
        lines: [...before.lines, ...back],
      };
    }, nothing);
    assert.equal(end.refundedCents, order.amount_cents);
    refuses(/all that was paid for the order has gone back/, {}, end);
  }
});

describe("what is more than there is", () => {
  const some = {
    refundedCents: 500,
    withdrawnCents: 0,
    isShippingBack: true,
    lines: [{ line_number: 1, quantity: 1 }],
  };
  test("is refused with what is left", () => {
    refuses(/USD 56\.31 cannot go back: USD 56\.30 is left of what was paid/, { amountCents: 5631 });
    refuses(/USD 51\.31 cannot go back: USD 51\.30 is left/, { amountCents: 5131 }, some);
    refuses(/of line 1 only 1 are not refunded yet/, { lines: [{ lineNumber: 1, quantity: 2 }] }, some);
    refuses(/the order has no line 3/, { lines: [{ lineNumber: 3 }] });
    refuses(/the shipping has gone back already/, { isWithShipping: true }, some);
  });

  test("counts what a dispute has taken, of a payment or of a part of it", () => {
    const taken = (withdrawnCents: number) => ({ ...nothing, withdrawnCents });
    assert.equal(quote({}, taken(700)).amountCents, 4930);
    refuses(/USD 49\.31 cannot go back: USD 49\.30 is left/, { amountCents: 4931 }, taken(700));
    refuses(/has gone back, was taken by a dispute, or is on its way$/, {}, taken(5630));
    refuses(/was taken by a dispute/, {}, { ...some, withdrawnCents: 5630 });
  });

  test("is not what all that is left comes to", () => {
    assert.deepEqual(quote({}, some), {
      amountCents: 5130,
      isWithShipping: false,
      isRestocking: true,
      lines: [
        { line_number: 1, quantity: 1, restock_units: 1 },
        { line_number: 2, quantity: 3, restock_units: 3 },
      ],
    });
  });
});

test("goods that were sent go back to the shelf only when somebody says so", () => {
  const sent: OrderToRefund = { ...order, status: "shipped" };
  assert.equal(quote({}, nothing, sent).isRestocking, false);
  assert.equal(quote({ isRestocking: true }, nothing, sent).isRestocking, true);
  assert.equal(quote({ isRestocking: false }).isRestocking, false);
});

test("of an order that was sent in part, the units go back to the shelf that were not sent", () => {
  const sentUnits = [1, 3];
  const inPart: OrderToRefund = {
    ...order,
    shipment_count: 1,
    lines: order.lines.map((one, index) => ({ ...one, shipped_units: sentUnits[index] ?? 0 })),
  };
  const restocked = (options: RefundOptions, before: Before = nothing) =>
    quote(options, before, inPart).lines.map(({ line_number, quantity, restock_units }) => [
      line_number,
      quantity,
      restock_units,
    ]);
  assert.deepEqual(restocked({}), [
    [1, 2, 1],
    [2, 3, 0],
  ]);
  assert.deepEqual(restocked({ lines: [{ lineNumber: 1 }], isRestocking: true }), [[1, 2, 2]]);
  assert.deepEqual(restocked({ lines: [{ lineNumber: 1, quantity: 1 }] }), [[1, 1, 1]]);
  const one = { ...nothing, refundedCents: 1731, lines: [{ line_number: 1, quantity: 1 }] };
  assert.deepEqual(restocked({ lines: [{ lineNumber: 1 }] }, one), [[1, 1, 0]]);
});
