import assert from "node:assert/strict";
import { test } from "node:test";
import {
  askingApp,
  newBuyer,
  placedOrder,
  type Buyer,
  type Json,
  type Wanted,
} from "../../../test/support/clients/buyers.ts";
import { testShop } from "../../../test/support/servers/shop.ts";
import { openPayments, type RefundOptions } from "../../payments/index.ts";
import { readConfig } from "../../platform/config.ts";
import { moveOrder } from "../states/move-order.ts";
import { blankOldInvoices } from "./blank-invoices.ts";

const shop = testShop({ settings: { RATE_LIMIT: "off" } });

test("a customer takes along what was bought and paid", async () => {
  const buyer = await newBuyer(askingApp(shop().app));
  const order_id = await placedOrder(buyer, [{ product_id: 2, quantity: 3 }]);
  await buyer.ask("POST", "/stripe/charge", { stripeToken: "tok_visa", order_id, description: "Three shirts" });
  const { orders, payments } = (await buyer.ask("GET", "/customer/export")).body;
  assert.equal(orders.length, 1);
  assert.deepEqual(
    [orders[0].order_id, orders[0].status, orders[0].ship_to.city, orders[0].lines[0].quantity],
    [order_id, "paid", "Paterson", 3],
  );
  assert.deepEqual(
    [payments[0].order_id, payments[0].amount, payments[0].charge.status],
    [order_id, orders[0].total_amount, "succeeded"],
  );
});

const refusalOf = async (buyer: Buyer) => {
  const { status, body } = await buyer.ask("DELETE", "/customer");
  return [status, body?.error.code, body?.error.message];
};
const paidOrder = async (buyer: Buyer, wanted?: readonly Wanted[]) => {
  const order_id = await placedOrder(buyer, wanted);
  await buyer.ask("POST", "/stripe/charge", { stripeToken: "tok_visa", order_id, description: "For Ada Weaver" });
  return order_id;
};
const moved = (order_id: number, to: "shipped" | "delivered", customerId: number) =>
  moveOrder(shop().db, { customerId, orderId: order_id }, to, { byWhom: "test", now: new Date() });
const refunded = async (order_id: number, wish?: RefundOptions) =>
  (await openPayments({ db: shop().db, config: readConfig({}) })).refund(order_id, "a test", wish ? { wish } : {});
/** Makes an order one that cost nothing. */
const setFree = (order_id: number) =>
  shop().sql(
    "update customer_order set subtotal_cents = 0, shipping_cents = 0, tax_cents = 0, total_cents = 0 where order_id = $1",
    [order_id],
  );
const orderRow = async (order_id: number) =>
  (
    await shop().sql(
      "select status, ship_to ->> 'city' as city, is_kept_for_invoice from customer_order where order_id = $1",
      [order_id],
    )
  )[0];
const lastNote = async (order_id: number) =>
  (
    await shop().sql(
      "select from_status, to_status, by_whom, note from order_audit where order_id = $1 order by entry desc limit 1",
      [order_id],
    )
  )[0];
const thisYear = new Date().getUTCFullYear();
/** Date until which the invoice of an order that is paid now is kept. */
const kept = `${thisYear + 11}-01-01`;

test("nobody is erased while a paid order is not delivered; the reply names the orders", async () => {
  const buyer = await newBuyer(askingApp(shop().app));
  const [first, second, unpaid] = [await paidOrder(buyer), await paidOrder(buyer), await placedOrder(buyer)];
  const advice = "Erase the account when everything has arrived, or ask the shop for a refund first";
  assert.deepEqual(await refusalOf(buyer), [
    409,
    "COM_02",
    `Invalid Data: order ${first} is paid and not sent yet; order ${second} is paid and not sent yet. ${advice}`,
  ]);
  assert.equal((await buyer.ask("GET", "/customer")).body.name, "Ada Weaver");
  assert.deepEqual(await orderRow(first), { status: "paid", city: "Paterson", is_kept_for_invoice: false });
  assert.equal((await orderRow(unpaid))?.["status"], "pending");

  await moved(first, "shipped", buyer.customerId);
  await moved(second, "shipped", buyer.customerId);
  await moved(second, "delivered", buyer.customerId);
  const arrival = new Date(Date.now() + 14 * 86_400_000).toISOString().slice(0, 10);
  assert.deepEqual(await refusalOf(buyer), [
    409,
    "COM_02",
    `Invalid Data: order ${first} is on its way, and counts as delivered from ${arrival}. ${advice}`,
  ]);
  await shop().sql("update customer_order set shipped_at = shipped_at - interval '14 days' where order_id = $1", [
    first,
  ]);
  assert.equal((await buyer.ask("DELETE", "/customer")).status, 200);
  assert.deepEqual(await orderRow(first), { status: "shipped", city: "Paterson", is_kept_for_invoice: true });
});

test("a sent order holds nobody up once its price went back, and until then is advised on", async () => {
  const buyer = await newBuyer(askingApp(shop().app));
  const order_id = await paidOrder(buyer);
  await moved(order_id, "shipped", buyer.customerId);
  await refunded(order_id, { amountCents: 100 });
  assert.match(
    String((await refusalOf(buyer))[2]),
    new RegExp(`order ${order_id} is on its way, .*, or ask the shop for a refund first$`),
  );
  await refunded(order_id);
  assert.equal((await orderRow(order_id))?.["status"], "shipped");
  assert.equal((await buyer.ask("DELETE", "/customer")).status, 200);
  assert.deepEqual(await orderRow(order_id), { status: "shipped", city: "Paterson", is_kept_for_invoice: true });
});

test("a sent order whose whole price is still on its way back holds its customer up", async () => {
  const buyer = await newBuyer(askingApp(shop().app));
  const order_id = await paidOrder(buyer);
  await moved(order_id, "shipped", buyer.customerId);
  await refunded(order_id);
  await shop().sql("update payment set follow_at = now() where order_id = $1", [order_id]);
  assert.match(String((await refusalOf(buyer))[2]), /: money is on its way back, or a dispute is open: /);
  assert.deepEqual(await orderRow(order_id), { status: "shipped", city: "Paterson", is_kept_for_invoice: false });
});

test("a refusal to erase gives the advice that each of its orders allows, each once", async () => {
  const buyer = await newBuyer(askingApp(shop().app));
  const [disputed, free, lost] = [await paidOrder(buyer), await paidOrder(buyer), await paidOrder(buyer)];
  await shop().sql("update customer_order set dispute_status = 'open' where order_id = $1", [disputed]);
  await setFree(free);
  await shop().sql("update customer_order set dispute_status = 'lost', lost_cents = amount_cents where order_id = $1", [
    lost,
  ]);
  assert.deepEqual(await refusalOf(buyer), [
    409,
    "COM_02",
    `Invalid Data: order ${disputed} is disputed; order ${free} is not sent yet, and leaves nothing to refund; order ${lost} is not sent yet, and leaves nothing to refund. Erase the account when the dispute has ended. Cancel an order that leaves nothing to refund with POST /orders/{order_id}/cancel first`,
  ]);
  await shop().sql("update customer_order set dispute_status = 'won' where order_id = $1", [disputed]);
  await moved(disputed, "shipped", buyer.customerId);
  await moved(disputed, "delivered", buyer.customerId);
  for (const order of [free, lost])
    assert.equal((await buyer.ask("POST", `/orders/${order}/cancel`)).status, 200, "the advice can be followed");
  assert.equal((await buyer.ask("DELETE", "/customer")).status, 200);
});

test("an order that cost nothing and was sent is waited for: there is no refund to ask for", async () => {
  const buyer = await newBuyer(askingApp(shop().app));
  const order_id = await paidOrder(buyer);
  await setFree(order_id);
  await moved(order_id, "shipped", buyer.customerId);
  assert.match(
    String((await refusalOf(buyer))[2]),
    /is on its way, and counts as delivered from [-\d]+\. Erase the account when everything has arrived$/,
  );
  await moved(order_id, "delivered", buyer.customerId);
  assert.equal((await buyer.ask("DELETE", "/customer")).status, 200);
});

test("nobody is erased while money is on its way back; when it is back, they are", async () => {
  const buyer = await newBuyer(askingApp(shop().app));
  const order_id = await paidOrder(buyer);
  await shop().sql("update customer_order set is_being_refunded = true where order_id = $1", [order_id]);
  assert.equal(
    (await refusalOf(buyer))[2],
    `Invalid Data: order ${order_id} is being refunded. Erase the account when the refund has ended`,
  );
  await shop().sql("update customer_order set status = 'refunded', is_being_refunded = false where order_id = $1", [
    order_id,
  ]);
  assert.equal((await buyer.ask("DELETE", "/customer")).status, 200);
});

test("nobody is erased while money is open, even of orders that need nothing else", async () => {
  const buyer = await newBuyer(askingApp(shop().app));
  const order_id = await paidOrder(buyer);
  await moved(order_id, "shipped", buyer.customerId);
  await moved(order_id, "delivered", buyer.customerId);
  await shop().sql("update payment set follow_at = now() where order_id = $1", [order_id]);
  const advice = "Erase the account when it is back and the dispute has ended";
  assert.deepEqual(await refusalOf(buyer), [
    409,
    "COM_02",
    `Invalid Data: money is on its way back, or a dispute is open: order ${order_id}. ${advice}`,
  ]);
  assert.equal((await buyer.ask("GET", "/customer")).body.name, "Ada Weaver");
  assert.deepEqual(await orderRow(order_id), { status: "delivered", city: "Paterson", is_kept_for_invoice: false });
  await shop().sql("update payment set follow_at = null where order_id = $1", [order_id]);
  assert.equal((await buyer.ask("DELETE", "/customer")).status, 200);
});

test("of who is erased an invoice keeps name and address, and nothing else does", async () => {
  const buyer = await newBuyer(askingApp(shop().app));
  const [delivered, cancelled] = [await paidOrder(buyer), await placedOrder(buyer)];
  await moved(delivered, "shipped", buyer.customerId);
  await moved(delivered, "delivered", buyer.customerId);
  assert.equal((await buyer.ask("POST", `/orders/${cancelled}/cancel`)).status, 200);
  await buyer.ask("POST", "/orders", { cart_id: "nothing", shipping_id: 3, tax_id: 1 }, { "idempotency-key": "k" });
  const { orders } = (await buyer.ask("GET", "/customer/export")).body;
  assert.deepEqual(
    orders.map(({ order_id, kept_after_erasure }: Json) => [order_id, kept_after_erasure]),
    [
      [cancelled, null],
      [
        delivered,
        {
          what: "name, address, lines and amounts",
          why: "The law asks the shop to keep its invoices",
          until: kept,
        },
      ],
    ],
  );
  assert.equal((await buyer.ask("DELETE", "/customer")).status, 200);
  assert.deepEqual(await orderRow(delivered), { status: "delivered", city: "Paterson", is_kept_for_invoice: true });
  assert.deepEqual(await orderRow(cancelled), { status: "cancelled", city: null, is_kept_for_invoice: false });
  assert.deepEqual(await lastNote(delivered), {
    from_status: "delivered",
    to_status: "delivered",
    by_whom: "shop",
    note: `The customer was erased; name and address are kept for the invoice until ${kept}`,
  });
  assert.deepEqual(await lastNote(cancelled), {
    from_status: "cancelled",
    to_status: "cancelled",
    by_whom: "shop",
    note: "The customer was erased, and with the customer name and address",
  });
  const [paid] = await shop().sql("select charge from payment where order_id = $1", [delivered]);
  const charge = paid?.["charge"] as Record<string, unknown>;
  assert.deepEqual(
    [charge["description"], charge["payment_method"], charge["payment_method_details"], charge["status"]],
    [null, null, undefined, "succeeded"],
  );
  const tables = await shop().sql(
    "select table_name from information_schema.columns where column_name = 'customer_id' and table_schema = 'public'",
  );
  for (const { table_name } of tables) {
    const rows = await shop().sql(`select t::text as row from ${String(table_name)} t where customer_id = $1`, [
      buyer.customerId,
    ]);
    for (const { row } of rows)
      if (!String(row).includes("Loom") || table_name !== "customer_order")
        assert.doesNotMatch(String(row), /Ada|Weaver|Loom|Paterson/, String(table_name));
  }
});

test("an invoice is blanked when its time is over; other customers' stay", async () => {
  const [buyer, living] = [await newBuyer(askingApp(shop().app)), await newBuyer(askingApp(shop().app))];
  const orders = [await paidOrder(buyer), await paidOrder(buyer), await paidOrder(buyer), await paidOrder(living)];
  const [longAgo, tenYears, nineYears, theirs] = orders as [number, number, number, number];
  await shop().sql(
    "update customer_order set status = 'delivered', paid_at = make_date($2, 12, 31) where order_id = any ($1)",
    [orders, thisYear - 11],
  );
  await shop().sql("update customer_order set paid_at = make_date($2, 1, 1) where order_id = $1", [
    tenYears,
    thisYear - 10,
  ]);
  await shop().sql("update customer_order set paid_at = make_date($2, 1, 1) where order_id = $1", [
    nineYears,
    thisYear - 9,
  ]);
  assert.equal((await buyer.ask("DELETE", "/customer")).status, 200);
  const cities = async () =>
    (
      await shop().sql(
        "select ship_to ->> 'city' as city from customer_order where order_id = any ($1) order by order_id",
        [orders],
      )
    ).map(({ city }) => city);
  assert.deepEqual(await cities(), [null, "Paterson", "Paterson", "Paterson"]);

  const retention = { invoiceRetentionYears: 10 };
  const at = (year: number, month: number, day: number) => ({ now: new Date(Date.UTC(year, month - 1, day)) });
  assert.equal(await blankOldInvoices(shop().db, retention, at(thisYear, 12, 31)), 0);
  assert.equal(await blankOldInvoices(shop().db, retention, at(thisYear + 1, 1, 1)), 1);
  assert.deepEqual(await cities(), [null, null, "Paterson", "Paterson"]);
  assert.deepEqual(await lastNote(tenYears), {
    from_status: "delivered",
    to_status: "delivered",
    by_whom: "shop",
    note: `Name and address were kept for the invoice, paid before ${thisYear - 9}-01-01, and are removed`,
  });
  assert.equal((await orderRow(longAgo))?.["is_kept_for_invoice"], false);
  assert.equal((await orderRow(theirs))?.["city"], "Paterson");
  assert.equal((await blankOldInvoices(shop().db, retention, at(thisYear + 2, 1, 1))) > 0, true);
  assert.deepEqual(await cities(), [null, null, null, "Paterson"]);
});
