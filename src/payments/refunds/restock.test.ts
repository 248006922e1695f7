import assert from "node:assert/strict";
import { test } from "node:test";
import { paidOrdersIn } from "../../../test/support/stripe/paid-orders.ts";
import { stripeShop } from "../../../test/support/stripe/shop.ts";

const open = stripeShop();
const { sql, paidOrder, refund, move, units, restocked, tellAll } = paidOrdersIn(open);

const statusOf = async (orderId: number) =>
  (await open().buyer.ask("GET", `/orders/shortDetail/${orderId}`)).body.status;

test("what was spoilt stays off the shelf when the rest of the order is refunded", async () => {
  const earlier = [await units(8), await units(9)];
  const orderId = await paidOrder();
  await refund(orderId, { lines: [{ lineNumber: 2, quantity: 2 }], isRestocking: false });
  await refund(orderId);
  assert.equal(await statusOf(orderId), "refunded");
  assert.deepEqual([await units(8), await units(9)], [earlier[0], Number(earlier[1]) - 2]);
  assert.deepEqual(await restocked(orderId), [2, 1]);
});

test("units are restocked once, also where the refund fails at the bank and is made again", async () => {
  const earlier = await units(9);
  const orderId = await paidOrder();
  await move(orderId, "shipped");
  const options = { lines: [{ lineNumber: 2, quantity: 1 }], isRestocking: true };
  const { reference } = await refund(orderId, options);
  assert.equal(await units(9), earlier - 2);
  open().stripe.turnRefund(String(reference), "failed");
  await tellAll(orderId);
  await refund(orderId, options);
  assert.deepEqual([await units(9), await restocked(orderId)], [earlier - 2, [0, 1]]);
  await refund(orderId, options);
  assert.deepEqual([await units(9), await restocked(orderId)], [earlier - 1, [0, 2]]);
});

test("what is refunded before sending is not in the parcel, unless that refund failed", async () => {
  const orderId = await paidOrder();
  const { reference } = await refund(orderId, { lines: [{ lineNumber: 1, quantity: 1 }] });
  await refund(orderId, { lines: [{ lineNumber: 2, quantity: 1 }], isRestocking: false });
  open().stripe.spoil(/^POST.*refunds$/, "cut", "cut");
  await assert.rejects(refund(orderId, { lines: [{ lineNumber: 2, quantity: 1 }] }), /has not answered/);
  open().stripe.turnRefund(String(reference), "failed");
  await tellAll(orderId);
  await move(orderId, "shipped");
  await refund(orderId);
  await refund(orderId, { lines: [{ lineNumber: 2, quantity: 1 }] });
  const told = await sql(
    "select payload -> 'news' as news from job where task = 'mail-order-news' and payload ->> 'orderId' = $1 and payload -> 'news' ->> 'became' = 'shipped'",
    [String(orderId)],
  );
  assert.deepEqual(told, [
    {
      news: {
        became: "shipped",
        lines: [
          { line_number: 1, quantity: 2 },
          { line_number: 2, quantity: 1 },
        ],
        rest: [],
        unsent: [{ line_number: 2, quantity: 2 }],
      },
    },
  ]);
  assert.deepEqual(
    await sql("select refunded_units from order_line where order_id = $1 order by line_number", [orderId]),
    [{ refunded_units: 0 }, { refunded_units: 3 }],
  );
});
