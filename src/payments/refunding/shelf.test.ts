import assert from "node:assert/strict";
import { test } from "node:test";
import { placedOrder } from "../../../test/support/buyers.ts";
import { stripeShop } from "../../../test/support/stripe/shop.ts";
import { moveOrder } from "../../orders/index.ts";
import { readConfig } from "../../platform/config.ts";
import { openPayments, type RefundWish } from "../index.ts";

const open = stripeShop();
const sql = (text: string, values: unknown[]) => open().shop.sql(text, values);

/** Two units of one product and three of another, paid. */
const paidOrder = async (): Promise<number> => {
  const orderId = await placedOrder(open().buyer, [
    { product_id: 8, quantity: 2 },
    { product_id: 9, quantity: 3 },
  ]);
  assert.equal((await open().charge(orderId)).status, 200);
  return orderId;
};
const refund = async (orderId: number, wish: RefundWish = {}) =>
  (await openPayments({ db: open().shop.db, config: readConfig(open().stripe.settings) })).refund(orderId, "a test", {
    wish,
  });
const statusOf = async (orderId: number) =>
  (await open().buyer.ask("GET", `/orders/shortDetail/${orderId}`)).body.status;
/** What is on the shelf; counted from the first look on, whatever the sample counts. */
const units = async (product: number) => {
  await sql("insert into stock (product_id, attributes_known, units) values ($1, '', 100) on conflict do nothing", [
    product,
  ]);
  return Number((await sql("select units from stock where product_id = $1", [product]))[0]?.["units"]);
};
const restocked = async (orderId: number) =>
  (await sql("select restocked_units from order_line where order_id = $1 order by line_number", [orderId])).map((row) =>
    Number(row["restocked_units"]),
  );

test("what was spoilt stays off the shelf when the rest of the order is refunded", async () => {
  const earlier = [await units(8), await units(9)];
  const orderId = await paidOrder();
  await refund(orderId, { lines: [{ lineNumber: 2, quantity: 2 }], isRestocking: false });
  await refund(orderId);
  assert.equal(await statusOf(orderId), "refunded");
  assert.deepEqual([await units(8), await units(9)], [earlier[0], Number(earlier[1]) - 2]);
  assert.deepEqual(await restocked(orderId), [2, 1]);
});

test("units go back to the shelf once, also where their refund fails at the bank and is made again", async () => {
  const earlier = await units(9);
  const orderId = await paidOrder();
  await moveOrder(open().shop.db, { customerId: open().buyer.customerId, orderId }, "shipped", {
    byWhom: "a test",
    now: new Date(),
  });
  const wish = { lines: [{ lineNumber: 2, quantity: 1 }], isRestocking: true };
  const { reference } = await refund(orderId, wish);
  assert.equal(await units(9), earlier - 2);
  open().stripe.turnRefund(String(reference), "failed");
  for (const event of open().eventsOf(orderId)) assert.equal((await open().deliver(event)).status, 200);
  await refund(orderId, wish);
  assert.deepEqual([await units(9), await restocked(orderId)], [earlier - 2, [0, 1]]);
  await refund(orderId, wish);
  assert.deepEqual([await units(9), await restocked(orderId)], [earlier - 1, [0, 2]]);
});
