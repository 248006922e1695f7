import assert from "node:assert/strict";
import { test } from "node:test";
import { placedOrder } from "../../test/support/clients/buyers.ts";
import { stripeShop } from "../../test/support/stripe/shop.ts";
import { readConfig } from "../platform/config.ts";
import { openPayments } from "./index.ts";

const open = stripeShop();
const sql = (text: string, values: unknown[]) => open().shop.sql(text, values);

/** Creates a payment that arrived for an order cancelled in the meantime. */
const unwantedMoney = async (): Promise<number> => {
  const orderId = await placedOrder(open().buyer);
  open().stripe.spoil(/confirm$/, "lose", "lose");
  assert.equal((await open().charge(orderId)).status, 503);
  await sql("update customer_order set status = 'cancelled', is_being_paid = false where order_id = $1", [orderId]);
  await open().deliver(open().eventsOf(orderId).at(-1) ?? {});
  return orderId;
};
const returnUnwanted = async (settings: Record<string, string> = open().stripe.settings) =>
  (await openPayments({ db: open().shop.db, config: readConfig(settings) })).tasks()["return-unwanted-payments"].run();
const standing = async (orderId: number) => {
  const [payment] = await sql(
    "select refunded_cents = amount_cents as is_back, round(extract(epoch from follow_at - now()) / 60)::int as minutes from payment where order_id = $1",
    [orderId],
  );
  const atStripe = open()
    .stripe.paidFor(orderId)
    .map(({ refunded }) => refunded);
  return [payment?.["is_back"], payment?.["minutes"], atStripe];
};
const toldOwner = (orderId: number) =>
  sql(
    "select payload ->> 'kind' as kind, payload ->> 'reason' as reason from job where task = 'tell-owner' and payload ->> 'orderId' = $1",
    [String(orderId)],
  );
const pass = (orderId: number) => sql("update payment set follow_at = now() where order_id = $1", [orderId]);

test("a failed return of unwanted money is told, and retried after one hour, then two", async () => {
  const orderId = await unwantedMoney();
  const reason = "Insufficient funds in your Stripe balance to refund this amount.";
  for (const minutes of [60, 120, 240]) {
    open().stripe.decideRefunds("no-balance");
    assert.equal(await returnUnwanted(), 1);
    assert.deepEqual(await standing(orderId), [false, minutes, [false]]);
    assert.equal(await returnUnwanted(), 0, "not before its time");
    await pass(orderId);
  }
  assert.deepEqual(
    await toldOwner(orderId),
    [1, 2, 3].map(() => ({ kind: "refund-refused", reason })),
  );
  assert.equal(await returnUnwanted(), 1);
  assert.deepEqual(await standing(orderId), [true, null, [true]]);
  const { status, refunded_amount, total_amount } = (await open().buyer.ask("GET", `/orders/shortDetail/${orderId}`))
    .body;
  assert.deepEqual([status, refunded_amount], ["cancelled", total_amount]);
});

test("money that Stripe does not give back holds no other up", async () => {
  const [first, second] = [await unwantedMoney(), await unwantedMoney()];
  open().stripe.decideRefunds("no-balance");
  assert.equal(await returnUnwanted(), 2);
  assert.deepEqual([(await standing(first))[0], (await standing(second))[0]], [false, true]);
  await pass(first);
  assert.equal(await returnUnwanted(), 1);
});

test("money that a dispute has taken is not asked back", async () => {
  const orderId = await unwantedMoney();
  const dispute = open().stripe.openDispute(open().intentOf(orderId));
  assert.equal(await returnUnwanted(), 1);
  assert.equal((await sql("select from refund where order_id = $1", [orderId])).length, 0);
  assert.deepEqual(await standing(orderId), [false, 360, [false]]);
  open().stripe.closeDispute(dispute["id"], "lost");
  await pass(orderId);
  assert.equal(await returnUnwanted(), 1);
  assert.deepEqual(await standing(orderId), [false, null, [false]]);
  assert.equal((await sql("select from refund where order_id = $1", [orderId])).length, 0);
});

test("of money that a dispute has taken in part the rest goes back, and no more", async () => {
  const orderId = await unwantedMoney();
  open().stripe.openDispute(open().intentOf(orderId), { amount: 700 });
  assert.equal(await returnUnwanted(), 1);
  const total = open().stripe.paidFor(orderId)[0]?.["amount"] as number;
  assert.deepEqual(await sql("select status, amount_cents::int from refund where order_id = $1", [orderId]), [
    { status: "succeeded", amount_cents: total - 700 },
  ]);
  const [payment] = await sql(
    "select (amount_cents - refunded_cents)::int as kept, withdrawn_cents::int as taken from payment where order_id = $1",
    [orderId],
  );
  assert.deepEqual(payment, { kept: 700, taken: 700 });
  await pass(orderId);
  assert.equal(await returnUnwanted(), 1);
  assert.equal((await sql("select from refund where order_id = $1", [orderId])).length, 1);
});

test("a lost answer is asked for again, and the money goes back once", async () => {
  const orderId = await unwantedMoney();
  open().stripe.spoil(/^POST.*refunds$/, "lose", "lose");
  await assert.rejects(returnUnwanted(), /has not answered/);
  await pass(orderId);
  assert.equal(await returnUnwanted(), 1);
  assert.deepEqual(await standing(orderId), [true, null, [true]]);
  assert.equal(open().stripe.refundsOf(open().intentOf(orderId)).length, 1);
});

test("a server without Stripe's key leaves Stripe's money to those that have it", async () => {
  const orderId = await unwantedMoney();
  assert.equal(await returnUnwanted({}), 0);
  const keyless = await openPayments({ db: open().shop.db, config: readConfig({}) });
  await assert.rejects(keyless.refund(orderId, "a test"), /paid at another account of stripe/);
  assert.deepEqual(await standing(orderId), [false, 0, [false]]);
  assert.equal((await sql("select from refund where order_id = $1", [orderId])).length, 0);
  assert.equal(await returnUnwanted(), 1);
});
