import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  askingApp,
  filledCart,
  newBuyer,
  placedOrder,
  terms,
  type Buyer,
} from "../../../test/support/clients/buyers.ts";
import { testShop } from "../../../test/support/servers/shop.ts";

const shop = testShop({ settings: { RATE_LIMIT: "off" } });
const ask = () => askingApp(shop().app);
const refusedWith = async (buyer: Buyer, body: Record<string, unknown>) => {
  const before = await shop().sql("select count(*)::int from customer_order");
  const { status, body: said } = await buyer.ask("POST", "/orders", body);
  assert.deepEqual(
    await shop().sql("select count(*)::int from customer_order"),
    before,
    "a refused order leaves nothing behind",
  );
  return [status, said.error.code, said.error.field];
};
const units = async (productId: number) =>
  Number(
    (await shop().sql("select sum(units)::int as units from stock where product_id = $1", [productId]))[0]?.["units"],
  );

test("an order freezes the cart's lines, names, attributes, prices and total", async () => {
  const buyer = await newBuyer(ask());
  const cart_id = await filledCart(buyer.ask, [
    { product_id: 1, attributes: '{"size":"L","color":"Red"}', quantity: 2 },
    { product_id: 2, attributes: "M,White" },
  ]);
  const products = await shop().sql(
    "select name, effective_price_cents::int as cents from product where product_id in (1, 2) order by product_id",
  );
  const [first, second] = products as [{ name: string; cents: number }, { name: string; cents: number }];
  const placed = await buyer.ask("POST", "/orders", { cart_id, ...terms });
  assert.equal(placed.status, 200);
  assert.deepEqual(placed.body, { orderId: placed.body.orderId, order_id: placed.body.orderId });
  assert.equal(placed.headers["cache-control"], "private, no-store");

  await shop().sql(
    "update product set name = 'Another', price_cents = 9900, discounted_price_cents = null where product_id = 1",
  );
  const money = (cents: number) => (cents / 100).toFixed(2);
  const order_id = placed.body.orderId;
  assert.deepEqual((await buyer.ask("GET", `/orders/${order_id}`)).body, [
    {
      order_id,
      product_id: 1,
      attributes: '{"size":"L","color":"Red"}',
      product_name: first.name,
      quantity: 2,
      unit_cost: money(first.cents),
      subtotal: money(2 * first.cents),
    },
    {
      order_id,
      product_id: 2,
      attributes: "M,White",
      product_name: second.name,
      quantity: 1,
      unit_cost: money(second.cents),
      subtotal: money(second.cents),
    },
  ]);
  const subtotal = 2 * first.cents + second.cents;
  const tax = Math.round(((subtotal + 500) * 85) / 1000 + 1e-9);
  const { created_on, ship_to, shipping_type, tax_type, ...detail } = (
    await buyer.ask("GET", `/orders/shortDetail/${order_id}`)
  ).body;
  assert.match(created_on, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  assert.deepEqual([ship_to.name, ship_to.city], ["Ada Weaver", "Paterson"]);
  for (const name of [shipping_type, tax_type]) assert.match(name, /\S/);
  assert.deepEqual(detail, {
    order_id,
    total_amount: money(subtotal + 500 + tax),
    shipped_on: null,
    status: "pending",
    name: "Ada Weaver",
    subtotal_amount: money(subtotal),
    shipping_amount: "5.00",
    tax_amount: money(tax),
    attention: [],
    refunded_amount: "0.00",
    dispute_status: null,
    currency: "USD",
  });
});

test("what is saved for later stays in the cart; what was bought leaves it", async () => {
  const buyer = await newBuyer(ask());
  const cart_id = await filledCart(buyer.ask, [{ product_id: 4 }, { product_id: 5 }]);
  const lines = (await buyer.ask("GET", `/shoppingcart/${cart_id}`)).body;
  const saved = lines.find((line: { product_id: number }) => line.product_id === 5);
  await buyer.ask("GET", `/shoppingcart/saveForLater/${saved.item_id}`);
  const { orderId } = (await buyer.ask("POST", "/orders", { cart_id, ...terms })).body;
  assert.deepEqual(
    (await buyer.ask("GET", `/orders/${orderId}`)).body.map(({ product_id }: { product_id: number }) => product_id),
    [4],
  );
  assert.deepEqual((await buyer.ask("GET", `/shoppingcart/${cart_id}`)).body, []);
  assert.deepEqual(
    (await buyer.ask("GET", `/shoppingcart/getSaved/${cart_id}`)).body.map(
      ({ item_id }: { item_id: number }) => item_id,
    ),
    [saved.item_id],
  );
  assert.deepEqual(await refusedWith(buyer, { cart_id, ...terms }), [400, "CAR_02", "cart_id"]);
});

test("a form is read like JSON, numbers as text", async () => {
  const buyer = await newBuyer(ask());
  const cart_id = await filledCart(buyer.ask);
  const reply = await shop().app.inject({
    method: "POST",
    url: "/Orders/",
    headers: { "user-key": buyer.token, "content-type": "application/x-www-form-urlencoded" },
    payload: `cart_id=${cart_id}&shipping_id=3&tax_id=2`,
  });
  assert.equal(reply.statusCode, 200);
  assert.equal((await buyer.ask("GET", `/orders/shortDetail/${reply.json().orderId}`)).body.tax_amount, "0.00");
});

describe("an order is refused, and nothing is changed,", () => {
  test("without a token, and with a wrong one", async () => {
    assert.equal((await ask()("POST", "/orders", {})).body.error.code, "AUT_01");
    assert.equal((await ask()("POST", "/orders", {}, { "user-key": "Bearer nonsense" })).body.error.code, "AUT_02");
  });

  test("without a cart, shipping or tax, and with such as are no numbers", async () => {
    const buyer = await newBuyer(ask());
    assert.deepEqual(await refusedWith(buyer, {}), [400, "USR_02", "cart_id,shipping_id,tax_id"]);
    assert.deepEqual(await refusedWith(buyer, { cart_id: "a", ...terms, tax_id: "one" }), [400, "COM_02", "tax_id"]);
    assert.deepEqual(await refusedWith(buyer, { cart_id: "a".repeat(65), ...terms }), [400, "COM_02", "cart_id"]);
  });

  test("of an empty or unknown cart", async () => {
    assert.deepEqual(await refusedWith(await newBuyer(ask()), { cart_id: "nobody's", ...terms }), [
      400,
      "CAR_02",
      "cart_id",
    ]);
  });

  test("with shipping or tax that there is not", async () => {
    const buyer = await newBuyer(ask());
    const cart_id = await filledCart(buyer.ask);
    assert.deepEqual(await refusedWith(buyer, { cart_id, shipping_id: 99, tax_id: 1 }), [404, "SHP_02", "shipping_id"]);
    assert.deepEqual(await refusedWith(buyer, { cart_id, shipping_id: 3, tax_id: 99 }), [404, "TAX_01", "tax_id"]);
    assert.equal((await buyer.ask("GET", `/shoppingcart/${cart_id}`)).body.length, 1);
  });

  test("when there is not enough of something, or nothing says of which combination", async () => {
    const buyer = await newBuyer(ask());
    await shop().sql("update stock set units = 3 where product_id = 8");
    const cart_id = await filledCart(buyer.ask, [{ product_id: 8, quantity: 4 }]);
    assert.deepEqual((await refusedWith(buyer, { cart_id, ...terms })).slice(0, 2), [409, "CAR_04"]);
    assert.equal(await units(8), 3);
    const unnamed = await filledCart(buyer.ask, [{ product_id: 3, attributes: "whatever" }]);
    assert.deepEqual((await refusedWith(buyer, { cart_id: unnamed, ...terms })).slice(0, 2), [400, "CAR_03"]);
  });
});

test("what a client says of prices, totals, owner or state changes nothing", async () => {
  const [buyer, other] = [await newBuyer(ask()), await newBuyer(ask())];
  const cart_id = await filledCart(buyer.ask, [{ product_id: 6 }]);
  const claims = {
    customer_id: other.customerId,
    status: "paid",
    price: "0.01",
    total_amount: "0.01",
    tax_cents: 0,
    shipping_cost: "0.00",
    order_id: 1,
    created_on: "2000-01-01",
  };
  const { orderId } = (await buyer.ask("POST", "/orders", { cart_id, ...terms, ...claims })).body;
  const [order] = await shop().sql(
    `select customer_id, status, shipping_cents::int as shipping, tax_basis_points as tax,
       total_cents = subtotal_cents + shipping_cents + round((subtotal_cents + shipping_cents) * 0.085) as is_exact,
       subtotal_cents = (select effective_price_cents from product where product_id = 6) as is_priced
     from customer_order where order_id = $1`,
    [orderId],
  );
  assert.deepEqual(order, {
    customer_id: String(buyer.customerId),
    status: "pending",
    shipping: 500,
    tax: 850,
    is_exact: true,
    is_priced: true,
  });
});

test("an order of nothing but gifts is paid when it is placed", async () => {
  const buyer = await newBuyer(ask());
  await shop().sql("update product set price_cents = 0, discounted_price_cents = null where product_id = 7");
  await shop().sql("update shipping set shipping_cost_cents = 0 where shipping_id = 2");
  const cart_id = await filledCart(buyer.ask, [{ product_id: 7 }]);
  const { orderId } = (await buyer.ask("POST", "/orders", { cart_id, shipping_id: 2, tax_id: 1 })).body;
  const { status, total_amount } = (await buyer.ask("GET", `/orders/shortDetail/${orderId}`)).body;
  assert.deepEqual([status, total_amount], ["paid", "0.00"]);
  assert.equal((await shop().sql("select from job where payload ->> 'orderId' = $1", [String(orderId)])).length, 1);
});

test("units that are counted are taken, and only those", async () => {
  const buyer = await newBuyer(ask());
  await shop().sql("update stock set units = 10 where product_id = 8");
  const orderId = await placedOrder(buyer, [{ product_id: 8, quantity: 4 }, { product_id: 9 }]);
  assert.equal(await units(8), 6);
  const lines = await shop().sql(
    "select product_id::int, is_counted from order_line where order_id = $1 order by product_id",
    [orderId],
  );
  assert.deepEqual(lines, [
    { product_id: 8, is_counted: true },
    { product_id: 9, is_counted: false },
  ]);
});
