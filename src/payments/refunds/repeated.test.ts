import assert from "node:assert/strict";
import { test } from "node:test";
import { crowd, upTo } from "../../../test/support/crowd.ts";
import { seededRandom } from "../../../test/support/seeded-random.ts";
import type { Fault } from "../../../test/support/stripe/faults.ts";
import { paidOrdersIn } from "../../../test/support/stripe/paid-orders.ts";
import { stripeShop } from "../../../test/support/stripe/shop.ts";
import { Refusal } from "../../platform/refusal.ts";
import type { RefundOptions } from "./quote.ts";

const open = stripeShop();
const { sql, payments, paidOrder, units } = paidOrdersIn(open);

const seed = 281126;
const faults: readonly Fault[] = ["fail", "cut", "lose", "lose"];
/** Maximum number of times that a request is repeated until it has its result. */
const mostTries = 20;

const asking = async (orderId: number) => {
  const { refund } = await payments();
  return (requestKey: string, wish: RefundOptions, note?: string) =>
    refund(orderId, "a test", { wish, requestKey, ...(note === undefined ? {} : { note }) });
};
/** Repeats a request until it is fulfilled, or refused because too little is left. */
const untilAnswered = async (ask: () => Promise<{ amountCents: number }>): Promise<number> => {
  for (let tries = 1; ; tries += 1)
    try {
      return (await ask()).amountCents;
    } catch (error) {
      if (error instanceof Refusal && /is left of what was paid|has gone back/.test(error.message)) return 0;
      if (tries === mostTries) throw error;
    }
};
const refundsAtStripe = (orderId: number) =>
  open()
    .stripe.refundsOf(open().intentOf(orderId))
    .map(({ amount, status }) => [amount, status]);
const refundedCents = async (orderId: number) =>
  Number((await sql("select refunded_cents from payment where order_id = $1", [orderId]))[0]?.["refunded_cents"]);
const totalOf = (orderId: number) => open().stripe.paidFor(orderId)[0]?.["amount"] as number;

test("a part asked for twenty times at once with one key, while Stripe times out, goes back once", async () => {
  const earlier = await units();
  const orderId = await paidOrder();
  const ask = await asking(orderId);
  const request = () => ask("once", { lines: [{ lineNumber: 1, quantity: 1 }] });
  open().stripe.spoil(/^POST.*refunds$/, "late", "lose", "fail");
  await Promise.allSettled(upTo(20).map(request));
  const amountCents = await untilAnswered(request);
  const { isEarlier, status } = await request();
  assert.deepEqual([isEarlier, status], [true, "succeeded"]);
  assert.deepEqual(refundsAtStripe(orderId), [[amountCents, "succeeded"]]);
  assert.equal(await refundedCents(orderId), amountCents);
  assert.equal(await units(), earlier - 1, "one of two units is back in stock, once");
});

test("a key comes with one request: another one under it is refused, and changes nothing", async () => {
  const orderId = await paidOrder();
  const ask = await asking(orderId);
  await ask("ours", { amountCents: 500 }, "Torn");
  const others: readonly [RefundOptions, string][] = [
    [{ amountCents: 501 }, "Torn"],
    [{ amountCents: 500, isWithShipping: true }, "Torn"],
    [{}, "Torn"],
    [{ amountCents: 500 }, "Lost"],
  ];
  for (const [wish, note] of others)
    await assert.rejects(
      ask("ours", wish, note),
      (error) => error instanceof Refusal && error.code === "COM_09" && error.status === 422,
    );
  assert.deepEqual(refundsAtStripe(orderId), [[500, "succeeded"]]);
  await ask("theirs", { amountCents: 500 }, "Torn");
  assert.equal(await refundedCents(orderId), 1000);
});

test("a request with a key first completes another one whose answer was lost", async () => {
  const orderId = await paidOrder();
  const ask = await asking(orderId);
  open().stripe.spoil(/^POST.*refunds$/, "lose", "lose");
  await assert.rejects(ask("lost", { amountCents: 300 }), /has not answered/);
  assert.equal((await ask("next", { amountCents: 200 })).isEarlier, false);
  assert.equal((await ask("lost", { amountCents: 300 })).isEarlier, true);
  assert.deepEqual(refundsAtStripe(orderId), [
    [300, "succeeded"],
    [200, "succeeded"],
  ]);
});

test("of twenty different parts at once, as many go back as were paid for, while Stripe fails", async () => {
  const random = seededRandom(seed);
  const orderId = await paidOrder();
  const ask = await asking(orderId);
  const amountCents = Math.floor(totalOf(orderId) / 5);
  const request = (number: number) => ask(`part ${number}`, { amountCents });
  open().stripe.spoilBy((route) => (/refunds/.test(route) && random.below(100) < 20 ? random.pick(faults) : undefined));
  await crowd(upTo(20), 20, (number) => request(number).catch(() => undefined));
  open().stripe.spoilBy(() => undefined);
  const given = await crowd(upTo(20), 1, (number) => untilAnswered(() => request(number)));
  assert.deepEqual(
    given.filter((cents) => cents > 0),
    upTo(5).map(() => amountCents),
  );
  assert.deepEqual(
    refundsAtStripe(orderId),
    upTo(5).map(() => [amountCents, "succeeded"]),
  );
  assert.equal(await refundedCents(orderId), 5 * amountCents);
});

test("the table itself refuses that more goes back than was paid", async () => {
  const orderId = await paidOrder();
  await assert.rejects(sql("update payment set refunded_cents = amount_cents + 1 where order_id = $1", [orderId]), {
    constraint: "payment_refunded_check",
  });
});
