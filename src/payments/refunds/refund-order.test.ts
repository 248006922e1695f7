import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { placedOrder } from "../../../test/support/clients/buyers.ts";
import { runCommandWith } from "../../../test/support/servers/command.ts";
import { paidOrdersIn } from "../../../test/support/stripe/paid-orders.ts";
import { stripeShop } from "../../../test/support/stripe/shop.ts";
import { readConfig } from "../../platform/config.ts";
import { Refusal } from "../../platform/refusal.ts";
import { openPayments } from "../index.ts";

const open = stripeShop();

const { refund, move, units, ...paid } = paidOrdersIn(open);
const paidOrder = () => paid.paidOrder([{ product_id: 8, quantity: 2 }]);
const statusOf = async (orderId: number) =>
  (await open().shop.sql("select status from customer_order where order_id = $1", [orderId]))[0]?.["status"];
const refundedAtStripe = (orderId: number) =>
  open()
    .stripe.paidFor(orderId)
    .map(({ refunded }) => refunded);

/** Runs `npm run <script> -- …` on the shop's database. */
const run = (program: string, ...given: string[]) =>
  runCommandWith(open().stripe.settings, open().shop.url, program, ...given);

test("a refund gives the money back at the provider, and the units to the shelf, once", async () => {
  const before = await units();
  const orderId = await paidOrder();
  assert.equal(await units(), before - 2);
  const { amountCents, currency } = await refund(orderId);
  assert.deepEqual([currency, amountCents], ["usd", open().stripe.paidFor(orderId)[0]?.["amount"]]);
  assert.deepEqual([await statusOf(orderId), refundedAtStripe(orderId), await units()], ["refunded", [true], before]);
  await assert.rejects(
    refund(orderId),
    (error) => error instanceof Refusal && /all that was paid for the order has gone back/.test(error.message),
  );
  assert.equal(await units(), before);
  assert.equal(
    (await open().charge(orderId)).body.error.message,
    "Invalid Data: an order that is refunded cannot be paid",
  );
});

test("a refund whose answer was lost is repeated and given once", async () => {
  const orderId = await paidOrder();
  open().stripe.spoil(/^POST.*refunds$/, "lose", "lose");
  await assert.rejects(refund(orderId));
  assert.deepEqual([await statusOf(orderId), refundedAtStripe(orderId)], ["paid", [true]]);
  await refund(orderId);
  assert.equal(await statusOf(orderId), "refunded");
  assert.equal(
    open().stripe.events.filter(
      ({ type, data }) => type === "charge.refunded" && data.object.metadata.order_id === String(orderId),
    ).length,
    1,
  );
});

const send = (orderId: number) => move(orderId, "shipped");
const refusedWith = (message: RegExp) => (error: unknown) => error instanceof Refusal && message.test(error.message);

test("an order whose refund nobody has answered is not sent", async () => {
  const orderId = await paidOrder();
  open().stripe.spoil(/^POST.*refunds$/, "lose", "lose");
  await assert.rejects(refund(orderId), refusedWith(/provider has not answered/));
  await assert.rejects(send(orderId), refusedWith(/a refund of the order is not answered yet$/));
  await refund(orderId);
  assert.deepEqual([await statusOf(orderId), refundedAtStripe(orderId)], ["refunded", [true]]);
});

test("an answer that omits an earlier refund frees no order; the refund is retried by itself", async () => {
  const orderId = await paidOrder();
  const { settings } = open().stripe;
  open().stripe.spoil(/^POST.*refunds$/, "lose", "lose");
  await assert.rejects(refund(orderId));
  const stranger = readConfig({ ...settings, STRIPE_SECRET_KEY: "sk_test_of_somebody_else" });
  const strangers = await openPayments({ db: open().shop.db, config: stranger });
  await assert.rejects(strangers.refund(orderId, "a test"), refusedWith(/nothing was asked back/));
  await assert.rejects(send(orderId), refusedWith(/not answered yet$/));
  const payments = await openPayments({ db: open().shop.db, config: readConfig(settings) });
  assert.equal(await payments.tasks()["repeat-unanswered-refunds"].run(), 0, "not before a minute is over");
  await open().shop.sql("update payment set follow_at = now() where order_id = $1", [orderId]);
  assert.equal(await payments.tasks()["repeat-unanswered-refunds"].run(), 1);
  assert.deepEqual([await statusOf(orderId), refundedAtStripe(orderId)], ["refunded", [true]]);
  assert.equal(await payments.tasks()["repeat-unanswered-refunds"].run(), 0);
});

test("an order whose payment the provider does not know stays paid, and may be sent", async () => {
  const orderId = await paidOrder();
  await open().shop.sql("update payment set reference = 'pi_forgotten' where order_id = $1", [orderId]);
  await assert.rejects(refund(orderId), refusedWith(/nothing was asked back/));
  await send(orderId);
  assert.deepEqual([await statusOf(orderId), refundedAtStripe(orderId)], ["shipped", [false]]);
});

test("refunding and sending at once ends as one of the two, or the refund knew (10 orders)", async () => {
  for (let round = 0; round < 10; round += 1) {
    const earlier = await units();
    const orderId = await paidOrder();
    const wait = delay(round * 2);
    await Promise.allSettled([refund(orderId), wait.then(() => send(orderId))]);
    const status = await statusOf(orderId);
    assert.ok(status === "refunded" || status === "shipped", String(status));
    if (status === "refunded") assert.deepEqual(refundedAtStripe(orderId), [true]);
    assert.equal(await units(), status === "refunded" ? earlier : earlier - 2);
  }
});

test("only what was paid is refunded", async () => {
  const orderId = await placedOrder(open().buyer);
  for (const number of [orderId, 999_999]) await assert.rejects(refund(number), (error) => error instanceof Refusal);
  assert.equal(await statusOf(orderId), "pending");
});

describe("from the command line", () => {
  test("npm run refund gives back what was paid, and says how much", async () => {
    const orderId = await paidOrder();
    const amount = ((open().stripe.paidFor(orderId)[0]?.["amount"] as number) / 100).toFixed(2);
    assert.deepEqual(await run("refund", String(orderId)), {
      code: 0,
      out: `USD ${amount} were paid, nothing went back before. USD ${amount} go back now.\n2 units: back to the shelf.\nOrder ${orderId}: USD ${amount} went back (${open().stripe.refundsOf(open().intentOf(orderId))[0]?.["id"]}). It is refunded.\n`,
      err: "",
    });
    assert.equal(await statusOf(orderId), "refunded");
    assert.deepEqual(await run("refund", String(orderId)), {
      code: 1,
      out: "",
      err: "All that was paid for the order has gone back, or is on its way\n",
    });
  });

  test("npm run order says that an order was sent", async () => {
    const orderId = await paidOrder();
    assert.deepEqual(await run("order", String(orderId), "shipped"), {
      code: 0,
      out: `Order ${orderId} is shipped.\n`,
      err: "",
    });
    assert.deepEqual(await run("order", String(orderId), "cancelled"), {
      code: 1,
      out: "",
      err: "An order that is shipped cannot become cancelled\n",
    });
    assert.equal((await run("order", "999999", "shipped")).code, 1);
    assert.equal(await statusOf(orderId), "shipped");
  });

  test("what is no order is told how it is asked", async () => {
    for (const [program, ...given] of [
      ["refund", "one"],
      ["order", "1", "paid"],
    ] as const) {
      const { code, err } = await run(program, ...given);
      assert.deepEqual([code, err.includes("Usage:")], [2, true]);
    }
  });
});
