import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { runCommand } from "../../../test/support/servers/command.ts";
import { paidOrdersIn } from "../../../test/support/stripe/paid-orders.ts";
import { stripeShop } from "../../../test/support/stripe/shop.ts";
import { Refusal } from "../../platform/refusal.ts";

const open = stripeShop();
const { sql, paidOrder, refund, move, units, restocked, tellAll } = paidOrdersIn(open);

const refusedWith = (message: RegExp) => (error: unknown) =>
  error instanceof Refusal && error.status === 409 && message.test(error.message);
const rowOf = async (orderId: number) => {
  const [row] = await sql(
    "select status, dispute_status, refunded_cents::int, lost_cents::int, is_being_refunded from customer_order where order_id = $1",
    [orderId],
  );
  return row;
};
const totalOf = (orderId: number) => open().stripe.paidFor(orderId)[0]?.["amount"] as number;
/** Opens a dispute over an amount, or the whole payment, closes it as given, and delivers its events. */
const dispute = async (orderId: number, end?: "won" | "lost", amount?: number): Promise<string> => {
  const { id } = open().stripe.openDispute(open().intentOf(orderId), amount === undefined ? {} : { amount });
  if (end) open().stripe.closeDispute(String(id), end);
  await tellAll(orderId);
  return String(id);
};
const lettersAbout = async (orderId: number) =>
  (
    await sql(
      "select payload -> 'news' as news from job where task = 'mail-order-news' and payload ->> 'orderId' = $1 order by created_at",
      [String(orderId)],
    )
  ).map(({ news }) => news);

describe("an order whose payment is disputed is not sent", () => {
  test("while the bank has not decided; once the dispute is won, it is", async () => {
    const orderId = await paidOrder();
    const name = await dispute(orderId);
    const before = await rowOf(orderId);
    const why =
      /the order cannot be sent: a dispute on its payment is open; wait until the bank has decided, or send it all the same with --despite-dispute$/;
    await assert.rejects(move(orderId, "shipped"), refusedWith(why));
    assert.deepEqual(await rowOf(orderId), before);
    assert.deepEqual(await lettersAbout(orderId), []);
    open().stripe.closeDispute(name, "won");
    await tellAll(orderId);
    await move(orderId, "shipped");
    assert.equal((await rowOf(orderId))?.["status"], "shipped");
  });

  test("nor after it was lost, in full or in part, also where a later one was won", async () => {
    const all = await paidOrder();
    await dispute(all, "lost");
    await assert.rejects(
      move(all, "shipped"),
      refusedWith(/its payment was lost in a dispute; cancel the order, or send/),
    );
    const part = await paidOrder();
    await dispute(part, "lost", 700);
    await dispute(part, "won", 300);
    const sentence = /a part of its payment was lost in a dispute; refund what is left and cancel the order, or send/;
    await assert.rejects(move(part, "shipped"), refusedWith(sentence));
    assert.deepEqual(await rowOf(part), {
      status: "paid",
      dispute_status: "lost",
      refunded_cents: 0,
      lost_cents: 700,
      is_being_refunded: false,
    });
  });

  test("unless the shop says so, which its audit tells", async () => {
    const orderId = await paidOrder();
    await dispute(orderId, "lost");
    const order = String(orderId);
    const { code, err } = await runCommand(open().shop.url, "order", order, "shipped");
    assert.deepEqual([code, err.endsWith("--despite-dispute\n")], [1, true]);
    assert.equal((await runCommand(open().shop.url, "order", order, "cancelled", "--despite-dispute")).code, 2);
    assert.deepEqual(await runCommand(open().shop.url, "order", order, "shipped", "--despite-dispute"), {
      code: 0,
      out: `Order ${order} is shipped.\n`,
      err: "",
    });
    const [entry] = await sql("select note from order_audit where order_id = $1 and to_status = 'shipped'", [orderId]);
    assert.deepEqual(entry, { note: "Sent although a dispute may take its money" });
  });
});

describe("an order that was not sent, and whose money was lost", () => {
  test("in full, is cancelled, and its units are back on the shelf, once", async () => {
    const earlier = [await units(8), await units(9)];
    const orderId = await paidOrder();
    await dispute(orderId, "lost");
    assert.deepEqual([await units(8), await units(9)], [earlier[0]! - 2, earlier[1]! - 3]);
    await assert.rejects(refund(orderId), refusedWith(/has gone back, was taken by a dispute, or is on its way$/));
    await move(orderId, "cancelled");
    assert.equal((await rowOf(orderId))?.["status"], "cancelled");
    assert.deepEqual([await units(8), await units(9), await restocked(orderId)], [...earlier, [2, 3]]);
    assert.deepEqual(await lettersAbout(orderId), [{ became: "cancelled", because: "disputed" }]);
    await assert.rejects(move(orderId, "cancelled"), refusedWith(/cancelled cannot become cancelled/));
    await tellAll(orderId);
    assert.deepEqual([await units(8), await units(9)], earlier);
  });

  test("in full beside what was refunded, is cancelled without the units that were spoilt", async () => {
    const orderId = await paidOrder();
    const earlier = [await units(8), await units(9)];
    await refund(orderId, { amountCents: 500, lines: [{ lineNumber: 2, quantity: 1 }], isRestocking: false });
    await dispute(orderId, "lost", totalOf(orderId) - 500);
    await assert.rejects(move(orderId, "shipped"), refusedWith(/its payment was lost in a dispute; cancel the order/));
    await move(orderId, "cancelled");
    assert.deepEqual([await units(8), await units(9)], [earlier[0]! + 2, earlier[1]! + 2]);
    assert.deepEqual(await restocked(orderId), [2, 2]);
  });

  test("while the dispute is open or only in part, is not cancelled: what is left goes back", async () => {
    const earlier = [await units(8), await units(9)];
    const orderId = await paidOrder();
    const name = await dispute(orderId, undefined, 700);
    await assert.rejects(move(orderId, "cancelled"), refusedWith(/paid cannot become cancelled/));
    await assert.rejects(
      refund(orderId, { amountCents: totalOf(orderId) - 699 }),
      refusedWith(/is left of what was paid/),
    );
    open().stripe.closeDispute(name, "lost");
    await tellAll(orderId);
    await assert.rejects(move(orderId, "cancelled"), refusedWith(/paid cannot become cancelled/));
    assert.equal((await refund(orderId)).amountCents, totalOf(orderId) - 700);
    assert.deepEqual([await units(8), await units(9)], earlier);
    await move(orderId, "cancelled");
    assert.deepEqual(await rowOf(orderId), {
      status: "cancelled",
      dispute_status: "lost",
      refunded_cents: totalOf(orderId) - 700,
      lost_cents: 700,
      is_being_refunded: false,
    });
    assert.deepEqual([await units(8), await units(9)], earlier);
  });
});

test("a dispute whose amount changes counts with the new one, once the shop hears of it", async () => {
  const orderId = await paidOrder();
  const name = await dispute(orderId, "lost", 700);
  open().stripe.changeDispute(name, 900);
  await tellAll(orderId);
  assert.equal((await rowOf(orderId))?.["lost_cents"], 900);
  const { amountCents } = await (await paidOrdersIn(open).payments()).quoteRefund(orderId, {});
  assert.equal(amountCents, totalOf(orderId) - 900);
});
