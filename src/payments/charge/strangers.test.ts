import assert from "node:assert/strict";
import { test } from "node:test";
import { askingApp, placedOrder } from "../../../test/support/clients/buyers.ts";
import { stripeShop } from "../../../test/support/stripe/shop.ts";

const open = stripeShop();
const stranger = () => askingApp(open().shop.app);
const exported = async (orderId: number) => {
  const { payments } = (await open().buyer.ask("GET", "/customer/export")).body;
  return payments.find(({ order_id }: { order_id: number }) => order_id === orderId);
};

test("a stranger's words are not on the owner's payment at Stripe, nor the other way round", async () => {
  const { stripe, buyer, charge } = open();
  const words = "Call 555-0100 about your account";
  const orderId = await placedOrder(buyer);
  const refused = { stripeToken: "tok_chargeDeclined", description: words };
  assert.equal((await charge(orderId, refused, stranger())).status, 402);
  assert.deepEqual(
    stripe.intentsFor(orderId).map(({ description }) => description),
    [words],
  );
  const { status, body } = await charge(orderId);
  assert.deepEqual([status, body.description], [200, "A t-shirt"]);
  assert.deepEqual(
    stripe.intentsFor(orderId).map(({ description }) => description),
    ["A t-shirt"],
  );
  assert.deepEqual(
    stripe.paidFor(orderId).map(({ description }) => description),
    ["A t-shirt"],
  );

  const other = await placedOrder(buyer);
  await charge(other, { stripeToken: "tok_chargeDeclined", description: "For Ada's mother" });
  const paid = await charge(other, { description: "A present" }, stranger());
  assert.deepEqual([paid.status, paid.body.description], [200, "A present"]);
});

test("paying another's order shows its owner neither card nor words; the order is paid", async () => {
  const { buyer, charge } = open();
  const orderId = await placedOrder(buyer);
  const paid = await charge(orderId, { description: "With love from Bob" }, stranger());
  assert.deepEqual([paid.status, paid.body.payment_method_details.card.last4], [200, "4242"]);
  const seen = await charge(orderId);
  assert.deepEqual([seen.status, seen.body.id, seen.body.paid], [200, paid.body.id, true]);
  const kept = await exported(orderId);
  assert.equal(kept.charge.id, paid.body.id);
  for (const { payment_method, payment_method_details, receipt_url, description } of [seen.body, kept.charge])
    assert.deepEqual(
      [payment_method, payment_method_details, receipt_url, description],
      [null, undefined, undefined, null],
    );
});

test("an owner who pays is shown the charge in full, in the copy of everything too", async () => {
  const { buyer, charge } = open();
  const orderId = await placedOrder(buyer);
  await charge(orderId, { stripeToken: "tok_chargeDeclined" }, stranger());
  const { body } = await charge(orderId);
  for (const seen of [(await charge(orderId)).body, (await exported(orderId)).charge])
    assert.deepEqual([seen.payment_method_details.card.last4, seen.description], ["4242", body.description]);
});
