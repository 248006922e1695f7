import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { placedOrder } from "../../test/support/clients/buyers.ts";
import { stripeShop } from "../../test/support/stripe/shop.ts";
import { openPayments } from "./index.ts";
import { readConfig } from "../platform/config.ts";

const open = stripeShop();
const order = () => placedOrder(open().buyer);
const standing = async (orderId: number) => {
  const { sql } = open().shop;
  const [found] = await sql("select status, is_being_paid from customer_order where order_id = $1", [orderId]);
  const jobs = await sql("select from job where task = 'mail-order-confirmation' and payload ->> 'orderId' = $1", [
    String(orderId),
  ]);
  return [found?.["status"], found?.["is_being_paid"], jobs.length];
};
const eventCount = async () =>
  Number((await open().shop.sql("select count(*)::int from provider_event"))[0]?.["count"]);
const lostPayment = async (): Promise<number> => {
  const orderId = await order();
  open().stripe.spoil(/confirm$/, "lose", "lose");
  assert.equal((await open().charge(orderId)).status, 503);
  assert.deepEqual(await standing(orderId), ["pending", true, 0]);
  return orderId;
};
const refundAtStripe = async (orderId: number) => {
  const [paid] = open().stripe.paidFor(orderId);
  await fetch(`${open().stripe.url}/v1/refunds`, {
    method: "POST",
    headers: { authorization: "Bearer sk_test_local", "content-type": "application/x-www-form-urlencoded" },
    body: `payment_intent=${paid?.["payment_intent"]}`,
  });
};

test("an event settles a payment whose answer was lost, once, however often it comes", async () => {
  const { deliver, eventsOf } = open();
  const orderId = await lostPayment();
  const event = eventsOf(orderId).find(({ type }) => type === "payment_intent.succeeded");
  for (let count = 0; count < 3; count += 1)
    assert.deepEqual(await deliver(event ?? {}), { status: 200, body: { received: true } });
  assert.deepEqual(await standing(orderId), ["paid", false, 1]);
  assert.equal((await open().shop.sql("select from provider_event where event_id = $1", [event?.["id"]])).length, 1);
});

test("ten of the same event at once are one", async () => {
  const { deliver, eventsOf } = open();
  const orderId = await lostPayment();
  const event = eventsOf(orderId).find(({ type }) => type === "charge.succeeded") ?? {};
  const replies = await Promise.all(Array.from({ length: 10 }, () => deliver(event)));
  assert.deepEqual(
    replies.map(({ status }) => status),
    Array.from({ length: 10 }, () => 200),
  );
  assert.deepEqual(await standing(orderId), ["paid", false, 1]);
});

test("an event that comes before our own answer, and one that comes after, end the same", async () => {
  const { deliver, eventsOf, charge, stripe } = open();
  const early = await lostPayment();
  await deliver(eventsOf(early).at(-1) ?? {});
  assert.equal((await charge(early)).body.id, stripe.paidFor(early)[0]?.["id"]);
  const late = await order();
  await charge(late);
  for (const event of eventsOf(late)) assert.equal((await deliver(event)).status, 200);
  assert.deepEqual(
    [await standing(early), await standing(late)],
    [
      ["paid", false, 1],
      ["paid", false, 1],
    ],
  );
});

test("in any order of arrival a refunded payment ends as refunded and restocked", async () => {
  const { deliver, eventsOf } = open();
  for (const turn of [
    (events: unknown[]) => events,
    (events: unknown[]) => events.toReversed(),
    (events: unknown[]) => [...events.slice(2), ...events.slice(0, 2)],
  ]) {
    await open().shop.sql("update stock set units = 10 where product_id = 8");
    const orderId = await placedOrder(open().buyer, [{ product_id: 8, quantity: 3 }]);
    open().stripe.spoil(/confirm$/, "lose", "lose");
    await open().charge(orderId);
    await refundAtStripe(orderId);
    const events = eventsOf(orderId);
    assert.ok(events.some(({ type }) => type === "charge.refunded"));
    for (const event of turn(events)) assert.equal((await deliver(event as never)).status, 200);
    assert.deepEqual(await standing(orderId), ["refunded", false, 1]);
    assert.equal((await open().shop.sql("select units from stock where product_id = 8"))[0]?.["units"], 10);
  }
});

describe("nothing is changed by an event", () => {
  test("that is forged, unsigned, changed, or signed with another secret", async () => {
    const { deliver, eventsOf, stripe, shop } = open();
    const orderId = await lostPayment();
    const event = eventsOf(orderId).at(-1) ?? {};
    const before = await eventCount();
    const payload = JSON.stringify(event);
    const refusedAs = async (signature: string | undefined, body = payload) => {
      const reply = await shop.app.inject({
        method: "POST",
        url: "/stripe/webhooks",
        headers: signature === undefined ? {} : { "stripe-signature": signature },
        payload: body,
      });
      return [reply.statusCode, reply.json().error?.code, reply.json().error?.field];
    };
    const refused = [400, "COM_02", "stripe-signature"];
    assert.equal((await deliver(event, { secret: "whsec_another" })).status, 400);
    for (const signature of [
      undefined,
      "",
      "nonsense",
      "t=1,v1=00",
      `t=${Math.floor(Date.now() / 1000)},v1=`,
      `v1=${stripe.sign(payload).split("v1=")[1]}`,
    ])
      assert.deepEqual(await refusedAs(signature), refused, signature);
    assert.deepEqual(await refusedAs(stripe.sign(payload), `${payload} `), refused);
    assert.deepEqual(await refusedAs(stripe.sign("not JSON"), "not JSON"), refused);
    assert.deepEqual(await refusedAs(stripe.sign(""), ""), refused);
    assert.deepEqual([await standing(orderId), await eventCount()], [["pending", true, 0], before]);
  });

  test("that was signed more than five minutes ago", async () => {
    const { deliver, eventsOf } = open();
    const orderId = await lostPayment();
    const event = eventsOf(orderId).at(-1) ?? {};
    const now = Math.floor(Date.now() / 1000);
    assert.equal((await deliver(event, { at: now - 310 })).status, 400);
    assert.deepEqual(await standing(orderId), ["pending", true, 0]);
    assert.equal((await deliver(event, { at: now - 280 })).status, 200);
    assert.deepEqual(await standing(orderId), ["paid", false, 1]);
  });

  test("about somebody else's payment, even one that names our order", async () => {
    const { deliver, stripe } = open();
    const orderId = await order();
    const foreign = {
      id: "pi_foreign",
      object: "payment_intent",
      status: "succeeded",
      amount: 1,
      currency: "usd",
      metadata: { order_id: String(orderId) },
    };
    const before = [await eventCount(), stripe.requests.length];
    assert.equal(
      (
        await deliver({
          id: "evt_foreign",
          object: "event",
          type: "payment_intent.succeeded",
          data: { object: foreign },
        })
      ).status,
      200,
    );
    assert.equal(
      (
        await deliver({
          id: "evt_other",
          object: "event",
          type: "customer.created",
          data: { object: { object: "customer" } },
        })
      ).status,
      200,
    );
    assert.deepEqual(
      [await standing(orderId), [await eventCount(), stripe.requests.length]],
      [["pending", false, 0], before],
    );
  });

  test("that says what Stripe, when asked, does not", async () => {
    const { deliver, charge, eventsOf, shop } = open();
    const orderId = await order();
    await charge(orderId, { stripeToken: "tok_chargeDeclined" });
    const failed = eventsOf(orderId).find(({ type }) => type === "payment_intent.payment_failed") ?? {};
    assert.equal((await deliver(failed)).status, 200);
    assert.equal((await deliver({ ...failed, id: "evt_lie", type: "payment_intent.succeeded" })).status, 200);
    assert.deepEqual(await standing(orderId), ["pending", false, 0]);
    assert.deepEqual(await shop.sql("select charge, succeeded_at from payment where order_id = $1", [orderId]), [
      { charge: null, succeeded_at: null },
    ]);
  });

  test("while Stripe does not answer; sent again, it counts", async () => {
    const { deliver, eventsOf, stripe } = open();
    const orderId = await lostPayment();
    const event = eventsOf(orderId).at(-1) ?? {};
    stripe.spoil(/^GET/, "cut", "cut");
    assert.equal((await deliver(event)).status, 503);
    assert.deepEqual(await standing(orderId), ["pending", true, 0]);
    assert.equal((await deliver(event)).status, 200);
    assert.deepEqual(await standing(orderId), ["paid", false, 1]);
  });

  test("whose money is another sum than the order's", async () => {
    const { deliver, eventsOf, shop } = open();
    const orderId = await lostPayment();
    await shop.sql("update payment set amount_cents = amount_cents + 1 where order_id = $1", [orderId]);
    assert.equal((await deliver(eventsOf(orderId).at(-1) ?? {})).status, 500);
    assert.deepEqual(await standing(orderId), ["pending", true, 0]);
  });
});

test("money that comes for a cancelled order goes back, once", async () => {
  const { deliver, eventsOf, shop, stripe } = open();
  const orderId = await lostPayment();
  await shop.sql("update customer_order set status = 'cancelled', is_being_paid = false where order_id = $1", [
    orderId,
  ]);
  await deliver(eventsOf(orderId).at(-1) ?? {});
  assert.deepEqual(await standing(orderId), ["cancelled", false, 0]);
  const tasks = (await openPayments({ db: shop.db, config: readConfig(stripe.settings) })).tasks();
  assert.equal(await tasks["return-unwanted-payments"].run(), 1);
  assert.equal(await tasks["return-unwanted-payments"].run(), 0);
  assert.deepEqual(
    stripe.paidFor(orderId).map(({ refunded }) => refunded),
    [true],
  );
  assert.equal(
    stripe.events.filter(
      ({ type, data }) => type === "charge.refunded" && data.object.metadata.order_id === String(orderId),
    ).length,
    1,
  );
});
