import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { paidOrdersIn } from "../../../test/support/stripe/paid-orders.ts";
import { stripeShop } from "../../../test/support/stripe/shop.ts";
import { Refusal } from "../../platform/refusal.ts";

const open = stripeShop();
const { sql, payments, paidOrder, refund, move, units, toldOwner } = paidOrdersIn(open);

const orderOf = async (orderId: number) => {
  const { status, total_amount, refunded_amount } = (await open().buyer.ask("GET", `/orders/shortDetail/${orderId}`))
    .body;
  return { status, total_amount, refunded_amount };
};
const refundsAtStripe = (orderId: number) =>
  open()
    .stripe.refundsOf(open().intentOf(orderId))
    .map(({ amount, status }) => [amount, status]);
const refundRows = (orderId: number) =>
  sql("select refund, status, amount_cents from refund where order_id = $1 order by refund", [orderId]);
const notes = async (orderId: number) =>
  (await sql("select note from order_audit where order_id = $1 order by entry", [orderId]))
    .map(({ note }) => String(note).replaceAll(/re_\w+/g, "re"))
    .filter((note) => !note.startsWith("ch_") && note !== "");
const refusedWith = (message: RegExp) => (error: unknown) => error instanceof Refusal && message.test(error.message);

test("an order shows that nothing of it went back", async () => {
  const orderId = await paidOrder();
  assert.equal((await orderOf(orderId)).refunded_amount, "0.00");
  assert.equal((await open().buyer.ask("GET", "/orders/inCustomer?limit=1")).body[0].refunded_amount, "0.00");
});

test("a part of the money goes back, and then what is left, never more", async () => {
  const earlier = await units();
  const orderId = await paidOrder();
  const total = open().stripe.paidFor(orderId)[0]?.["amount"] as number;
  const { amountCents, currency, status } = await refund(orderId, { amountCents: 500 });
  assert.deepEqual([amountCents, currency, status], [500, "usd", "succeeded"]);
  const shown = await orderOf(orderId);
  assert.deepEqual([shown.status, shown.refunded_amount, await units()], ["paid", "5.00", earlier - 2]);
  await assert.rejects(refund(orderId, { amountCents: total - 499 }), refusedWith(/is left of what was paid/));
  assert.equal((await refund(orderId)).amountCents, total - 500);
  assert.deepEqual(refundsAtStripe(orderId), [
    [500, "succeeded"],
    [total - 500, "succeeded"],
  ]);
  assert.deepEqual(await orderOf(orderId), {
    status: "refunded",
    total_amount: shown.total_amount,
    refunded_amount: shown.total_amount,
  });
  assert.equal(await units(), earlier);
  assert.deepEqual(
    (await notes(orderId)).map((note) => note.replaceAll(/\d+\.\d+/g, "0")),
    ["USD 0 went back (re)", "USD 0 went back (re)"],
  );
});

test("a charge that is asked for again, and the customer's own copy, show what went back", async () => {
  const orderId = await paidOrder();
  await refund(orderId, { amountCents: 500 });
  const { amount_refunded, refunded } = (await open().charge(orderId)).body;
  assert.deepEqual([amount_refunded, refunded], [500, false]);
  await refund(orderId);
  const copy = (await open().buyer.ask("GET", "/customer/export")).body;
  const paid = copy.payments.find((payment: { order_id: number }) => payment.order_id === orderId);
  assert.deepEqual(
    [paid.charge.refunded, paid.charge.amount_refunded, paid.refunded_amount, paid.refunded_on !== null],
    [true, paid.charge.amount, paid.amount, true],
  );
  assert.deepEqual(
    paid.refunds.map(({ amount, status }: { amount: string; status: string }) => [amount, status]),
    [
      ["5.00", "succeeded"],
      [((paid.charge.amount - 500) / 100).toFixed(2), "succeeded"],
    ],
  );
});

describe("by line", () => {
  test("units of an order that was not sent go back to the shelf, and not twice", async () => {
    const earlier = [await units(8), await units(9)];
    const orderId = await paidOrder();
    await refund(orderId, { lines: [{ lineNumber: 2, quantity: 1 }] });
    assert.deepEqual([await units(8), await units(9)], [Number(earlier[0]) - 2, Number(earlier[1]) - 2]);
    await assert.rejects(
      refund(orderId, { lines: [{ lineNumber: 2, quantity: 3 }] }),
      refusedWith(/of line 2 only 2 are not refunded yet/),
    );
    await refund(orderId);
    assert.deepEqual([await units(8), await units(9)], earlier);
    assert.deepEqual(
      await sql("select line_number, quantity, restocked_units from order_line where order_id = $1 order by 1", [
        orderId,
      ]),
      [
        { line_number: 1, quantity: 2, restocked_units: 2 },
        { line_number: 2, quantity: 3, restocked_units: 3 },
      ],
    );
  });

  test("what is spoilt does not go back to the shelf", async () => {
    const earlier = await units();
    const orderId = await paidOrder();
    await refund(orderId, { isRestocking: false });
    assert.deepEqual([(await orderOf(orderId)).status, await units()], ["refunded", earlier - 2]);
  });

  test("goods that came back are put on the shelf when somebody says so, each once", async () => {
    const earlier = await units();
    const orderId = await paidOrder();
    await move(orderId, "shipped");
    await refund(orderId, { lines: [{ lineNumber: 1, quantity: 1 }], isRestocking: true });
    assert.equal(await units(), earlier - 1);
    await refund(orderId, { lines: [{ lineNumber: 1 }] });
    assert.equal(await units(), earlier - 1);
    assert.equal((await orderOf(orderId)).status, "shipped");
  });

  test("lines and shipping, one after another, come to all that was paid", async () => {
    const orderId = await paidOrder();
    const { amountCents: first } = await refund(orderId, { lines: [{ lineNumber: 2 }] });
    const { amountCents: second } = await refund(orderId, { isWithShipping: true });
    await assert.rejects(refund(orderId, { isWithShipping: true }), refusedWith(/shipping has gone back already/));
    const { amountCents: third } = await refund(orderId, { lines: [{ lineNumber: 1 }] });
    assert.equal(first + second + third, open().stripe.paidFor(orderId)[0]?.["amount"]);
    assert.equal((await orderOf(orderId)).status, "refunded");
  });
});

test("an order that was sent, or came, stays so when its money goes back", async () => {
  const earlier = await units();
  for (const status of ["shipped", "delivered"] as const) {
    const orderId = await paidOrder();
    await move(orderId, "shipped");
    if (status === "delivered") await move(orderId, "delivered");
    await refund(orderId);
    const shown = await orderOf(orderId);
    assert.deepEqual([shown.status, shown.refunded_amount], [status, shown.total_amount]);
    assert.deepEqual(
      open()
        .stripe.paidFor(orderId)
        .map(({ refunded }) => refunded),
      [true],
    );
  }
  assert.equal(await units(), earlier - 4);
});

test("a refund that Stripe refuses may be asked for again once the cause is mended", async () => {
  const orderId = await paidOrder();
  open().stripe.decideRefunds("no-balance");
  await assert.rejects(refund(orderId), refusedWith(/does not give the money back: Insufficient funds/));
  assert.deepEqual([(await orderOf(orderId)).status, refundsAtStripe(orderId)], ["paid", []]);
  assert.deepEqual(await toldOwner(orderId), [], "whoever asked has read it");
  await refund(orderId);
  const { status, refunded_amount, total_amount } = await orderOf(orderId);
  assert.deepEqual([status, refunded_amount], ["refunded", total_amount]);
  assert.deepEqual(
    (await refundRows(orderId)).map((row) => row["status"]),
    ["refused", "succeeded"],
  );
});

describe("a refund that is pending", () => {
  const pending = async () => {
    const orderId = await paidOrder();
    open().stripe.decideRefunds("pending");
    assert.equal((await refund(orderId)).status, "pending");
    const { status, refunded_amount, total_amount } = await orderOf(orderId);
    assert.deepEqual([status, refunded_amount], ["paid", total_amount]);
    await assert.rejects(move(orderId, "shipped"), refusedWith(/a refund of the order is not answered yet/));
    await assert.rejects(refund(orderId), refusedWith(/has gone back, or is on its way/));
    return { orderId, reference: String(open().stripe.refundsOf(open().intentOf(orderId))[0]?.["id"]) };
  };
  const followUp = async (orderId: number) => {
    const [payment] = await sql(
      "select follow_at > now() + interval '5 hours' as is_later from payment where order_id = $1",
      [orderId],
    );
    assert.equal(payment?.["is_later"], true);
    await sql("update payment set follow_at = now() where order_id = $1", [orderId]);
    assert.equal(await (await payments()).tasks()["repeat-unanswered-refunds"].run(), 1);
  };

  test("succeeds later: then the order is refunded and its units are on the shelf", async () => {
    const earlier = await units();
    const { orderId, reference } = await pending();
    assert.equal(await units(), earlier - 2);
    open().stripe.turnRefund(reference, "succeeded");
    await followUp(orderId);
    assert.deepEqual([(await orderOf(orderId)).status, await units()], ["refunded", earlier]);
    assert.equal(
      (await sql("select from payment where order_id = $1 and follow_at is null", [orderId])).length,
      1,
      "nothing is open any more",
    );
  });

  test("fails later: the order may be sent, or refunded again, and the owner is told", async () => {
    const earlier = await units();
    const { orderId, reference } = await pending();
    open().stripe.turnRefund(reference, "failed");
    await followUp(orderId);
    assert.deepEqual([(await orderOf(orderId)).refunded_amount, await toldOwner(orderId)], ["0.00", ["refund-failed"]]);
    assert.equal((await open().charge(orderId)).body.amount_refunded, 0);
    await refund(orderId);
    assert.deepEqual([(await orderOf(orderId)).status, await units()], ["refunded", earlier]);
    assert.equal((await notes(orderId)).length, 3);
  });
});

test("a refund that fails at once gave nothing back", async () => {
  const orderId = await paidOrder();
  open().stripe.decideRefunds("failed");
  await assert.rejects(refund(orderId), refusedWith(/does not give the money back: expired_or_canceled_card/));
  assert.equal((await orderOf(orderId)).refunded_amount, "0.00");
  await move(orderId, "shipped");
});

test("of two refunds of all that are asked for at once, one is given", async () => {
  const orderId = await paidOrder();
  const ends = await Promise.allSettled([refund(orderId), refund(orderId)]);
  assert.ok(ends.some(({ status }) => status === "fulfilled"));
  assert.equal(refundsAtStripe(orderId).length, 1);
  assert.equal((await orderOf(orderId)).status, "refunded");
});
