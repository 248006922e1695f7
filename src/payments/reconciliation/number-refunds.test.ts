import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { paidOrdersIn } from "../../../test/support/stripe/paid-orders.ts";
import { stripeShop } from "../../../test/support/stripe/shop.ts";

const open = stripeShop();
const { sql, paidOrder, move, refund, toldOwner, tellAll, payments } = paidOrdersIn(open);

/** Removes the provider's references of the order's refunds, as if they had been recorded without. */
const forgetNumbers = (orderId: number) => sql("update refund set reference = null where order_id = $1", [orderId]);
const rows = async (orderId: number) =>
  (
    await sql(
      "select refund, status, amount_cents::int as cents, by_whom, is_restocking, reference from refund where order_id = $1 order by refund",
      [orderId],
    )
  ).map(({ refund: number, status, cents, by_whom, is_restocking, reference }) => [
    number,
    status,
    cents,
    by_whom,
    is_restocking,
    reference,
  ]);
const auditCount = async (orderId: number) =>
  (await sql("select from order_audit where order_id = $1", [orderId])).length;
const atStripe = (orderId: number) =>
  open()
    .stripe.refundsOf(open().intentOf(orderId))
    .map(({ id }) => id);
const ask = async (orderId: number) => void (await (await payments()).quoteRefund(orderId, {}).catch(() => undefined));

describe("a refund from before the provider's numbers were kept", () => {
  test("is the provider's of the same amount, takes its number, and is no news", async () => {
    const orderId = await paidOrder();
    open().stripe.refundByHand(open().intentOf(orderId), 500);
    await sql(
      `insert into refund (customer_id, order_id, refund, status, amount_cents, is_restocking, by_whom, created_at, settled_at)
       select customer_id, order_id, 1, 'succeeded', 500, false, 'root', now(), now() from payment where order_id = $1`,
      [orderId],
    );
    const before = [await auditCount(orderId), await toldOwner(orderId)];
    for (let round = 0; round < 2; round += 1) {
      await tellAll(orderId);
      await ask(orderId);
      const expected = [[1, "succeeded", 500, "root", false, atStripe(orderId)[0]]];
      assert.deepEqual(await rows(orderId), expected);
      assert.deepEqual([await auditCount(orderId), await toldOwner(orderId)], before);
    }
  });

  test("of several of one amount takes one number each, once, and keeps the units that it was for", async () => {
    const orderId = await paidOrder();
    await refund(orderId, { lines: [{ lineNumber: 2, quantity: 1 }], amountCents: 300 });
    open().stripe.refundByHand(open().intentOf(orderId), 300);
    open().stripe.refundByHand(open().intentOf(orderId), 300);
    await tellAll(orderId);
    const before = await rows(orderId);
    assert.equal(before.length, 3);
    await forgetNumbers(orderId);
    await ask(orderId);
    const after = await rows(orderId);
    assert.deepEqual(after[0], before[0], "the one that the shop asked for");
    assert.deepEqual(new Set(after.map(([, , , , , reference]) => reference)), new Set(atStripe(orderId)));
    await ask(orderId);
    assert.deepEqual(await rows(orderId), after);
    assert.equal((await sql("select from refund_line where order_id = $1", [orderId])).length, 1);
  });

  test("that gave money back is not taken for one that failed, while there is another", async () => {
    const orderId = await paidOrder();
    const { id } = open().stripe.refundByHand(open().intentOf(orderId), 400, "failed");
    await tellAll(orderId);
    open().stripe.refundByHand(open().intentOf(orderId), 400);
    await tellAll(orderId);
    await sql("update refund set reference = null where order_id = $1 and status = 'succeeded'", [orderId]);
    await sql("delete from refund where order_id = $1 and status = 'failed'", [orderId]);
    await ask(orderId);
    const found = (await rows(orderId)).map(([, status, , , , reference]) => [status, reference === id]);
    assert.deepEqual(found, [
      ["succeeded", false],
      ["failed", true],
    ]);
  });

  test("that stood for several gives way to the provider's list", async () => {
    const orderId = await paidOrder();
    await move(orderId, "shipped");
    open().stripe.refundByHand(open().intentOf(orderId), 500);
    open().stripe.refundByHand(open().intentOf(orderId), 200);
    await sql(
      `insert into refund (customer_id, order_id, refund, status, amount_cents, is_restocking, by_whom, created_at, settled_at)
       select customer_id, order_id, 1, 'succeeded', 700, true, 'shop', now(), now() from payment where order_id = $1`,
      [orderId],
    );
    await ask(orderId);
    assert.deepEqual(
      (await rows(orderId)).map(([, status, cents]) => `${String(status)} ${String(cents)}`).toSorted(),
      ["succeeded 200", "succeeded 500"],
    );
    const [payment] = await sql("select refunded_cents::int as cents from payment where order_id = $1", [orderId]);
    assert.deepEqual(payment, { cents: 700 });
  });
});
