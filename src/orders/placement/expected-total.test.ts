import assert from "node:assert/strict";
import { test } from "node:test";
import { askingApp, filledCart, newBuyer, terms, type Buyer } from "../../../test/support/clients/buyers.ts";
import { testShop } from "../../../test/support/servers/shop.ts";

const shop = testShop({
  settings: { RATE_LIMIT: "off" },
  prepare: async ({ sql }) =>
    void (await sql("update product set price_cents = 1500, discounted_price_cents = null where product_id = 1")),
});
/** One unit at 15.00, shipping at 5.00, and 8.5 % tax on both. */
const total = "21.70";

const order = async ({ ask }: Buyer, cart_id: string, expected_total?: unknown, key?: string) => {
  const headers: Record<string, string> = key === undefined ? {} : { "idempotency-key": key };
  const { status, body } = await ask("POST", "/orders", { cart_id, ...terms, expected_total }, headers);
  return status === 200 ? body.orderId : [status, body.error.code, body.error.field, body.error.message];
};
const buyerWithCart = async () => {
  const buyer = await newBuyer(askingApp(shop().app));
  return { buyer, cart: await filledCart(buyer.ask) };
};

test("an order that comes to what its buyer was told is placed, however the sum is written", async () => {
  for (const told of [total, "21.7", 21.7, " 21.70 ", undefined, "", null]) {
    const { buyer, cart } = await buyerWithCart();
    assert.ok(Number.isInteger(await order(buyer, cart, told)), String(told));
  }
});

test("one that comes to something else is refused with the right sum, and nothing is changed", async () => {
  const { buyer, cart } = await buyerWithCart();
  await shop().sql("update stock set units = 10 where product_id = 8");
  await buyer.ask("POST", "/shoppingcart/add", { cart_id: cart, product_id: 8, attributes: "M, White" });
  const before = await shop().sql(
    "select (select count(*) from customer_order), units from stock where product_id = 8",
  );
  const [status, code, field, message] = await order(buyer, cart, total);
  assert.deepEqual([status, code, field], [409, "COM_02", "expected_total"]);
  assert.match(message, /^Invalid Data: the order comes to \d\d\.\d\d, not 21\.70; nothing was ordered$/);
  assert.deepEqual(
    await shop().sql("select (select count(*) from customer_order), units from stock where product_id = 8"),
    before,
  );
  assert.equal((await buyer.ask("GET", `/shoppingcart/${cart}`)).body.length, 2);
  const named = / (\d\d\.\d\d),/.exec(message)?.[1];
  assert.ok(Number.isInteger(await order(buyer, cart, named)), "the sum that was named is the right one");
});

test("a refusal burns no key, and the sum is part of what the key stands for", async () => {
  const { buyer, cart } = await buyerWithCart();
  assert.equal((await order(buyer, cart, "20.00", "key"))[0], 409);
  const orderId = await order(buyer, cart, total, "key");
  assert.ok(Number.isInteger(orderId));
  assert.equal(await order(buyer, cart, "21.7", "key"), orderId, "the same sum, written in another way");
  for (const other of ["20.00", undefined])
    assert.deepEqual((await order(buyer, cart, other, "key")).slice(0, 2), [422, "COM_09"]);
});

test("what is no sum of money is refused", async () => {
  const { buyer, cart } = await buyerWithCart();
  for (const wrong of ["21.705", "-1", "1e2", "USD 21.70", "21,70", true, ["21.70"], 1e21])
    assert.deepEqual((await order(buyer, cart, wrong)).slice(0, 3), [400, "COM_02", "expected_total"], String(wrong));
  assert.equal((await buyer.ask("GET", `/shoppingcart/${cart}`)).body.length, 1);
});
