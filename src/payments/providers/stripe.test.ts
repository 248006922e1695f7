import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { placedOrder } from "../../../test/support/clients/buyers.ts";
import { stripeShop } from "../../../test/support/stripe/shop.ts";
import { openPayments } from "../index.ts";
import { PaymentElsewhere } from "./provider.ts";
import { openStripe } from "./stripe.ts";
import { readConfig } from "../../platform/config.ts";

const open = stripeShop();
const order = () => placedOrder(open().buyer);
const statusOf = async (orderId: number) =>
  (await open().shop.sql("select status from customer_order where order_id = $1", [orderId]))[0]?.["status"];
const attemptsOf = async (orderId: number) =>
  (await open().shop.sql("select status from payment_attempt where order_id = $1 order by attempt", [orderId])).map(
    ({ status }) => status,
  );
const routesOf = (from: number) =>
  open()
    .stripe.requests.slice(from)
    .map(({ route }) => route);
/** Makes the order's attempts so old that their responses count as lost. */
const age = (orderId: number) =>
  open().shop.sql("update payment_attempt set created_at = created_at - interval '2 minutes' where order_id = $1", [
    orderId,
  ]);
const tasks = async () =>
  (await openPayments({ db: open().shop.db, config: readConfig(open().stripe.settings) })).tasks();

const intentRoute = "POST /v1/payment_intents";
const methodRoute = "POST /v1/payment_methods";
const confirmRoute = "POST /v1/payment_intents/:id/confirm";

test("a token becomes a confirmed intent of the exact total, and its charge is the answer", async () => {
  const { stripe, shop, charge } = open();
  const orderId = await order();
  const [{ total } = {}] = await shop.sql("select total_cents::int as total from customer_order where order_id = $1", [
    orderId,
  ]);
  const before = stripe.requests.length;
  const { status, body } = await charge(orderId);
  assert.equal(status, 200);
  assert.deepEqual(routesOf(before), [intentRoute, methodRoute, confirmRoute]);
  const [made] = stripe.requests.slice(before);
  assert.deepEqual(made?.asked, {
    amount: String(total),
    currency: "usd",
    description: "A t-shirt",
    allowed_payment_method_types: ["card"],
    metadata: { order_id: String(orderId) },
  });
  const [paid] = stripe.paidFor(orderId);
  assert.deepEqual(
    [body.id, body.amount, body.object, body.payment_intent],
    [paid?.["id"], total, "charge", paid?.["payment_intent"]],
  );
  for (const name of ["billing_details", "balance_transaction"]) assert.ok(!(name in body), name);
  assert.ok(
    stripe.requests.slice(before).every(({ key }) => key !== undefined),
    "every question may be repeated",
  );
  assert.equal(await statusOf(orderId), "paid");
});

test("a refused card is told Stripe's reason; the next attempt runs under the same intent", async () => {
  const { stripe, charge } = open();
  const orderId = await order();
  const refused = await charge(orderId, { stripeToken: "tok_chargeDeclinedInsufficientFunds" });
  assert.deepEqual(
    [refused.status, refused.body.error.code, refused.body.error.message],
    [402, "STR_01", "Your card has insufficient funds."],
  );
  const unknown = await charge(orderId, { stripeToken: "nonsense" });
  assert.deepEqual([unknown.status, unknown.body.error.message], [402, "No such token: 'nonsense'"]);
  assert.equal(await statusOf(orderId), "pending");
  assert.equal((await charge(orderId)).status, 200);
  assert.deepEqual(await attemptsOf(orderId), ["refused", "refused", "succeeded"]);
  const intents = [...stripe.intents.values()].filter(({ metadata }) => metadata.order_id === String(orderId));
  assert.equal(intents.length, 1);
});

test("with Stripe a wrong amount is refused by default, before Stripe is asked", async () => {
  const orderId = await order();
  const before = open().stripe.requests.length;
  const { status, body } = await open().charge(orderId, { amount: 1 });
  assert.deepEqual([status, body.error.code, body.error.field], [400, "COM_02", "amount"]);
  assert.equal(open().stripe.requests.length, before);
});

describe("when Stripe's answer is lost", () => {
  test("once, the question is repeated and answered the same", async () => {
    const { stripe, charge } = open();
    for (const fault of ["lose", "late", "cut", "fail"] as const) {
      const orderId = await order();
      stripe.spoil(/confirm$/, fault);
      assert.equal((await charge(orderId)).status, 200, fault);
      assert.deepEqual([stripe.paidFor(orderId).length, await statusOf(orderId)], [1, "paid"], fault);
    }
  });

  test("for good, after it took the money: the next attempt finds it paid", async () => {
    const { stripe, charge } = open();
    const orderId = await order();
    stripe.spoil(/confirm$/, "lose", "lose");
    const lost = await charge(orderId);
    assert.deepEqual([lost.status, lost.body.error.code], [503, "COM_50"]);
    assert.deepEqual([await statusOf(orderId), await attemptsOf(orderId)], ["pending", ["asked"]]);
    const early = await charge(orderId);
    assert.deepEqual([early.status, early.body.error.code, early.headers["retry-after"]], [409, "COM_09", "5"]);
    await age(orderId);
    const again = await charge(orderId);
    assert.deepEqual([again.status, again.body.id], [200, stripe.paidFor(orderId)[0]?.["id"]]);
    assert.deepEqual(
      [stripe.paidFor(orderId).length, await statusOf(orderId), await attemptsOf(orderId)],
      [1, "paid", ["succeeded"]],
    );
  });

  test("for good, before it took any: the next attempt pays", async () => {
    const { stripe, charge } = open();
    const orderId = await order();
    stripe.spoil(/confirm$/, "fail", "fail");
    assert.equal((await charge(orderId)).status, 503);
    await age(orderId);
    assert.equal((await charge(orderId)).status, 200);
    assert.deepEqual([stripe.paidFor(orderId).length, await attemptsOf(orderId)], [1, ["failed", "succeeded"]]);
  });

  test("it is waited for as long as its questions may take, ninety seconds", async () => {
    const { stripe, charge, shop } = open();
    const orderId = await order();
    stripe.spoil(/confirm$/, "lose", "lose");
    assert.equal((await charge(orderId)).status, 503);
    for (const [ago, status] of [
      ["75 seconds", 409],
      ["90 seconds", 200],
    ] as const) {
      await shop.sql("update payment_attempt set created_at = now() - $2::interval where order_id = $1", [
        orderId,
        ago,
      ]);
      assert.equal((await charge(orderId)).status, status, ago);
    }
    assert.equal(stripe.paidFor(orderId).length, 1);
  });

  test("the job settles what nobody asks about again", async () => {
    const { stripe, charge, shop } = open();
    const [taken, untaken] = [await order(), await order()];
    stripe.spoil(/confirm$/, "lose", "lose", "fail", "fail");
    assert.deepEqual([(await charge(taken)).status, (await charge(untaken)).status], [503, 503]);
    await age(taken);
    await age(untaken);
    assert.equal(await (await tasks())["settle-unanswered-payments"].run(), 2);
    assert.deepEqual([await statusOf(taken), await attemptsOf(taken)], ["paid", ["succeeded"]]);
    assert.deepEqual([await statusOf(untaken), await attemptsOf(untaken)], ["pending", ["failed"]]);
    assert.equal((await shop.sql("select from customer_order where is_being_paid")).length, 0);
    assert.equal(
      (
        await shop.sql("select from job where task = 'mail-order-confirmation' and payload ->> 'orderId' = any ($1)", [
          [String(taken), String(untaken)],
        ])
      ).length,
      1,
    );
  });

  test("before anything was confirmed: nobody is charged, and the order is free at once", async () => {
    const { stripe, charge } = open();
    for (const route of [/payment_intents$/, /payment_methods$/]) {
      const orderId = await order();
      stripe.spoil(route, "lose", "lose");
      assert.equal((await charge(orderId)).status, 503);
      assert.deepEqual(await attemptsOf(orderId), ["failed"]);
      assert.equal((await charge(orderId)).status, 200);
      assert.equal(stripe.paidFor(orderId).length, 1);
    }
  });
});

test("a key that Stripe refuses is our fault, not the card's, and leaves the payment as it is", async () => {
  const { stripe } = open();
  const options = { webhookSecret: "whsec", apiBase: stripe.url, timeoutMilliseconds: 1000 };
  const [right, wrong] = [
    await openStripe({ ...options, secretKey: "sk_test_local" }),
    await openStripe({ ...options, secretKey: "sk_wrong" }),
  ];
  const purchase = {
    orderId: 1,
    amountCents: 100,
    currency: "usd",
    description: "",
    attempt: 1,
    token: "tok_visa",
    until: Date.now() + 60_000,
  };
  const reference = await right.open(purchase);
  const outcome = await wrong.charge(reference, purchase);
  assert.equal(outcome.status, "failed");
  await assert.rejects(wrong.open(purchase));
  await assert.rejects(wrong.find(reference));
  assert.equal((await right.find(reference)).status, "failed");
  await assert.rejects(right.find("pi_nobody"), PaymentElsewhere);
});

test("an order number reused at the same account opens a payment of its own", async () => {
  const provider = await openStripe({
    secretKey: "sk_test_local",
    webhookSecret: "whsec",
    apiBase: open().stripe.url,
    timeoutMilliseconds: 1000,
  });
  const purchase = { orderId: 1, amountCents: 100, currency: "usd", description: "Shirts", attempt: 1 };
  assert.notEqual(await provider.open(purchase), await provider.open(purchase));
});

test("a way to pay that a newer form made is taken as it is", async () => {
  const { stripe } = open();
  const before = stripe.requests.length;
  const { status, body } = await open().charge(await order(), { stripeToken: "pm_card_visa" });
  assert.deepEqual([status, body.error.message], [402, "No such payment_method: 'pm_card_visa'"]);
  assert.deepEqual(routesOf(before), [intentRoute, confirmRoute]);
});
