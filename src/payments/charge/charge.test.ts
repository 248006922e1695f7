import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  askingApp,
  filledCart,
  newBuyer,
  placedOrder,
  type Ask,
  type Buyer,
} from "../../../test/support/clients/buyers.ts";
import { testShop } from "../../../test/support/servers/shop.ts";

let buyer: Buyer;
const shop = testShop({
  settings: { RATE_LIMIT: "off" },
  prepare: async ({ app }) => {
    buyer = await newBuyer(askingApp(app));
  },
});

const charge = (order_id: number, more: Record<string, unknown> = {}, ask: Ask = buyer.ask) =>
  ask("POST", "/stripe/charge", { stripeToken: "tok_visa", order_id, description: "A t-shirt", ...more });
const statusOf = async (order: number) =>
  (await shop().sql("select status from customer_order where order_id = $1", [order]))[0]?.["status"];
const totalOf = async (order: number) =>
  Number((await shop().sql("select total_cents from customer_order where order_id = $1", [order]))[0]?.["total_cents"]);
const attemptsOf = (order: number) =>
  shop().sql("select attempt, status, reason from payment_attempt where order_id = $1 order by attempt", [order]);
const jobsOf = async (order: number) =>
  (
    await shop().sql("select from job where task = 'mail-order-confirmation' and payload ->> 'orderId' = $1", [
      String(order),
    ])
  ).length;

test("a card pays an order's total, and the charge is answered as Stripe's", async () => {
  const order = await placedOrder(buyer);
  const { status, body, headers } = await charge(order);
  assert.equal(status, 200);
  assert.equal(headers["cache-control"], "private, no-store");
  const { id, created, payment_intent, payment_method, payment_method_details, ...shown } = body;
  assert.match(id, /^ch_test_\w+$/);
  assert.match(payment_intent, /^pi_test_\w+$/);
  assert.match(payment_method, /^pm_test_\w+$/);
  assert.ok(Math.abs(created - Date.now() / 1000) < 10);
  assert.deepEqual([payment_method_details.card.brand, payment_method_details.card.last4], ["visa", "4242"]);
  const amount = await totalOf(order);
  assert.deepEqual(shown, {
    object: "charge",
    amount,
    amount_captured: amount,
    amount_refunded: 0,
    captured: true,
    currency: "usd",
    description: "A t-shirt",
    failure_code: null,
    failure_message: null,
    livemode: false,
    metadata: { order_id: String(order) },
    paid: true,
    receipt_url: null,
    refunded: false,
    status: "succeeded",
  });
  assert.equal(await statusOf(order), "paid");
  assert.equal(await jobsOf(order), 1);
  const [entry] = await shop().sql(
    "select from_status, to_status, by_whom, note from order_audit where order_id = $1 and entry = 2",
    [order],
  );
  assert.deepEqual(entry, { from_status: "pending", to_status: "paid", by_whom: "test", note: id });
});

test("a second charge of a paid order answers the first one's", async () => {
  const order = await placedOrder(buyer);
  const first = await charge(order);
  const second = await charge(order, { stripeToken: "tok_mastercard", description: "Again" });
  assert.deepEqual([second.status, second.body], [200, first.body]);
  assert.deepEqual([(await attemptsOf(order)).length, await jobsOf(order)], [1, 1]);
});

test("twenty charges at once charge once", async () => {
  const order = await placedOrder(buyer);
  const replies = await Promise.all(Array.from({ length: 20 }, () => charge(order)));
  const paid = replies.filter(({ status }) => status === 200);
  assert.ok(paid.length >= 1);
  assert.equal(new Set(paid.map(({ body }) => body.id)).size, 1);
  assert.deepEqual(
    [
      ...new Set(
        replies.filter(({ status }) => status !== 200).map(({ status, body }) => `${status} ${body.error.code}`),
      ),
    ].filter((said) => said !== "409 COM_09"),
    [],
  );
  assert.deepEqual([(await attemptsOf(order)).length, await jobsOf(order)], [1, 1]);
});

describe("a refused card", () => {
  const reasons = {
    tok_chargeDeclined: "Your card was declined.",
    tok_chargeDeclinedInsufficientFunds: "Your card has insufficient funds.",
    tok_chargeDeclinedExpiredCard: "Your card has expired.",
    tok_chargeDeclinedIncorrectCvc: "Your card's security code is incorrect.",
    "no token": "No such token: 'no token'",
  };
  for (const [stripeToken, message] of Object.entries(reasons))
    test(`is told with its reason: ${stripeToken}`, async () => {
      const order = await placedOrder(buyer);
      const { status, body } = await charge(order, { stripeToken });
      assert.deepEqual(
        [status, body],
        [402, { error: { status: 402, code: "STR_01", message, field: "stripeToken" } }],
      );
      assert.deepEqual([await statusOf(order), await jobsOf(order)], ["pending", 0]);
      assert.deepEqual(await attemptsOf(order), [{ attempt: 1, status: "refused", reason: message }]);
      assert.equal((await charge(order)).status, 200);
      assert.equal(await statusOf(order), "paid");
    });
});

describe("what cannot be paid:", () => {
  test("an order that is not there, or not one's own", async () => {
    const stranger = await newBuyer(askingApp(shop().app));
    const order = await placedOrder(buyer);
    for (const [number, ask] of [
      [999_999, buyer.ask],
      [-1, buyer.ask],
      [order, stranger.ask],
    ] as const) {
      const { status, body } = await charge(number, {}, ask);
      assert.deepEqual([status, body.error.code, body.error.field], [404, "ORD_01", "order_id"]);
    }
    assert.equal(await statusOf(order), "pending");
  });

  test("a cancelled order", async () => {
    const order = await placedOrder(buyer);
    await buyer.ask("POST", `/orders/${order}/cancel`);
    const { status, body } = await charge(order);
    assert.deepEqual(
      [status, body.error.code, body.error.message],
      [409, "COM_02", "Invalid Data: an order that is cancelled cannot be paid"],
    );
  });

  test("anything without a token, an order and a description", async () => {
    const { status, body } = await buyer.ask("POST", "/stripe/charge", { amount: 5 });
    assert.deepEqual([status, body.error.code, body.error.field], [400, "USR_02", "stripeToken,order_id,description"]);
    assert.deepEqual((await charge(1, { description: "d".repeat(1001) })).body.error.code, "USR_07");
    assert.deepEqual((await charge(1, { stripeToken: "t".repeat(256) })).body.error.code, "COM_02");
  });
});

describe("somebody who is not signed in", () => {
  const anyone = () => askingApp(shop().app);

  test("pays an order that was placed within the hour, whatever they send for a token", async () => {
    for (const token of [undefined, "null", "[object Object]", "Bearer nonsense"]) {
      const order = await placedOrder(buyer);
      const ask: Ask = (method, path, body) =>
        anyone()(method, path, body, token === undefined ? {} : { "user-key": token });
      assert.equal((await charge(order, {}, ask)).status, 200, token);
    }
  });

  test("does not find an older one", async () => {
    const order = await placedOrder(buyer);
    await shop().sql("update customer_order set created_at = created_at - interval '61 minutes' where order_id = $1", [
      order,
    ]);
    assert.equal((await charge(order, {}, anyone())).body.error.code, "ORD_01");
    assert.equal((await charge(order)).status, 200);
  });
});

test("amount and currency sent by a client are ignored with the test provider", async () => {
  for (const claim of [
    { amount: 1 },
    { amount: 12.5 },
    { amount: "199" },
    { currency: "EUR" },
    { amount: 0, currency: "nonsense" },
  ]) {
    const order = await placedOrder(buyer);
    const { status, body } = await charge(order, claim);
    assert.deepEqual([status, body.amount, body.currency], [200, await totalOf(order), "usd"]);
  }
});

test("a token that comes as a thing is meant as its id, in JSON and in forms", async () => {
  const order = await placedOrder(buyer);
  assert.equal((await charge(order, { stripeToken: { id: "tok_amex", object: "token" } })).status, 200);
  const other = await placedOrder(buyer);
  const reply = await shop().app.inject({
    method: "POST",
    url: "/stripe/charge",
    headers: { "user-key": buyer.token, "content-type": "application/x-www-form-urlencoded" },
    payload: `stripeToken%5Bid%5D=tok_amex&stripeToken%5Bobject%5D=token&order_id=${other}&description=Shirts`,
  });
  assert.equal(reply.statusCode, 200);
  assert.equal(reply.json().payment_method_details.card.brand, "amex");
  for (const nothing of [{}, { id: "" }, { id: null }, [], [{ id: "tok_visa" }]]) {
    const { status, body } = await charge(await placedOrder(buyer), { stripeToken: nothing });
    assert.deepEqual([status, body.error.field], [400, "stripeToken"], JSON.stringify(nothing));
  }
});

describe("an order that comes to nothing", () => {
  const placedForNothing = async (): Promise<number> => {
    const { sql } = shop();
    await sql("update product set price_cents = 0, discounted_price_cents = null where product_id = 3");
    const [way] = await sql(
      "insert into shipping (shipping_type, shipping_cost_cents, shipping_region_id) values ('Collected', 0, 2) on conflict (shipping_region_id, shipping_type) do update set shipping_cost_cents = 0 returning shipping_id",
    );
    const { body } = await buyer.ask("POST", "/orders", {
      cart_id: await filledCart(buyer.ask, [{ product_id: 3 }]),
      shipping_id: Number(way?.["shipping_id"]),
      tax_id: 1,
    });
    return body.orderId;
  };

  test("is answered a charge of nothing, to its owner and to whoever is not signed in", async () => {
    const order = await placedForNothing();
    assert.deepEqual([await statusOf(order), await totalOf(order)], ["paid", 0]);
    for (const ask of [buyer.ask, askingApp(shop().app)]) {
      const { status, body } = await charge(order, {}, ask);
      assert.deepEqual(
        [status, body.object, body.amount, body.amount_captured, body.paid, body.status, body.metadata],
        [200, "charge", 0, 0, true, "succeeded", { order_id: String(order) }],
      );
    }
    assert.deepEqual([await attemptsOf(order), await statusOf(order)], [[], "paid"]);
    assert.equal((await shop().sql("select from payment where order_id = $1", [order])).length, 0);
  });

  test("is none of somebody else's", async () => {
    const stranger = await newBuyer(askingApp(shop().app));
    assert.equal((await charge(await placedForNothing(), {}, stranger.ask)).body.error.code, "ORD_01");
  });
});
