import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { placedOrder } from "../../../test/support/clients/buyers.ts";
import { stripeShop } from "../../../test/support/stripe/shop.ts";
import { readConfig } from "../../platform/config.ts";
import { openPayments } from "../index.ts";
import { openStripe } from "../providers/stripe.ts";

const open = stripeShop();
const order = () => placedOrder(open().buyer);
const standing = async (orderId: number) => {
  const [row] = await open().shop.sql("select status, is_being_paid from customer_order where order_id = $1", [
    orderId,
  ]);
  return row;
};
const attemptsOf = async (orderId: number) =>
  (await open().shop.sql("select status from payment_attempt where order_id = $1 order by attempt", [orderId])).map(
    ({ status }) => status,
  );
/** Makes the order's attempts so old that their responses count as lost. */
const age = (orderId: number) =>
  open().shop.sql("update payment_attempt set created_at = created_at - interval '2 minutes' where order_id = $1", [
    orderId,
  ]);
const free = { status: "pending", is_being_paid: false };

describe("what Stripe never takes is told with the way on, and leaves the order free:", () => {
  const cases = [
    {
      what: "less than fifty cents",
      change: "subtotal_cents = 30, shipping_cents = 0, tax_cents = 0, total_cents = 30",
      says: /^Invalid Data: the order comes to less than can be paid by card\. Please put something more into it/,
    },
    {
      what: "more than eight digits",
      change: "subtotal_cents = 100000000, shipping_cents = 0, tax_cents = 0, total_cents = 100000000",
      says: /^Invalid Data: the order comes to more than can be paid by card at once\. Please order in several parts/,
    },
    {
      what: "a currency that the account does not take",
      change: "currency = 'xyz'",
      says: /^Invalid Data: the shop cannot take payments in this currency\. Please ask the shop\./,
    },
  ];
  for (const { what, change, says } of cases)
    test(what, async () => {
      const orderId = await order();
      await open().shop.sql(`update customer_order set ${change} where order_id = $1`, [orderId]);
      const { status, body, headers } = await open().charge(orderId);
      assert.deepEqual([status, body.error.code, body.error.field], [422, "COM_02", "order_id"]);
      assert.match(body.error.message, says);
      assert.match(body.error.message, /Nothing was charged\.$/);
      assert.equal(headers["retry-after"], undefined);
      assert.deepEqual([await standing(orderId), await attemptsOf(orderId)], [free, ["failed"]]);
      assert.equal((await open().shop.sql("select from payment where order_id = $1", [orderId])).length, 0);
      assert.equal((await open().buyer.ask("POST", `/orders/${orderId}/cancel`)).status, 200);
    });
});

test("a card that needs authentication is refused with a sentence, and another card pays", async () => {
  const orderId = await order();
  const { status, body } = await open().charge(orderId, { stripeToken: "tok_threeDSecureRequired" });
  assert.deepEqual(
    [status, body.error.code, body.error.message],
    [
      402,
      "STR_01",
      "Your bank asks you to confirm this payment, which this shop cannot do yet. Please use another card.",
    ],
  );
  assert.deepEqual([await standing(orderId), await attemptsOf(orderId)], [free, ["refused"]]);
  assert.equal((await open().charge(orderId)).status, 200);
  assert.equal(open().stripe.paidFor(orderId).length, 1);
});

test("that the bank was to be asked is told so too when the answer was lost", async () => {
  const orderId = await order();
  open().stripe.spoil(/confirm$/, "lose", "lose");
  assert.equal((await open().charge(orderId, { stripeToken: "tok_threeDSecureRequired" })).status, 503);
  await age(orderId);
  assert.equal((await open().charge(orderId)).status, 200);
  const [first] = await open().shop.sql(
    "select status, reason from payment_attempt where order_id = $1 and attempt = 1",
    [orderId],
  );
  assert.equal(first?.["status"], "refused");
  assert.match(String(first?.["reason"]), /^Your bank asks you to confirm/);
});

describe("a payment that was cancelled at Stripe", () => {
  const cancelled = async () => {
    const orderId = await order();
    assert.equal((await open().charge(orderId, { stripeToken: "tok_chargeDeclined" })).status, 402);
    const [intent] = open().stripe.intentsFor(orderId);
    open().stripe.cancel(intent?.["id"]);
    return { orderId, spent: String(intent?.["id"]) };
  };

  test("is opened anew, and pays; both numbers lead to the order", async () => {
    const { orderId, spent } = await cancelled();
    const { status, body } = await open().charge(orderId);
    assert.deepEqual([status, body.paid], [200, true]);
    assert.notEqual(body.payment_intent, spent);
    assert.equal((await standing(orderId))?.["status"], "paid");
    assert.equal(open().stripe.paidFor(orderId).length, 1);
    const references = await open().shop.sql("select reference from payment_reference where order_id = $1", [orderId]);
    assert.deepEqual(new Set(references.map(({ reference }) => reference)), new Set([spent, body.payment_intent]));
  });

  test("is opened anew after a lost answer too", async () => {
    const orderId = await order();
    open().stripe.spoil(/confirm$/, "fail", "fail");
    assert.equal((await open().charge(orderId)).status, 503);
    open().stripe.cancel(open().stripe.intentsFor(orderId)[0]?.["id"]);
    await age(orderId);
    assert.equal((await open().charge(orderId)).status, 200);
    assert.deepEqual([await attemptsOf(orderId), open().stripe.paidFor(orderId).length], [["failed", "succeeded"], 1]);
  });

  test("between the look and the charge is told, and may be paid again", async () => {
    const orderId = await order();
    assert.equal((await open().charge(orderId, { stripeToken: "tok_chargeDeclined" })).status, 402);
    const id = open().stripe.intentsFor(orderId)[0]?.["id"];
    open().stripe.spoilBy((route) => {
      if (route === "POST /v1/payment_methods" && open().stripe.intents.get(id)?.["status"] !== "canceled")
        open().stripe.cancel(id);
      return undefined;
    });
    const { status, body } = await open().charge(orderId);
    open().stripe.spoilBy(() => undefined);
    assert.deepEqual([status, body.error.code], [409, "COM_02"]);
    assert.match(body.error.message, /was cancelled at the provider, and nothing was charged\. Please pay again\.$/);
    assert.deepEqual(await standing(orderId), free);
    assert.equal((await open().charge(orderId)).status, 200);
  });
});

describe("money that is long on its way", () => {
  const settleUnanswered = async () => {
    const payments = await openPayments({ db: open().shop.db, config: readConfig(open().stripe.settings) });
    return payments.tasks()["settle-unanswered-payments"].run();
  };

  test("keeps the order held until it is there, and is not asked for again", async () => {
    const orderId = await order();
    assert.equal((await open().charge(orderId, { stripeToken: "tok_processing" })).status, 503);
    await age(orderId);
    await settleUnanswered();
    assert.deepEqual(await standing(orderId), { status: "pending", is_being_paid: true });
    assert.equal((await open().charge(orderId)).body.error.code, "COM_09");
    assert.equal((await open().buyer.ask("POST", `/orders/${orderId}/cancel`)).status, 409);
    open().stripe.finish(open().stripe.intentsFor(orderId)[0]?.["id"], "succeeded");
    assert.equal((await open().charge(orderId)).status, 200);
    assert.deepEqual([await attemptsOf(orderId), open().stripe.paidFor(orderId).length], [["succeeded"], 1]);
  });

  test("and does not come, frees the order", async () => {
    const orderId = await order();
    assert.equal((await open().charge(orderId, { stripeToken: "tok_processing" })).status, 503);
    open().stripe.finish(open().stripe.intentsFor(orderId)[0]?.["id"], "failed");
    await age(orderId);
    await settleUnanswered();
    assert.deepEqual([await standing(orderId), await attemptsOf(orderId)], [free, ["refused"]]);
  });

  test("and succeeded after an attempt that counted as failed, is found and not taken twice", async () => {
    const orderId = await order();
    assert.equal((await open().charge(orderId, { stripeToken: "tok_processing" })).status, 503);
    await open().shop.sql(
      "update payment_attempt set status = 'failed', settled_at = now(), reason = 'given up' where order_id = $1",
      [orderId],
    );
    await open().shop.sql("update customer_order set is_being_paid = false where order_id = $1", [orderId]);
    open().stripe.finish(open().stripe.intentsFor(orderId)[0]?.["id"], "succeeded");
    const before = open().stripe.requests.length;
    const { status, body } = await open().charge(orderId, { stripeToken: "tok_mastercard" });
    assert.deepEqual([status, body.id], [200, open().stripe.paidFor(orderId)[0]?.["id"]]);
    assert.deepEqual(
      open()
        .stripe.requests.slice(before)
        .map(({ route }) => route),
      ["GET /v1/payment_intents/:id"],
    );
    assert.deepEqual([await attemptsOf(orderId), open().stripe.paidFor(orderId).length], [["failed", "succeeded"], 1]);
  });
});

test("an attempt that comes too late to charge does not charge", async () => {
  const { stripe } = open();
  const provider = await openStripe({
    secretKey: "sk_test_local",
    webhookSecret: "whsec",
    apiBase: stripe.url,
    timeoutMilliseconds: 1000,
  });
  const purchase = { orderId: 1, amountCents: 100, currency: "usd", description: "", attempt: 1, token: "tok_visa" };
  const reference = await provider.open(purchase);
  const before = stripe.requests.length;
  assert.equal((await provider.charge(reference, { ...purchase, until: Date.now() })).status, "failed");
  assert.deepEqual(
    stripe.requests.slice(before).map(({ route }) => route),
    ["POST /v1/payment_methods"],
  );
});
