import assert from "node:assert/strict";
import { test } from "node:test";
import { askingApp, newBuyer, placedOrder, type Buyer } from "../../../test/support/clients/buyers.ts";
import { testShop } from "../../../test/support/servers/shop.ts";
import { moveOrder } from "../states/move-order.ts";

const shop = testShop({ settings: { RATE_LIMIT: "off" } });

const messageOf = async (buyer: Buyer) => String((await buyer.ask("DELETE", "/customer")).body?.error.message);
const pay = (buyer: Buyer, order_id: number) =>
  buyer.ask("POST", "/stripe/charge", { stripeToken: "tok_visa", order_id, description: "For Ada Weaver" });
const paidOrder = async (buyer: Buyer) => {
  const order_id = await placedOrder(buyer);
  await pay(buyer, order_id);
  return order_id;
};
const move = (orderId: number, to: "shipped" | "delivered" | "cancelled", { customerId }: Buyer) =>
  moveOrder(shop().db, { customerId, orderId }, to, { byWhom: "test", now: new Date() });
const orderRow = async (order_id: number) =>
  (
    await shop().sql(
      "select status, ship_to ->> 'city' as city, is_kept_for_invoice from customer_order where order_id = $1",
      [order_id],
    )
  )[0];

test("orders of an older shop hold nobody up, paid or not; their invoices are kept like others", async () => {
  const buyer = await newBuyer(askingApp(shop().app));
  const order_id = await paidOrder(buyer);
  await shop().sql("update customer_order set imported_at = now() where order_id = $1", [order_id]);
  assert.equal((await buyer.ask("DELETE", "/customer")).status, 200);
  assert.deepEqual(await orderRow(order_id), { status: "paid", city: "Paterson", is_kept_for_invoice: true });
});

test("an imported order that was paid here is judged as any other", async () => {
  const buyer = await newBuyer(askingApp(shop().app));
  const order_id = await placedOrder(buyer);
  await shop().sql("update customer_order set imported_at = now() - interval '1 day' where order_id = $1", [order_id]);
  await pay(buyer, order_id);
  assert.match(await messageOf(buyer), new RegExp(`order ${order_id} is paid and not sent yet`));
  assert.deepEqual(await orderRow(order_id), { status: "paid", city: "Paterson", is_kept_for_invoice: false });
  await shop().sql("update customer_order set is_being_refunded = true where order_id = $1", [order_id]);
  assert.match(await messageOf(buyer), new RegExp(`order ${order_id} is being refunded`));
  await shop().sql("update customer_order set is_being_refunded = false where order_id = $1", [order_id]);
  await move(order_id, "shipped", buyer);
  assert.match(await messageOf(buyer), new RegExp(`order ${order_id} is on its way`));
  await move(order_id, "delivered", buyer);
  assert.equal((await buyer.ask("DELETE", "/customer")).status, 200);
  assert.deepEqual(await orderRow(order_id), { status: "delivered", city: "Paterson", is_kept_for_invoice: true });
});

test("an imported order for nothing is cancelled after erasure, and keeps no address then", async () => {
  const buyer = await newBuyer(askingApp(shop().app));
  const order_id = await paidOrder(buyer);
  await shop().sql(
    `update customer_order set imported_at = now(), subtotal_cents = 0, shipping_cents = 0, tax_cents = 0, total_cents = 0
     where order_id = $1`,
    [order_id],
  );
  assert.equal((await buyer.ask("DELETE", "/customer")).status, 200);
  assert.deepEqual(await orderRow(order_id), { status: "paid", city: "Paterson", is_kept_for_invoice: true });
  await move(order_id, "cancelled", buyer);
  assert.deepEqual(await orderRow(order_id), { status: "cancelled", city: null, is_kept_for_invoice: false });
  const entries = await shop().sql(
    "select from_status, to_status, by_whom, note from order_audit where order_id = $1 order by entry desc limit 2",
    [order_id],
  );
  assert.deepEqual(entries, [
    {
      from_status: "cancelled",
      to_status: "cancelled",
      by_whom: "shop",
      note: "Name and address were kept for the invoice of a customer who was erased, and are removed",
    },
    { from_status: "paid", to_status: "cancelled", by_whom: "test", note: "" },
  ]);
  await assert.rejects(
    shop().sql("update customer_order set is_kept_for_invoice = true where order_id = $1", [order_id]),
    { constraint: "customer_order_kept_check" },
  );
});
