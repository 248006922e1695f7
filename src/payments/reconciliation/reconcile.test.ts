import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { paidOrdersIn } from "../../../test/support/stripe/paid-orders.ts";
import { stripeShop } from "../../../test/support/stripe/shop.ts";
import type { Thing } from "../../../test/support/stripe/book.ts";

/** A long time limit: a test here delays Stripe's responses, and they must not count as lost. */
const open = stripeShop({ PAYMENT_TIMEOUT_SECONDS: "10" });
const { sql, payments, move, units, toldOwner, ...paid } = paidOrdersIn(open);
const paidOrder = () => paid.paidOrder([{ product_id: 8, quantity: 2 }]);
const send = (orderId: number) => move(orderId, "shipped");
const orderOf = async (orderId: number) => {
  const { status, refunded_amount, dispute_status } = (await open().buyer.ask("GET", `/orders/shortDetail/${orderId}`))
    .body;
  return [status, refunded_amount, dispute_status];
};
const total = (orderId: number) => open().stripe.paidFor(orderId)[0]?.["amount"] as number;
const amount = (cents: number) => (cents / 100).toFixed(2);
const auditOf = (orderId: number) =>
  sql("select from_status, to_status, by_whom, note from order_audit where order_id = $1 order by entry", [orderId]);
const refundRows = (orderId: number) =>
  sql("select status, amount_cents::int, by_whom from refund where order_id = $1 order by refund", [orderId]);

/** Returns Stripe's events about the order's payment that have not been delivered yet. */
const untold = (orderId: number, told: Set<unknown>): Thing[] => {
  const events = open()
    .eventsOf(orderId)
    .filter(({ id }) => !told.has(id));
  for (const { id } of events) told.add(id);
  return events;
};
const tell = async (events: readonly Thing[]): Promise<void> => {
  for (const event of events) assert.equal((await open().deliver(event)).status, 200, event["type"]);
};

/** Deliveries of the same events: in order, reversed, and with duplicates. */
const turns: readonly ((events: Thing[]) => Thing[])[] = [
  (events) => events,
  (events) => events.toReversed(),
  (events) => [...events, ...events, ...events.map((event) => ({ ...event, id: `${event["id"]}_again` }))],
];

describe("a refund made in Stripe's dashboard", () => {
  test("is seen with its amount, once, whatever the order of its events", async () => {
    for (const turn of turns) {
      const orderId = await paidOrder();
      open().stripe.refundByHand(open().intentOf(orderId), 500);
      await tell(turn(untold(orderId, new Set())));
      assert.deepEqual(await orderOf(orderId), ["paid", "5.00", null]);
      assert.deepEqual(await refundRows(orderId), [{ status: "succeeded", amount_cents: 500, by_whom: "stripe" }]);
      assert.deepEqual(await toldOwner(orderId), ["refund-elsewhere"]);
      const { charge } = (await sql("select charge from payment where order_id = $1", [orderId]))[0] as {
        charge: Thing;
      };
      assert.deepEqual([charge["amount_refunded"], charge["refunded"]], [500, false]);
      assert.equal(
        (await auditOf(orderId)).filter(({ note }) => /^USD 5.00 went back \(re_/.test(String(note))).length,
        1,
      );
    }
  });

  test("leaves less for npm run refund, which says and gives only that", async () => {
    const orderId = await paidOrder();
    open().stripe.refundByHand(open().intentOf(orderId), 500);
    const { amountCents } = await (await payments()).quoteRefund(orderId, {});
    assert.equal(amountCents, total(orderId) - 500);
    assert.equal((await (await payments()).refund(orderId, "a test")).amountCents, total(orderId) - 500);
    assert.deepEqual(await orderOf(orderId), ["refunded", amount(total(orderId)), null]);
    assert.deepEqual(await toldOwner(orderId), ["refund-elsewhere"]);
  });

  test("of all of a sent order leaves it sent, and is written down", async () => {
    const earlier = await units();
    const orderId = await paidOrder();
    await send(orderId);
    open().stripe.refundByHand(open().intentOf(orderId));
    await tell(untold(orderId, new Set()));
    assert.deepEqual(await orderOf(orderId), ["shipped", amount(total(orderId)), null]);
    const last = (await auditOf(orderId)).at(-1);
    assert.deepEqual([last?.["from_status"], last?.["to_status"], last?.["by_whom"]], ["shipped", "shipped", "stripe"]);
    assert.match(String(last?.["note"]), /^USD .* went back/);
    assert.deepEqual([await toldOwner(orderId), await units()], [[], earlier - 2]);
  });

  test("that is pending keeps the order from being sent, until it fails", async () => {
    const told = new Set();
    const orderId = await paidOrder();
    const refund = open().stripe.refundByHand(open().intentOf(orderId), undefined, "pending");
    await tell(untold(orderId, told));
    assert.deepEqual(await orderOf(orderId), ["paid", amount(total(orderId)), null]);
    await assert.rejects(send(orderId), /not answered yet/);
    open().stripe.turnRefund(refund["id"], "failed");
    await tell(untold(orderId, told));
    assert.deepEqual(await orderOf(orderId), ["paid", "0.00", null]);
    assert.deepEqual(await toldOwner(orderId), ["refund-elsewhere", "refund-failed"]);
    await send(orderId);
  });

  test("beside a refund of all whose answer was lost goes on keeping the order from being sent", async () => {
    const orderId = await paidOrder();
    open().stripe.spoil(/^POST.*refunds$/, "cut", "cut");
    await assert.rejects((await payments()).refund(orderId, "a test"), /has not answered/);
    open().stripe.refundByHand(open().intentOf(orderId), 500);
    await tell(untold(orderId, new Set()));
    assert.deepEqual(
      (await refundRows(orderId)).map(({ status, amount_cents }) => [status, amount_cents]),
      [
        ["asked", total(orderId)],
        ["succeeded", 500],
      ],
    );
    await assert.rejects(send(orderId), /a refund of the order is not answered yet/);
  });

  test("a refund that succeeded and then failed is the shop's money again; stock stays", async () => {
    const told = new Set();
    const earlier = await units();
    const orderId = await paidOrder();
    const refund = open().stripe.refundByHand(open().intentOf(orderId));
    await tell(untold(orderId, told));
    assert.deepEqual([await orderOf(orderId), await units()], [["refunded", amount(total(orderId)), null], earlier]);
    open().stripe.turnRefund(refund["id"], "failed");
    await tell(untold(orderId, told));
    assert.deepEqual([await orderOf(orderId), await units()], [["refunded", "0.00", null], earlier]);
    await (await payments()).refund(orderId, "a test");
    assert.deepEqual([await orderOf(orderId), await units()], [["refunded", amount(total(orderId)), null], earlier]);
  });
});

test("a refund that the shop asked for is told to its buyer, however long it was pending", async () => {
  const orderId = await paidOrder();
  open().stripe.decideRefunds("pending");
  const { reference } = await (await payments()).refund(orderId, "a test");
  await sql("update refund set created_at = created_at - interval '8 days' where order_id = $1", [orderId]);
  open().stripe.turnRefund(String(reference), "succeeded");
  await tell(untold(orderId, new Set()));
  assert.deepEqual(
    await sql(
      "select payload -> 'news' as news from job where task = 'mail-order-news' and payload ->> 'orderId' = $1",
      [String(orderId)],
    ),
    [
      {
        news: {
          became: "refunded",
          amountCents: total(orderId),
          backCents: total(orderId),
          isWithShipping: true,
          lines: await sql(
            "select line_number::int, quantity from refund_line where order_id = $1 order by line_number",
            [orderId],
          ),
        },
      },
    ],
  );
});

test("events of one payment that come all at once are all taken in", async () => {
  const orderId = await paidOrder();
  for (const cents of [100, 200, 300]) open().stripe.refundByHand(open().intentOf(orderId), cents);
  const events = untold(orderId, new Set());
  const replies = await Promise.all([...events, ...events].map((event) => open().deliver(event)));
  await tell(events.filter((_, index) => replies[index]?.status !== 200));
  assert.deepEqual(await orderOf(orderId), ["paid", "6.00", null]);
  assert.equal((await refundRows(orderId)).length, 3);
});

test("an answer that is older than what was written down changes nothing", async () => {
  const orderId = await paidOrder();
  const { stripe } = open();
  const refund = stripe.refundByHand(open().intentOf(orderId), undefined, "pending");
  const [early] = untold(orderId, new Set()).slice(-1);
  // The refund fails and its event is handled while the response to the first event is on its way.
  const answered = Promise.withResolvers<void>();
  const held = stripe.holdAnswer(/^GET .*refunds$/, answered.promise);
  const slow = open().deliver(early as Thing);
  await held;
  stripe.turnRefund(refund["id"], "failed");
  await tell(open().eventsOf(orderId).slice(-1));
  answered.resolve();
  assert.equal((await slow).status, 200);
  assert.deepEqual(await orderOf(orderId), ["paid", "0.00", null]);
});

describe("a dispute", () => {
  test("that is opened and lost is seen, with its amount, and the owner is told each once", async () => {
    for (const turn of turns) {
      const told = new Set();
      const orderId = await paidOrder();
      await send(orderId);
      const dispute = open().stripe.openDispute(open().intentOf(orderId), { amount: 700 });
      await tell(turn(untold(orderId, told)));
      assert.deepEqual(await orderOf(orderId), ["shipped", "0.00", "open"]);
      assert.deepEqual(await toldOwner(orderId), ["dispute-opened"]);
      open().stripe.reviewDispute(dispute["id"]);
      await tell(turn(untold(orderId, told)));
      open().stripe.closeDispute(dispute["id"], "lost");
      await tell(turn(untold(orderId, told)));
      assert.deepEqual(await orderOf(orderId), ["shipped", "0.00", "lost"]);
      assert.deepEqual(await toldOwner(orderId), ["dispute-opened", "dispute-lost"]);
      assert.deepEqual(
        await sql(
          "select status, provider_status, amount_cents::int, currency, reason, is_withdrawn from dispute where order_id = $1",
          [orderId],
        ),
        [
          {
            status: "lost",
            provider_status: "lost",
            amount_cents: 700,
            currency: "usd",
            reason: "product_not_received",
            is_withdrawn: true,
          },
        ],
      );
      assert.deepEqual(
        (await auditOf(orderId)).slice(-3).map(({ note }) => String(note).replace(/dp_\w+/, "dp")),
        ["needs_response", "under_review", "lost"].map(
          (stands) => `Dispute over USD 7.00: ${stands}, the money is withdrawn (dp, product_not_received)`,
        ),
      );
    }
  });

  test("that is won gives the money back to the shop", async () => {
    const told = new Set();
    const orderId = await paidOrder();
    const dispute = open().stripe.openDispute(open().intentOf(orderId));
    await tell(untold(orderId, told));
    assert.equal((await sql("select from dispute where order_id = $1 and is_withdrawn", [orderId])).length, 1);
    open().stripe.closeDispute(dispute["id"], "won");
    await tell(untold(orderId, told));
    assert.deepEqual(await orderOf(orderId), ["paid", "0.00", "won"]);
    assert.equal((await sql("select from dispute where order_id = $1 and not is_withdrawn", [orderId])).length, 1);
    assert.deepEqual(await toldOwner(orderId), ["dispute-opened", "dispute-won"]);
    const copy = (await open().buyer.ask("GET", "/customer/export")).body.payments;
    assert.deepEqual(
      copy
        .find((paid: { order_id: number }) => paid.order_id === orderId)
        .disputes.map(({ status, amount: sum }: { status: string; amount: string }) => [status, sum]),
      [["won", amount(total(orderId))]],
    );
  });

  test("whose end nobody told is asked about", async () => {
    const told = new Set();
    const orderId = await paidOrder();
    const dispute = open().stripe.openDispute(open().intentOf(orderId), { isInquiry: true });
    await tell(untold(orderId, told));
    assert.equal((await orderOf(orderId))[2], "open");
    open().stripe.closeDispute(dispute["id"], "warning_closed");
    await sql("update payment set follow_at = now() where order_id = $1", [orderId]);
    assert.equal(await (await payments()).tasks()["repeat-unanswered-refunds"].run(), 1);
    assert.equal((await orderOf(orderId))[2], "closed");
    assert.deepEqual(await sql("select follow_at from payment where order_id = $1", [orderId]), [{ follow_at: null }]);
  });
});
