import assert from "node:assert/strict";
import { test } from "node:test";
import { askingApp, filledCart, newBuyer, terms, type Buyer } from "../../../test/support/clients/buyers.ts";
import { upTo } from "../../../test/support/crowd.ts";
import { testShop } from "../../../test/support/servers/shop.ts";

const shop = testShop({
  settings: { ORDERS_PER_HOUR: "3", MAX_RESERVED_UNITS_NETWORK: "10", ORDER_PAYMENT_MINUTES: "5" },
});

const buyer = () => newBuyer(askingApp(shop().app));
/** Places an order from a network address; returns its number, or the refusal's status, code and Retry-After. */
const order = async ({ token }: Buyer, quantity = 1, remoteAddress = "192.0.2.1", key?: string) => {
  const cart_id = await filledCart(askingApp(shop().app), [{ product_id: 8, quantity }]);
  const reply = await shop().app.inject({
    method: "POST",
    url: "/orders",
    remoteAddress,
    headers: { "user-key": token, ...(key === undefined ? {} : { "idempotency-key": key }) },
    payload: { cart_id, ...terms },
  });
  const { error } = reply.json();
  return error ? [reply.statusCode, error.code, Number(reply.headers["retry-after"])] : Number(reply.json().order_id);
};
const prove = ({ customerId }: Buyer) =>
  shop().sql("update customer set email_verified_at = now() where customer_id = $1", [customerId]);
const shelf = async () => (await shop().sql("select units from stock where product_id = 8"))[0]?.["units"];
const isRefused = (told: unknown, seconds: number) => {
  assert.ok(Array.isArray(told), `${told} was placed`);
  assert.deepEqual(told.slice(0, 2), [429, "COM_29"]);
  assert.ok(told[2] > 0 && told[2] <= seconds, `Retry-After: ${told[2]}`);
};

test("three orders an hour are placed, cancelled ones included; the next is refused", async () => {
  const ada = await buyer();
  await prove(ada);
  for (const _ of upTo(3)) {
    const number = await order(ada);
    assert.equal((await ada.ask("POST", `/orders/${number}/cancel`)).status, 200);
  }
  const [before, left] = [await shop().sql("select count(*) from customer_order"), await shelf()];
  isRefused(await order(ada), 3600);
  assert.deepEqual(await shop().sql("select count(*) from customer_order"), before);
  assert.equal(await shelf(), left);
  const other = await buyer();
  await prove(other);
  assert.equal(typeof (await order(other)), "number", "another customer has a count of their own");
  await shop().sql("update attempt_count set resets_at = now() - interval '1 second' where bucket like 'orders:%'");
  assert.equal(typeof (await order(ada)), "number", "the hour is over");
});

test("what is refused, and what a key answers again, does not count", async () => {
  const ada = await buyer();
  await prove(ada);
  await shop().sql("update stock set units = 5 where product_id = 8");
  for (const _ of upTo(4)) assert.deepEqual(((await order(ada, 6)) as unknown[]).slice(0, 2), [409, "CAR_04"]);
  const cart_id = await filledCart(ada.ask);
  const again = () => ada.ask("POST", "/orders", { cart_id, ...terms }, { "idempotency-key": "one" });
  for (const _ of upTo(5)) assert.equal((await again()).status, 200);
  assert.deepEqual([typeof (await order(ada)), typeof (await order(ada))], ["number", "number"]);
  isRefused(await order(ada), 3600);
});

test("unproven accounts of one network share ten units; others are not affected", async () => {
  await shop().sql("update stock set units = 100 where product_id = 8");
  const [first, second, third, proven] = [await buyer(), await buyer(), await buyer(), await buyer()];
  await prove(proven);
  assert.equal(typeof (await order(first, 6, "2001:db8:0:1::1")), "number");
  isRefused(await order(second, 5, "2001:db8:0:1::2"), 300);
  assert.equal(await shelf(), 94);
  const cancelled = await order(second, 4, "2001:db8:0:1::2");
  assert.equal((await second.ask("POST", `/orders/${cancelled}/cancel`)).status, 200);
  isRefused(await order(third, 1, "2001:db8:0:1::3"), 300);
  assert.equal(typeof (await order(third, 5, "2001:db8:0:2::3")), "number");
  assert.equal(typeof (await order(proven, 30, "2001:db8:0:1::2")), "number");
  await prove(third);
  assert.equal(typeof (await order(third, 1, "2001:db8:0:1::3")), "number");
});

test("an order that is refused draws no number for what could be known before", async () => {
  const ada = await buyer();
  await prove(ada);
  const last = async () => (await shop().sql("select last_value from order_number"))[0]?.["last_value"];
  const before = await last();
  const cart_id = await filledCart(ada.ask);
  for (const wrong of [{ tax_id: 999 }, { shipping_id: 999 }, { cart_id: "nothing" }, { expected_total: "0.01" }])
    assert.notEqual((await ada.ask("POST", "/orders", { cart_id, ...terms, ...wrong })).status, 200);
  assert.equal(await last(), before);
});
