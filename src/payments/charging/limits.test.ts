import assert from "node:assert/strict";
import { test } from "node:test";
import { askingApp, newBuyer, placedOrder, type Buyer } from "../../../test/support/buyers.ts";
import { testShop } from "../../../test/support/shop.ts";

let buyer: Buyer;
const shop = testShop({
  settings: { TRUST_PROXY: "127.0.0.1", CHARGE_AMOUNT_CHECK: "on" },
  prepare: async ({ app }) => {
    buyer = await newBuyer(askingApp(app));
  },
});

const from = (address: string) => ({ "x-forwarded-for": address });
const charge = (
  order_id: number,
  stripeToken: string,
  { address, isOwner = true }: { address: string; isOwner?: boolean },
  more: Record<string, unknown> = {},
) =>
  (isOwner ? buyer.ask : askingApp(shop().app))(
    "POST",
    "/stripe/charge",
    { stripeToken, order_id, description: "Shirts", ...more },
    from(address),
  );

test("five refused cards an hour for an order; the owner is not locked out by a stranger's", async () => {
  const order = await placedOrder(buyer);
  for (let count = 0; count < 5; count += 1)
    assert.equal(
      (await charge(order, "tok_chargeDeclined", { address: `10.0.0.${count}`, isOwner: false })).status,
      402,
    );
  const { status, body, headers } = await charge(order, "tok_visa", { address: "10.0.0.9", isOwner: false });
  assert.deepEqual([status, body.error.code], [429, "COM_29"]);
  assert.ok(Number(headers["retry-after"]) > 3000);
  for (let count = 0; count < 5; count += 1)
    assert.equal((await charge(order, "tok_chargeDeclined", { address: `10.0.1.${count}` })).status, 402);
  assert.equal((await charge(order, "tok_visa", { address: "10.0.1.9" })).status, 429);
  assert.equal(
    (await shop().sql("select status from customer_order where order_id = $1", [order]))[0]?.["status"],
    "pending",
  );
});

test("twenty an hour for an address, orders that are not there included", async () => {
  const address = "10.9.9.9";
  for (let count = 0; count < 20; count += 1)
    assert.equal((await charge(800_000 + count, "tok_visa", { address, isOwner: false })).body.error.code, "ORD_01");
  const order = await placedOrder(buyer);
  assert.equal((await charge(order, "tok_visa", { address })).body.error.code, "COM_29");
  assert.equal((await charge(order, "tok_visa", { address: "10.9.9.8" })).status, 200);
});

test("what succeeds does not count, nor a mistaken amount", async () => {
  const address = "10.8.8.8";
  for (let count = 0; count < 3; count += 1) {
    const order = await placedOrder(buyer);
    for (let wrong = 0; wrong < 7; wrong += 1)
      assert.equal((await charge(order, "tok_visa", { address }, { amount: 1 })).body.error.field, "amount");
    assert.equal((await charge(order, "tok_visa", { address })).status, 200);
  }
});

test("where amounts are checked, a wrong one is told the right one and charges nothing", async () => {
  const order = await placedOrder(buyer);
  const [{ total } = { total: 0 }] = await shop().sql(
    "select total_cents::int as total from customer_order where order_id = $1",
    [order],
  );
  const cents = Number(total);
  const place = { address: "10.7.7.7" };
  const wrong = await charge(order, "tok_visa", place, { amount: cents - 1 });
  assert.deepEqual([wrong.status, wrong.body.error.code, wrong.body.error.field], [400, "COM_02", "amount"]);
  assert.ok(wrong.body.error.message.includes(`${cents} cents (USD ${(cents / 100).toFixed(2)})`));
  assert.equal((await charge(order, "tok_visa", place, { currency: "EUR" })).body.error.field, "currency");
  assert.equal((await shop().sql("select from payment_attempt where order_id = $1", [order])).length, 0);
  assert.equal((await charge(order, "tok_visa", place, { amount: cents, currency: "usd" })).status, 200);
  assert.equal(
    (await charge(order, "tok_visa", place, { amount: 3 })).status,
    200,
    "a paid order answers its charge again",
  );
});
