import assert from "node:assert/strict";
import { test } from "node:test";
import { askingApp, filledCart, newBuyer, terms } from "../../test/support/clients/buyers.ts";
import { upTo } from "../../test/support/crowd.ts";
import { testShop } from "../../test/support/servers/shop.ts";
import { mostLines } from "./cart.ts";
import { newCartId } from "./cart-numbers.ts";
import { mostUnits } from "./schemas.ts";

const shop = testShop();

const totalOf = async (cart: string) => (await askingApp(shop().app)("GET", `/shoppingcart/totalAmount/${cart}`)).body;

test("999 of what costs 25 000.00 come to 24 975 000.00", async () => {
  await shop().sql(
    "update product set price_cents = 2500000, discounted_price_cents = null where product_id in (50, 51)",
  );
  const ask = askingApp(shop().app);
  const cart = await filledCart(ask, [{ product_id: 50, quantity: mostUnits }]);
  assert.deepEqual(await totalOf(cart), { total_amount: "24975000.00" });
  await ask("POST", "/shoppingcart/add", { cart_id: cart, product_id: 51, attributes: "M, White" });
  assert.deepEqual(await totalOf(cart), { total_amount: "25000000.00" });
});

test("the fullest cart of the dearest goods is summed up, ordered and shown to the cent", async () => {
  const { app, sql } = shop();
  const ask = askingApp(app);
  const buyer = await newBuyer(ask);
  await sql(
    "update product set price_cents = 2147483647, discounted_price_cents = null where product_id between 50 and 69",
  );
  const cart_id = newCartId();
  for (const number of upTo(mostLines)) {
    const line = { cart_id, product_id: 50 + (number % 20), attributes: `text ${number}`, quantity: mostUnits };
    assert.equal((await ask("POST", "/shoppingcart/add", line)).status, 200);
  }
  const lines = (await ask("GET", `/shoppingcart/${cart_id}`)).body;
  assert.deepEqual([lines.length, lines[99].subtotal], [100, "21453361633.53"]);
  assert.deepEqual(await totalOf(cart_id), { total_amount: "2145336163353.00" });
  const { body, status } = await buyer.ask("POST", "/orders", { cart_id, ...terms });
  assert.equal(status, 200);
  // 5.00 for shipping, 8.5 % tax on lines and shipping.
  const total = "2327689737243.43";
  assert.equal((await buyer.ask("GET", `/orders/shortDetail/${body.orderId}`)).body.total_amount, total);
  assert.equal((await buyer.ask("GET", "/orders/inCustomer")).body[0].total_amount, total);
  assert.equal((await buyer.ask("GET", `/orders/${body.orderId}`)).body[99].subtotal, "21453361633.53");
  assert.equal((await buyer.ask("GET", "/customer/export")).body.orders[0].total_amount, total);
});
