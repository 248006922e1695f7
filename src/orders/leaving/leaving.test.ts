import assert from "node:assert/strict";
import { test } from "node:test";
import { askingApp, newBuyer, placedOrder } from "../../../test/support/buyers.ts";
import { testShop } from "../../../test/support/shop.ts";

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

test("a customer who is erased leaves orders without a person", async () => {
  const buyer = await newBuyer(askingApp(shop().app));
  const order_id = await placedOrder(buyer);
  await buyer.ask("POST", "/stripe/charge", { stripeToken: "tok_visa", order_id, description: "For Ada Weaver" });
  await buyer.ask("POST", "/orders", { cart_id: "nothing", shipping_id: 3, tax_id: 1 }, { "idempotency-key": "k" });
  assert.equal((await buyer.ask("DELETE", "/customer")).status, 200);
  const [kept] = await shop().sql(
    "select status, ship_to, total_cents > 0 as is_summed from customer_order where order_id = $1",
    [order_id],
  );
  assert.deepEqual(kept, { status: "paid", ship_to: {}, is_summed: true });
  const [paid] = await shop().sql("select charge from payment where order_id = $1", [order_id]);
  const charge = paid?.["charge"] as Record<string, unknown>;
  assert.ok(charge);
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
    for (const { row } of rows) assert.doesNotMatch(String(row), /Ada|Weaver|Loom|Paterson/, String(table_name));
  }
});

test("who is erased leaves no order that somebody could still pay, and what it took is back on the shelf", async () => {
  const buyer = await newBuyer(askingApp(shop().app));
  const units = () => shop().sql("select units from stock where product_id = 8");
  const before = await units();
  const order_id = await placedOrder(buyer, [{ product_id: 8, quantity: 2 }]);
  assert.notDeepEqual(await units(), before);
  assert.equal((await buyer.ask("DELETE", "/customer")).status, 200);
  const payment = { stripeToken: "tok_visa", order_id, description: "Two shirts" };
  const { status, body } = await askingApp(shop().app)("POST", "/stripe/charge", payment);
  assert.deepEqual([status, body.error.message], [409, "Invalid Data: an order that is cancelled cannot be paid"]);
  assert.deepEqual(await units(), before);
  assert.deepEqual(
    await shop().sql("select to_status, by_whom, note from order_audit where order_id = $1 and entry = 2", [order_id]),
    [{ to_status: "cancelled", by_whom: "shop", note: "The customer was erased" }],
  );
});

test("nobody is erased while an order of theirs is being paid: it would be paid and nobody knew where to send it", async () => {
  const buyer = await newBuyer(askingApp(shop().app));
  const order_id = await placedOrder(buyer);
  const setPaying = (isBeingPaid: boolean) =>
    shop().sql("update customer_order set is_being_paid = $2 where order_id = $1", [order_id, isBeingPaid]);
  await setPaying(true);
  const { status, body } = await buyer.ask("DELETE", "/customer");
  assert.deepEqual([status, body.error.message], [409, "Invalid Data: the order is being paid right now"]);
  assert.equal((await buyer.ask("GET", "/customer")).status, 200);
  const [kept] = await shop().sql("select status, ship_to ->> 'city' as city from customer_order where order_id = $1", [
    order_id,
  ]);
  assert.deepEqual(kept, { status: "pending", city: "Paterson" });
  await setPaying(false);
  assert.equal((await buyer.ask("DELETE", "/customer")).status, 200);
});

test("who is erased while buying leaves no address behind", async () => {
  const buyer = await newBuyer(askingApp(shop().app));
  const carts = await Promise.all(
    Array.from({ length: 8 }, async (_, index) => {
      await buyer.ask("POST", "/shoppingcart/add", {
        cart_id: `${buyer.customerId}-${index}`,
        product_id: 1,
        attributes: "M",
      });
      return `${buyer.customerId}-${index}`;
    }),
  );
  const buying = carts.map((cart_id) => buyer.ask("POST", "/orders", { cart_id, shipping_id: 3, tax_id: 1 }));
  const [gone, ...replies] = await Promise.all([buyer.ask("DELETE", "/customer"), ...buying]);
  assert.equal(gone?.status, 200);
  assert.ok(replies.every(({ status }) => status === 200 || status === 401));
  assert.deepEqual(
    await shop().sql("select distinct ship_to::text from customer_order where customer_id = $1 and ship_to <> '{}'", [
      buyer.customerId,
    ]),
    [],
  );
});
