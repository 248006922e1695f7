import assert from "node:assert/strict";
import { test } from "node:test";
import { askingApp, newBuyer, placedOrder, type Buyer } from "../../../test/support/clients/buyers.ts";
import { testShop } from "../../../test/support/servers/shop.ts";

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

test("a stranger's attempts, before an order or after, lock no guest elsewhere out", async () => {
  const next = (await placedOrder(buyer)) + 1;
  for (let count = 0; count < 5; count += 1)
    assert.equal((await charge(next, "tok_visa", { address: "10.5.0.1", isOwner: false })).body.error.code, "ORD_01");
  const order = await placedOrder(buyer);
  assert.equal(order, next);
  for (let count = 0; count < 5; count += 1)
    assert.equal((await charge(order, "tok_chargeDeclined", { address: "10.5.0.1", isOwner: false })).status, 402);
  assert.equal((await charge(order, "tok_visa", { address: "10.5.0.1", isOwner: false })).status, 429);
  assert.equal((await charge(order, "tok_visa", { address: "10.5.0.2", isOwner: false })).status, 200);
});

test("twenty refused cards an hour for an order from all networks do not lock its owner out", async () => {
  const order = await placedOrder(buyer);
  for (let count = 0; count < 20; count += 1)
    assert.equal(
      (await charge(order, "tok_chargeDeclined", { address: `10.0.0.${count}`, isOwner: false })).status,
      402,
    );
  const { status, body, headers } = await charge(order, "tok_visa", { address: "10.0.0.99", isOwner: false });
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

test("twenty an hour for an address of whoever is not signed in; owners there pay all the same", async () => {
  const address = "10.9.9.9";
  for (let count = 0; count < 20; count += 1)
    assert.equal((await charge(800_000 + count, "tok_visa", { address, isOwner: false })).body.error.code, "ORD_01");
  const order = await placedOrder(buyer);
  const { status, headers } = await charge(order, "tok_visa", { address, isOwner: false });
  assert.deepEqual([status, Number(headers["retry-after"]) > 3000], [429, true]);
  assert.equal((await charge(order, "tok_chargeDeclined", { address })).status, 402);
  assert.equal((await charge(order, "tok_visa", { address })).status, 200);
  const other = await placedOrder(buyer);
  assert.equal((await charge(other, "tok_visa", { address: "10.9.9.8", isOwner: false })).status, 200);
});

test("an owner has ten refused cards an hour over all orders; the refusal itself costs nothing", async () => {
  const spender = await newBuyer(askingApp(shop().app));
  const orders = [await placedOrder(spender), await placedOrder(spender), await placedOrder(spender)] as const;
  const pay = (order_id: number, stripeToken: string) =>
    spender.ask("POST", "/stripe/charge", { stripeToken, order_id, description: "Shirts" });
  for (let count = 0; count < 5; count += 1) {
    assert.equal((await pay(orders[0], "tok_chargeDeclined")).status, 402);
    // Refused by the order's limit: these calls do not count in the customer's limit.
    if (count === 4)
      for (let more = 0; more < 5; more += 1) assert.equal((await pay(orders[0], "tok_visa")).status, 429);
  }
  for (let count = 0; count < 4; count += 1) assert.equal((await pay(orders[1], "tok_chargeDeclined")).status, 402);
  assert.equal((await pay(orders[1], "tok_visa")).status, 200);
  assert.equal((await pay(orders[2], "tok_chargeDeclined")).status, 402);
  assert.equal((await pay(orders[2], "tok_visa")).status, 429);
});

test("strangers learn nothing of paid or cancelled orders, and every call counts", async () => {
  const address = "10.6.6.6";
  const [paid, cancelled] = [await placedOrder(buyer), await placedOrder(buyer)];
  assert.equal((await charge(paid, "tok_visa", { address })).status, 200);
  await buyer.ask("POST", `/orders/${cancelled}/cancel`);
  const replies = [];
  for (let count = 0; count < 21; count += 1)
    replies.push(await charge(count % 2 ? paid : cancelled, "tok_visa", { address, isOwner: false }));
  const [first, ...others] = replies.slice(0, 20);
  assert.deepEqual(
    [first?.status, first?.body.error],
    [
      409,
      {
        status: 409,
        code: "COM_02",
        message: "Invalid Data: the order is already paid, or was cancelled; nothing was charged now",
        field: "order_id",
      },
    ],
  );
  for (const other of others) assert.deepEqual([other.status, other.body], [first?.status, first?.body]);
  assert.equal(replies.at(-1)?.status, 429);
  const stranger = await newBuyer(askingApp(shop().app));
  const { status } = await stranger.ask("POST", "/stripe/charge", {
    stripeToken: "tok_visa",
    order_id: paid,
    description: "Shirts",
  });
  assert.equal(status, 404);
});

test("a stranger who pays and asks again is answered the charge without its card", async () => {
  const order = await placedOrder(buyer);
  const guest = { address: "10.5.5.5", isOwner: false };
  const token = "tok_1OfAGuestsOwnCard";
  const first = await charge(order, token, guest);
  assert.deepEqual([first.status, first.body.payment_method_details.card.last4], [200, "4242"]);
  const again = await charge(order, token, guest);
  assert.deepEqual([again.status, again.body.id, again.body.paid], [200, first.body.id, true]);
  assert.deepEqual([again.body.payment_method, again.body.payment_method_details], [null, undefined]);
  for (const asked of [
    () => charge(order, "tok_1OfSomebodyElse", guest),
    () => charge(order, token, { ...guest, address: "10.5.5.6" }),
    () => charge(order, token, guest, { description: "Trousers" }),
  ])
    assert.equal((await asked()).status, 409);
  await shop().sql("update payment_attempt set created_at = created_at - interval '16 minutes' where order_id = $1", [
    order,
  ]);
  assert.equal((await charge(order, token, guest)).status, 409);
  const owners = await placedOrder(buyer);
  assert.equal((await charge(owners, token, { ...guest, isOwner: true })).status, 200);
  assert.equal((await charge(owners, token, guest)).status, 409);
});

test("a guest's success counts in a limit of its own, of a hundred and twenty an hour", async () => {
  const guest = { address: "10.4.4.4", isOwner: false };
  const { headers } = await charge(await placedOrder(buyer), "tok_visa", guest);
  assert.match(String(headers["ratelimit"]), /"charge-address";r=19;t=\d+, "charge-guests";r=119;t=\d+$/);
  const next = await charge(await placedOrder(buyer), "tok_visa", guest);
  assert.match(String(next.headers["ratelimit"]), /"charge-address";r=19;t=\d+, "charge-guests";r=118;t=\d+$/);
});

test("an amount that a guest guesses at is counted", async () => {
  const order = await placedOrder(buyer);
  const guest = { address: "10.3.3.3", isOwner: false };
  for (let count = 0; count < 20; count += 1)
    assert.equal((await charge(order, "tok_visa", guest, { amount: 1 })).body.error.field, "amount");
  assert.equal((await charge(order, "tok_visa", guest)).status, 429);
  assert.equal((await charge(order, "tok_visa", { ...guest, address: "10.3.3.4" })).status, 200);
});

test("whoever is not signed in is not told what an order comes to", async () => {
  const order = await placedOrder(buyer);
  const { status, body } = await charge(order, "tok_visa", { address: "10.4.4.8", isOwner: false }, { amount: 1 });
  assert.deepEqual(
    [status, body.error.code, body.error.field, body.error.message],
    [400, "COM_02", "amount", "Invalid Data: the order comes to another amount; nothing was charged"],
  );
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
