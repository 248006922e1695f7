import assert from "node:assert/strict";
import { after, test } from "node:test";
import { products } from "../../test/support/databases/sample.ts";
import { openShopOn, testShop, type TestShop } from "../../test/support/servers/shop.ts";
import { newCartId } from "./cart-numbers.ts";
import type { CartItem, CustomerCart } from "./schemas.ts";

let other: TestShop;
after(() => other.close());
const shop = testShop({
  settings: { RATE_LIMIT: "off" },
  prepare: async ({ url }) => void (other = await openShopOn(url)),
});

let count = 0;
const signUp = async () => {
  count += 1;
  const payload = { name: "Ada Weaver", email: `ada${count}@example.com`, password: "twill and denim 9" };
  const { accessToken, customer } = (await shop().app.inject({ method: "POST", url: "/customers", payload })).json();
  return { key: { "user-key": accessToken as string }, id: customer.customer_id as number };
};
type Buyer = Awaited<ReturnType<typeof signUp>>;

const claim = ({ key }: Buyer, cart_id: string, server = shop()) =>
  server.app.inject({ method: "POST", url: "/shoppingcart/claim", headers: key, payload: { cart_id } });
const mine = async ({ key }: Buyer): Promise<CustomerCart> =>
  (await shop().app.inject({ url: "/shoppingcart/mine", headers: key })).json();
const add = async (cart_id: string, product_id: number, attributes: string, quantity = 1): Promise<CartItem[]> =>
  (
    await shop().app.inject({
      method: "POST",
      url: "/shoppingcart/add",
      payload: { cart_id, product_id, attributes, quantity },
    })
  ).json();
const show = async (cartId: string): Promise<CartItem[]> => (await shop().app.inject(`/shoppingcart/${cartId}`)).json();
const saved = async (cartId: string): Promise<CartItem[]> =>
  (await shop().app.inject(`/shoppingcart/getSaved/${cartId}`)).json();
const product5 = products[4]!.name;
const brief = (items: readonly CartItem[]) => items.map(({ product_id, quantity }) => [product_id, quantity]);

test("only who is signed in claims a cart or has one", async () => {
  for (const [method, url] of [
    ["POST", "/shoppingcart/claim"],
    ["GET", "/shoppingcart/mine"],
  ] as const) {
    const reply = await shop().app.inject({ method, url, ...(method === "POST" ? { payload: { cart_id: "a" } } : {}) });
    assert.deepEqual([reply.statusCode, reply.json().error.code], [401, "AUT_01"]);
  }
  const buyer = await signUp();
  const reply = await shop().app.inject({
    method: "POST",
    url: "/shoppingcart/claim",
    headers: buyer.key,
    payload: {},
  });
  assert.deepEqual([reply.statusCode, reply.json().error.code, reply.json().error.field], [400, "USR_02", "cart_id"]);
});

test("a guest's cart becomes the customer's under its own id, and is there on another device", async () => {
  const buyer = await signUp();
  const cart = newCartId();
  const items = await add(cart, 1, "M, White", 2);
  const claimed = await claim(buyer, cart);
  assert.deepEqual([claimed.statusCode, claimed.json()], [200, { cart_id: cart, items }]);
  assert.equal(claimed.headers["cache-control"], "private, no-store");
  assert.deepEqual(await mine(buyer), { cart_id: cart, items });
  assert.deepEqual((await claim(buyer, cart)).json(), { cart_id: cart, items });
  assert.deepEqual(await show(cart), items);
});

test("a customer without a cart gets an empty one, and the same each time", async () => {
  const buyer = await signUp();
  const both = await Promise.all([mine(buyer), mine(buyer)]);
  assert.deepEqual(both[0], both[1]);
  assert.deepEqual(both[0]?.items, []);
  await add(both[0]!.cart_id, 3, "L, Red");
  assert.deepEqual(brief((await mine(buyer)).items), [[3, 1]]);
});

test("claiming a second guest's cart merges it: quantities up to 999, saved lines stay saved", async () => {
  const buyer = await signUp();
  const own = newCartId();
  const guest = newCartId();
  await add(own, 1, "M, White", 998);
  await add(own, 2, "M");
  const [, , ownSaved] = await add(own, 3, "M");
  await shop().app.inject(`/shoppingcart/saveForLater/${ownSaved!.item_id}`);
  await claim(buyer, own);
  await add(guest, 4, "S");
  await add(guest, 1, "white medium", 5);
  const [, , third] = await add(guest, 5, "XL", 2);
  const [, , , fourth] = await add(guest, 2, "M", 3);
  await add(guest, 3, "med", 4);
  for (const line of [third, fourth]) await shop().app.inject(`/shoppingcart/saveForLater/${line!.item_id}`);

  const { cart_id, items } = (await claim(buyer, guest)).json() as CustomerCart;
  assert.equal(cart_id, own);
  assert.deepEqual(brief(items), [
    [1, 999],
    [2, 4],
    [3, 5],
    [4, 1],
  ]);
  assert.deepEqual(
    (await saved(own)).map(({ item_id, name, attributes }) => [item_id > 0, name, attributes]),
    [[true, product5, "XL"]],
  );
  assert.deepEqual([await show(guest), await saved(guest)], [[], []]);
  assert.deepEqual((await claim(buyer, guest)).json(), { cart_id: own, items });
  assert.deepEqual(brief(await add(own, 6, "M")).at(-1), [6, 1]);
});

test("another customer's cart is not taken, though its id is known", async () => {
  const [ada, bob, eve] = [await signUp(), await signUp(), await signUp()];
  const cart = newCartId();
  const items = await add(cart, 7, "M");
  await claim(ada, cart);
  const own = await mine(eve);
  assert.deepEqual((await claim(eve, cart)).json(), own);
  const fresh = (await claim(bob, cart)).json() as CustomerCart;
  assert.notEqual(fresh.cart_id, cart);
  assert.deepEqual(fresh.items, []);
  assert.deepEqual(await mine(bob), fresh);
  assert.deepEqual(await mine(ada), { cart_id: cart, items });
});

test("a merge of which not all lines fit is refused, and both carts stay as they are", async () => {
  const buyer = await signUp();
  const own = newCartId();
  const guest = newCartId();
  for (let id = 1; id <= 60; id += 1) await add(own, id, "M");
  for (let id = 1; id <= 41; id += 1) await add(guest, id, "L");
  await claim(buyer, own);
  const reply = await claim(buyer, guest);
  assert.deepEqual([reply.statusCode, reply.json().error.code], [400, "COM_02"]);
  assert.deepEqual([(await show(own)).length, (await show(guest)).length], [60, 41]);
  const [line] = await show(guest);
  await shop().app.inject({ method: "DELETE", url: `/shoppingcart/removeProduct/${line!.item_id}` });
  assert.equal((await claim(buyer, guest)).json().items.length, 100);
});

test("two logins at once, each with a guest's cart, leave one cart with everything", async () => {
  for (let round = 0; round < 10; round += 1) {
    const buyer = await signUp();
    const carts = [newCartId(), newCartId()];
    for (const [index, cart] of carts.entries()) {
      await add(cart, 1, "M", 2);
      await add(cart, 2 + index, "L");
    }
    const replies = await Promise.all(
      carts.flatMap((cart, index) => [
        claim(buyer, cart, index ? shop() : other),
        claim(buyer, cart, index ? other : shop()),
      ]),
    );
    assert.deepEqual(
      replies.map(({ statusCode }) => statusCode),
      [200, 200, 200, 200],
    );
    const { cart_id, items } = await mine(buyer);
    assert.ok(carts.includes(cart_id));
    assert.deepEqual(
      brief(items).toSorted(([a = 0], [b = 0]) => a - b),
      [
        [1, 4],
        [2, 1],
        [3, 1],
      ],
    );
    assert.deepEqual((await Promise.all(carts.filter((cart) => cart !== cart_id).map(show))).flat(), []);
  }
});

test("two customers who claim one guest's cart at once: one has it, the other gets an empty one", async () => {
  for (let round = 0; round < 10; round += 1) {
    const buyers = [await signUp(), await signUp()];
    const cart = newCartId();
    await add(cart, 1, "M");
    await Promise.all([claim(buyers[0]!, cart), claim(buyers[1]!, cart, other)]);
    const carts = await Promise.all(buyers.map(mine));
    assert.deepEqual(
      carts.map(({ items }) => items.length).toSorted((a, b) => a - b),
      [0, 1],
    );
    assert.notEqual(carts[0]!.cart_id, carts[1]!.cart_id);
  }
});

test("claims and clicks at once lose no unit", async () => {
  const buyer = await signUp();
  const { cart_id: own } = await mine(buyer);
  const guests = Array.from({ length: 6 }, newCartId);
  const clicks = Array.from({ length: 60 }, (_, index) => add(guests[index % 6]!, 1, "M"));
  await Promise.all([...clicks, ...guests.map((guest, index) => claim(buyer, guest, index % 2 ? shop() : other))]);
  for (const guest of guests) await claim(buyer, guest);
  assert.deepEqual(brief(await show(own)), [[1, 60]]);
  assert.deepEqual(await shop().sql("select deadlocks::int from pg_stat_database where datname = current_database()"), [
    { deadlocks: 0 },
  ]);
});

test("the customer's copy of everything holds the cart, and whoever is erased leaves none", async () => {
  const buyer = await signUp();
  const { cart_id } = await mine(buyer);
  await add(cart_id, 1, "M, White", 2);
  const copy = (await shop().app.inject({ url: "/customer/export", headers: buyer.key })).json();
  assert.deepEqual(copy.cart, {
    cart_id,
    items: [
      { product_id: 1, name: "Seine River Barge", attributes: "M, White", quantity: 2, is_saved_for_later: false },
    ],
  });
  assert.equal((await shop().app.inject({ method: "DELETE", url: "/customer", headers: buyer.key })).statusCode, 200);
  assert.deepEqual(await show(cart_id), []);
  assert.deepEqual(await shop().sql("select from customer_cart where customer_id = $1", [buyer.id]), []);
  assert.deepEqual(await shop().sql("select from cart where customer_id = $1", [buyer.id]), []);
});

test("of a cart id shared by mistake the lines move to a cart of the claimer's", async () => {
  for (const shared of ["null", "[object Object]", "0123456789abcdef0123456789abcdef"]) {
    const [ada, bob] = [await signUp(), await signUp()];
    await add(shared, 1, "M", 2);
    const claimed = (await claim(ada, shared)).json() as CustomerCart;
    assert.match(claimed.cart_id, /^[a-z0-9]{18}$/);
    assert.deepEqual(brief(claimed.items), [[1, 2]]);
    assert.deepEqual(await show(shared), []);
    assert.deepEqual(await shop().sql("select from cart where cart_id = $1", [shared]), []);
    await add(shared, 2, "L");
    const payload = { cart_id: shared, shipping_id: 1, tax_id: 1 };
    const ordered = await shop().app.inject({ method: "POST", url: "/orders", headers: bob.key, payload });
    assert.deepEqual([ordered.statusCode, (await mine(ada)).cart_id], [200, claimed.cart_id]);
    await add(shared, 3, "S");
    assert.deepEqual(brief((await claim(ada, shared)).json().items), [
      [1, 2],
      [3, 1],
    ]);
  }
});
