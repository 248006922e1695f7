import assert from "node:assert/strict";
import { test } from "node:test";
import { askingApp, newBuyer, placedOrder, type Buyer } from "../../../test/support/clients/buyers.ts";
import { testShop } from "../../../test/support/servers/shop.ts";
import { readConfig } from "../../platform/config.ts";
import { unhurried } from "../../platform/jobs/sweep.ts";
import { openPayments } from "../index.ts";

const shop = testShop({ settings: { RATE_LIMIT: "off" } });

/** Places an order that a guest paid a number of minutes ago. */
const paidByStranger = async (buyer: Buyer, minutesAgo = 0): Promise<number> => {
  const order_id = await placedOrder(buyer);
  const payment = { stripeToken: "tok_visa", order_id, description: "For Ada Weaver" };
  assert.equal((await askingApp(shop().app)("POST", "/stripe/charge", payment)).status, 200);
  await shop().sql("update payment_attempt set created_at = now() - make_interval(mins => $2) where order_id = $1", [
    order_id,
    minutesAgo,
  ]);
  return order_id;
};
const isKnown = async (orderId: number) =>
  (
    await shop().sql("select asker_hash is not null as is_known from payment_attempt where order_id = $1", [orderId])
  )[0]?.["is_known"];
const sweep = async () => {
  const tasks = (await openPayments({ db: shop().db, config: readConfig({}) })).tasks();
  await tasks["sweep-provider-events"].run(undefined, unhurried);
};

test("a stranger's payment is forgotten by the first sweep after 15 minutes", async () => {
  const buyer = await newBuyer(askingApp(shop().app));
  const [old, young] = [await paidByStranger(buyer, 16), await paidByStranger(buyer, 14)];
  assert.deepEqual([await isKnown(old), await isKnown(young)], [true, true]);
  await sweep();
  assert.deepEqual([await isKnown(old), await isKnown(young)], [false, true]);
  const [attempt] = await shop().sql("select status from payment_attempt where order_id = $1", [old]);
  assert.deepEqual(attempt, { status: "succeeded" });
});

test("an erased customer's payments say nothing of who made them; those of others do", async () => {
  const [leaving, staying] = [await newBuyer(askingApp(shop().app)), await newBuyer(askingApp(shop().app))];
  const [gone, kept] = [await paidByStranger(leaving), await paidByStranger(staying)];
  await shop().sql("update customer_order set status = 'delivered' where order_id = $1", [gone]);
  assert.equal((await leaving.ask("DELETE", "/customer")).status, 200);
  assert.deepEqual([await isKnown(gone), await isKnown(kept)], [false, true]);
});
