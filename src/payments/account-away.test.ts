import assert from "node:assert/strict";
import { test } from "node:test";
import { shopWithKeys } from "../../test/support/stripe/keys.ts";

const { open, charge, payments, order, age } = shopWithKeys();
const sql = (text: string, values: unknown[] = []) => open().shop.sql(text, values);

/** Records an attempt for which no provider was asked. */
const neverAsked = async (): Promise<number> => {
  const orderId = await order();
  await sql(
    `insert into payment_attempt (customer_id, order_id, attempt, status, created_at)
     select customer_id, order_id, 1, 'asked', now() from customer_order where order_id = $1`,
    [orderId],
  );
  await sql("update customer_order set is_being_paid = true where order_id = $1", [orderId]);
  await age(orderId);
  return orderId;
};
const unanswered = async (): Promise<number> => {
  const orderId = await order();
  open().stripe.spoil(/confirm$/, "lose", "lose");
  assert.equal((await charge(orderId)).status, 503);
  await age(orderId);
  return orderId;
};
/** Records a test payment with something open, from before Stripe was configured. */
const testPayment = async (isUnwanted: boolean): Promise<number> => {
  const orderId = await order();
  await sql(
    `insert into payment (customer_id, order_id, provider, reference, amount_cents, currency, created_at, is_unwanted, succeeded_at, follow_at, charge)
     select customer_id, order_id, 'test', 'pi_test_' || order_id, total_cents, currency, now(), $2, now(), now(),
       (select charge from payment where charge is not null limit 1) from customer_order where order_id = $1`,
    [orderId, isUnwanted],
  );
  return orderId;
};
const attemptOf = async (orderId: number) =>
  (await sql("select status from payment_attempt where order_id = $1", [orderId]))[0]?.["status"];
const isFollowed = async (orderId: number) =>
  (await sql("select follow_at is not null as is_followed from payment where order_id = $1", [orderId]))[0]?.[
    "is_followed"
  ];

test("while the account is unknown, work that needs no provider is done, and the rest retried", async () => {
  assert.equal((await charge(await order())).status, 200);
  const [never, lost] = [await neverAsked(), await unanswered()];
  const [unwanted, open1] = [await testPayment(true), await testPayment(false)];
  const { tasks, log } = await payments(open().stripe.settings);
  const names = ["settle-unanswered-payments", "return-unwanted-payments", "repeat-unanswered-refunds"] as const;
  for (const name of names) {
    open().stripe.spoil(/account$/, "fail");
    await assert.rejects(tasks()[name].run(), /Something went wrong/, name);
  }
  assert.deepEqual([await attemptOf(never), await attemptOf(lost)], ["failed", "asked"]);
  assert.deepEqual([await isFollowed(unwanted), await isFollowed(open1)], [false, false]);
  assert.deepEqual(log.lines, [], "nothing is said to be elsewhere");

  assert.equal(await tasks()["settle-unanswered-payments"].run(), 1);
  assert.equal(await attemptOf(lost), "succeeded");
});
