import assert from "node:assert/strict";
import { test } from "node:test";
import { products } from "../../test/support/databases/sample.ts";
import { testShop } from "../../test/support/servers/shop.ts";
import { newCartId } from "./cart-numbers.ts";
import type { CartItem } from "./schemas.ts";

const shop = testShop();
const product = (id: number) => products[id - 1]!;

const ask = async (method: "GET" | "POST" | "PUT" | "DELETE", url: string, payload?: Record<string, unknown>) => {
  const reply = await shop().app.inject({ method, url, ...(payload ? { payload } : {}) });
  assert.equal(reply.headers["cache-control"], reply.statusCode === 200 ? "private, no-store" : "no-store");
  return { status: reply.statusCode, body: reply.body === "" ? "" : reply.json() };
};
const add = async (cart_id: string, product_id: number, attributes: string, quantity?: number): Promise<CartItem[]> => {
  const { status, body } = await ask("POST", "/shoppingcart/add", {
    cart_id,
    product_id,
    attributes,
    ...(quantity ? { quantity } : {}),
  });
  assert.equal(status, 200, JSON.stringify(body));
  return body;
};
const show = async (cartId: string): Promise<CartItem[]> =>
  (await ask("GET", `/shoppingcart/${encodeURIComponent(cartId)}`)).body;
const refused = async (...asked: Parameters<typeof ask>) => {
  const { status, body } = await ask(...asked);
  return [status, body.error?.code, body.error?.field];
};

test("a cart's id is new each time, and has eighteen small letters and digits", async () => {
  const ids = await Promise.all(
    Array.from({ length: 50 }, async () => (await ask("GET", "/shoppingcart/generateUniqueId")).body.cart_id),
  );
  assert.equal(new Set(ids).size, 50);
  for (const id of ids) assert.match(id, /^[a-z0-9]{18}$/);
});

test("adding answers the whole cart, priced as of today, its newest line last", async () => {
  const cart = newCartId();
  const first = await add(cart, 1, "LG, red");
  assert.deepEqual(first, [
    {
      item_id: first[0]!.item_id,
      name: "Seine River Barge",
      attributes: "LG, red",
      product_id: 1,
      price: "15.95",
      quantity: 1,
      image: "river-barge.webp",
      subtotal: "15.95",
    },
  ]);
  const second = await add(cart, 2, "M, White", 3);
  assert.deepEqual(
    second.map(({ product_id, price, quantity, subtotal }) => [product_id, price, quantity, subtotal]),
    [
      [1, "15.95", 1, "15.95"],
      [2, "17.95", 3, "53.85"],
    ],
  );
  for (let id = 3; id <= 12; id += 1) await add(cart, id, "S, Blue");
  assert.deepEqual(
    (await show(cart)).map(({ product_id }) => product_id),
    [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12],
  );
  assert.deepEqual((await ask("GET", `/shoppingcart/totalAmount/${cart}`)).body, {
    total_amount: (
      products
        .slice(0, 12)
        .reduce((sum, { effectiveCents }, index) => sum + effectiveCents * (index === 1 ? 3 : 1), 0) / 100
    ).toFixed(2),
  });
});

test("the same product with the same attributes is one line with the sum of both quantities", async () => {
  const cart = newCartId();
  const [line] = await add(cart, 5, "LG, red", 2);
  const again = await add(cart, 5, '{"color":"Red","size":"L"}', 3);
  assert.deepEqual(
    again.map(({ item_id, quantity, attributes }) => [item_id, quantity, attributes]),
    [[line!.item_id, 5, '{"color":"Red","size":"L"}']],
  );
  assert.equal((await add(cart, 5, "M, red")).length, 2);
  assert.equal((await add(cart, 6, "LG, red")).length, 3);
});

test("texts that name nothing known are a line for each text, spaces around it aside", async () => {
  const cart = newCartId();
  for (const text of ["color: , size: ", " COLOR: , Size:", "engraved: Ann", "engraved: Bob", "   "])
    await add(cart, 5, text);
  assert.deepEqual(
    (await show(cart)).map(({ attributes, quantity }) => [attributes, quantity]),
    [
      [" COLOR: , Size:", 2],
      ["engraved: Ann", 1],
      ["engraved: Bob", 1],
      ["   ", 1],
    ],
  );
});

test("a client's own cart id is opaque: whatever fits is a cart of its own", async () => {
  const ids = [
    "null",
    "[object Object]",
    "undefined",
    "0",
    "a b/c?d=%2F#é",
    "🧵".repeat(64),
    "...",
    "Ab",
    "aB",
    "'; drop table cart; --",
    "<b>",
    "\u202Eabc",
    "x".repeat(64),
  ];
  for (const id of ids) assert.equal((await add(id, 7, "M")).length, 1, id);
  for (const id of ids) assert.equal((await show(id))[0]?.quantity, 1, id);
  for (const id of ["x".repeat(65), "🧵".repeat(65)]) {
    assert.deepEqual(await refused("GET", `/shoppingcart/${encodeURIComponent(id)}`), [400, "COM_02", "cart_id"]);
    assert.deepEqual(await refused("POST", "/shoppingcart/add", { cart_id: id, product_id: 7, attributes: "M" }), [
      400,
      "COM_02",
      "cart_id",
    ]);
  }
  for (const id of ["a\0b", "\ud800"])
    assert.deepEqual(await refused("POST", "/shoppingcart/add", { cart_id: id, product_id: 7, attributes: "M" }), [
      400,
      "COM_02",
      "cart_id",
    ]);
});

test("an unknown cart is an empty one", async () => {
  const cart = newCartId();
  assert.deepEqual(await show(cart), []);
  assert.deepEqual((await ask("GET", `/shoppingcart/getSaved/${cart}`)).body, []);
  assert.deepEqual((await ask("GET", `/shoppingcart/totalAmount/${cart}`)).body, { total_amount: "0.00" });
  assert.deepEqual((await ask("DELETE", `/shoppingcart/empty/${cart}`)).body, []);
  assert.deepEqual(await shop().sql("select from cart where cart_id = $1", [cart]), []);
});

test("what cannot be added is refused, and the cart stays as it was", async () => {
  const cart = newCartId();
  const options = { cart_id: cart, product_id: 3, attributes: "M, White" };
  await add(cart, 3, "M, White", 998);
  const before = await show(cart);
  const cases: [Record<string, unknown>, number, string, string][] = [
    [{ ...options, product_id: 999 }, 404, "PRO_01", "product_id"],
    [{ ...options, product_id: -1 }, 404, "PRO_01", "product_id"],
    [{ ...options, product_id: Number.MAX_SAFE_INTEGER }, 404, "PRO_01", "product_id"],
    [{ ...options, product_id: "three" }, 400, "COM_02", "product_id"],
    [{ ...options, product_id: 1.5 }, 400, "COM_02", "product_id"],
    [{ ...options, quantity: 0 }, 400, "COM_02", "quantity"],
    [{ ...options, quantity: -1 }, 400, "COM_02", "quantity"],
    [{ ...options, quantity: 1000 }, 400, "COM_02", "quantity"],
    [{ ...options, quantity: 2 }, 400, "COM_02", "quantity"],
    [{ ...options, attributes: "x".repeat(1001) }, 400, "USR_07", "attributes"],
    [{ ...options, attributes: undefined }, 400, "USR_02", "attributes"],
    [{ ...options, product_id: undefined }, 400, "USR_02", "product_id"],
    [{ attributes: "M" }, 400, "USR_02", "cart_id,product_id"],
  ];
  for (const [body, ...expected] of cases)
    assert.deepEqual(await refused("POST", "/shoppingcart/add", body), expected, JSON.stringify(body).slice(0, 99));
  assert.deepEqual(await show(cart), before);
  assert.equal((await add(cart, 3, "🧵".repeat(1000)))[1]?.attributes, "🧵".repeat(1000));
  assert.equal((await add(cart, 3, "White M"))[0]?.quantity, 999);
});

test("forms are read like JSON, on any spelling of the path", async () => {
  const cart = newCartId();
  const reply = await shop().app.inject({
    method: "POST",
    url: "/ShoppingCart/Add/",
    headers: { "content-type": "application/x-www-form-urlencoded", "user-key": "null" },
    payload: `cart_id=${cart}&product_id=2&attributes=M%2CWhite&quantity=2`,
  });
  assert.deepEqual([reply.statusCode, reply.json()[0].attributes, reply.json()[0].quantity], [200, "M,White", 2]);
});

test("a quantity is set, and 0 removes the line", async () => {
  const cart = newCartId();
  await add(cart, product(1).product_id, "M");
  const [, line] = await add(cart, 2, "L");
  const update = (quantity: unknown) => ask("PUT", `/shoppingcart/update/${line!.item_id}`, { quantity });
  assert.deepEqual(
    (await update(7)).body.map(({ quantity }: CartItem) => quantity),
    [1, 7],
  );
  assert.deepEqual((await update("999")).body[1].subtotal, "17932.05");
  for (const wrong of [-1, 1000, 1.5, "many"])
    assert.deepEqual(await refused("PUT", `/shoppingcart/update/${line!.item_id}`, { quantity: wrong }), [
      400,
      "COM_02",
      "quantity",
    ]);
  assert.deepEqual(await refused("PUT", `/shoppingcart/update/${line!.item_id}`, {}), [400, "USR_02", "quantity"]);
  assert.equal((await show(cart))[1]?.quantity, 999);
  assert.deepEqual(
    (await update(0)).body.map(({ product_id }: CartItem) => product_id),
    [1],
  );
  assert.deepEqual(await refused("PUT", `/shoppingcart/update/${line!.item_id}`, { quantity: 1 }), [
    404,
    "CAR_01",
    "item_id",
  ]);
});

test("a line is saved for later and moved back; adding it again moves it back with its quantity", async () => {
  const cart = newCartId();
  const [line] = await add(cart, 4, "LG, red", 2);
  await add(cart, 5, "M");
  const saved = { item_id: line!.item_id, name: line!.name, attributes: "LG, red", price: line!.price };
  for (const method of ["GET", "POST"] as const) {
    assert.deepEqual(await ask(method, `/shoppingcart/saveForLater/${line!.item_id}`), { status: 200, body: "" });
    assert.deepEqual(
      (await show(cart)).map(({ product_id }) => product_id),
      [5],
    );
    assert.deepEqual((await ask("GET", `/shoppingcart/getSaved/${cart}`)).body, [saved]);
    assert.equal(
      (await ask("GET", `/shoppingcart/totalAmount/${cart}`)).body.total_amount,
      (product(5).effectiveCents / 100).toFixed(2),
    );
    assert.deepEqual(await ask(method, `/shoppingcart/moveToCart/${line!.item_id}`), { status: 200, body: "" });
    assert.deepEqual(
      (await show(cart)).map(({ product_id }) => product_id),
      [4, 5],
    );
  }
  await ask("GET", `/shoppingcart/saveForLater/${line!.item_id}`);
  assert.deepEqual((await add(cart, 4, "red LG")).map(({ item_id, quantity }) => [item_id, quantity])[0], [
    line!.item_id,
    3,
  ]);
  assert.deepEqual((await ask("GET", `/shoppingcart/getSaved/${cart}`)).body, []);
});

test("a line is removed; emptying removes the others and leaves what is saved for later", async () => {
  const cart = newCartId();
  const other = newCartId();
  await add(other, 1, "M");
  await add(cart, 1, "M");
  await add(cart, 2, "M");
  const [first, , third] = await add(cart, 3, "M, White");
  await ask("GET", `/shoppingcart/saveForLater/${third!.item_id}`);
  assert.deepEqual(await ask("DELETE", `/shoppingcart/removeProduct/${first!.item_id}`), { status: 200, body: "" });
  assert.deepEqual(
    (await show(cart)).map(({ product_id }) => product_id),
    [2],
  );
  assert.deepEqual(await ask("DELETE", `/shoppingcart/empty/${cart}`), { status: 200, body: [] });
  assert.deepEqual(await show(cart), []);
  assert.equal((await ask("GET", `/shoppingcart/getSaved/${cart}`)).body.length, 1);
  assert.equal((await show(other)).length, 1);
});

test("an item that is nowhere is refused on every operation, and a word for a number too", async () => {
  const operations = [
    ["PUT", "update"],
    ["GET", "saveForLater"],
    ["POST", "saveForLater"],
    ["GET", "moveToCart"],
    ["POST", "moveToCart"],
    ["DELETE", "removeProduct"],
  ] as const;
  for (const [method, operation] of operations) {
    const body = method === "PUT" ? { quantity: 1 } : undefined;
    for (const item of ["1", "0", "-1", String(Number.MAX_SAFE_INTEGER), "-9007199254740991"])
      assert.deepEqual(
        await refused(method, `/shoppingcart/${operation}/${item}`, body),
        [404, "CAR_01", "item_id"],
        `${operation} ${item}`,
      );
    for (const item of ["one", "1.5", "9007199254740993", "1e3"])
      assert.deepEqual(
        await refused(method, `/shoppingcart/${operation}/${item}`, body),
        [400, "COM_02", "item_id"],
        `${operation} ${item}`,
      );
  }
});

test("items have numbers that JavaScript holds exactly, and that say nothing of one another", async () => {
  const cart = newCartId();
  for (let id = 1; id <= 40; id += 1) await add(cart, id, "M");
  const ids = (await show(cart)).map(({ item_id }) => item_id);
  assert.ok(ids.every((id) => Number.isSafeInteger(id) && id > 0));
  const steps = new Set(ids.slice(1).map((id, index) => id - ids[index]!));
  assert.equal(steps.size, 39);
  assert.ok(ids.some((id, index) => index > 0 && id < ids[index - 1]!));
});
