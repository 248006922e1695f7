import assert from "node:assert/strict";
import { test } from "node:test";
import { testShop } from "../../test/support/servers/shop.ts";
import { notDone } from "../platform/jobs/task.ts";
import { trialJob } from "../../test/support/fakes/post.ts";
import { lockCart } from "./index.ts";
import { cartTasks } from "./jobs.ts";
import { newCartId } from "./cart-numbers.ts";
import { sweepUnusedCarts } from "./sweep-carts.ts";

const shop = testShop();
const dayMilliseconds = 86_400_000;
const inDays = (days: number) => ({ now: new Date(Date.now() + days * dayMilliseconds) });

const add = async (cart_id: string) => {
  const reply = await shop().app.inject({
    method: "POST",
    url: "/shoppingcart/add",
    payload: { cart_id, product_id: 1, attributes: "M" },
  });
  assert.equal(reply.statusCode, 200);
  return reply.json()[0].item_id as number;
};
const ageBy = (cart: string, days: number) =>
  shop().sql("update cart set used_on = used_on - $2::int where cart_id = $1", [cart, days]);
const linesOf = async (cart: string): Promise<number> =>
  (await shop().app.inject(`/shoppingcart/${cart}`)).json().length;

test("a cart goes when nobody has changed it for the time set, and no day sooner", async () => {
  const cart = newCartId();
  await add(cart);
  assert.equal(await sweepUnusedCarts(shop().db, 60, inDays(60)), 0);
  assert.equal(await linesOf(cart), 1);
  assert.equal(await sweepUnusedCarts(shop().db, 60, inDays(61)), 1);
  assert.equal(await linesOf(cart), 0);
  assert.deepEqual(await shop().sql("select from cart_item where cart_id = $1", [cart]), []);
});

test("every change keeps a cart alive", async () => {
  const cart = newCartId();
  const item = await add(cart);
  const changes = [
    { method: "PUT", url: `/shoppingcart/update/${item}`, payload: { quantity: 2 } },
    { method: "GET", url: `/shoppingcart/saveForLater/${item}` },
    { method: "POST", url: `/shoppingcart/moveToCart/${item}` },
    { method: "POST", url: "/shoppingcart/add", payload: { cart_id: cart, product_id: 1, attributes: "M" } },
    { method: "DELETE", url: `/shoppingcart/removeProduct/${item}` },
    { method: "DELETE", url: `/shoppingcart/empty/${cart}` },
  ] as const;
  for (const change of changes) {
    await ageBy(cart, 100);
    assert.equal((await shop().app.inject(change)).statusCode, 200);
    assert.equal(await sweepUnusedCarts(shop().db, 60), 0, change.url);
  }
});

test("one sweep deletes more carts than a batch holds, with the customers' choice of them", async () => {
  const carts = Array.from({ length: 450 }, newCartId);
  for (let from = 0; from < carts.length; from += 30) await Promise.all(carts.slice(from, from + 30).map(add));
  const customer = { name: "Ada", email: "ada@example.com", password: "twill and denim 9" };
  const { accessToken } = (await shop().app.inject({ method: "POST", url: "/customers", payload: customer })).json();
  const key = { "user-key": accessToken as string };
  await shop().app.inject({ method: "POST", url: "/shoppingcart/claim", headers: key, payload: { cart_id: carts[7] } });
  await shop().sql("update cart set used_on = used_on - 61 where cart_id = any ($1)", [carts]);
  const young = newCartId();
  await add(young);
  assert.equal(await sweepUnusedCarts(shop().db, 60), 450);
  assert.deepEqual(await shop().sql("select from customer_cart"), []);
  assert.equal(await linesOf(young), 1);
  const mine = (await shop().app.inject({ url: "/shoppingcart/mine", headers: key })).json();
  assert.notEqual(mine.cart_id, carts[7]);
  assert.deepEqual(mine.items, []);
});

test("a cart that is being ordered stays, and so does one that is used before its turn comes", async () => {
  const ordered = newCartId();
  const used = newCartId();
  for (const cart of [ordered, used]) await add(cart).then(() => ageBy(cart, 100));
  await shop().db.transaction(async (tx) => {
    assert.equal((await lockCart(tx, ordered, 1)).length, 1);
    const begin = performance.now();
    await add(used);
    assert.equal(await sweepUnusedCarts(shop().db, 60), 0);
    assert.ok(performance.now() - begin < 1500, "the sweep does not wait for the order");
  });
  assert.deepEqual([await linesOf(ordered), await linesOf(used)], [1, 1]);
  assert.equal(await sweepUnusedCarts(shop().db, 60), 1);
});

test("100 000 old carts are deleted a thousand in a statement, before statistics know of them", async () => {
  const { sql, db } = shop();
  await sql(
    "insert into cart (cart_bucket, cart_id, used_on) select n % 4096, 'old-' || n, current_date - 100 from generate_series(1, 100000) n",
  );
  await sql(
    "insert into cart_item (cart_bucket, cart_id, item_id, product_id, attributes, variant_key, quantity, position) select n % 4096, 'old-' || n, (n % 4096)::bigint * (2 ^ 40)::bigint + n, 1, 'M', 'M', 1, n from generate_series(1, 100000) n",
  );
  let statements = 0;
  const counting = {
    ...db,
    all: (...asked: Parameters<typeof db.all>) => ((statements += 1), db.all(...asked)),
  } as typeof db;
  assert.equal(await sweepUnusedCarts(counting, 60), 100_000);
  assert.equal(statements, 202, "two for each thousand, and two that find none");
  assert.deepEqual(await sql("select from cart_item where cart_id like 'old-%'"), []);
});

test("the job ends when it is told to, and says that it is not done", async () => {
  const cart = newCartId();
  await add(cart);
  await ageBy(cart, 100);
  const run = (signal: AbortSignal) =>
    cartTasks({ db: shop().db, config: { cartLifetimeDays: 60 } })["empty-unused-carts"].run(
      undefined as never,
      trialJob({ signal }),
    );
  assert.equal(await run(AbortSignal.abort()), notDone);
  assert.equal(await linesOf(cart), 1);
  assert.equal(await run(new AbortController().signal), undefined);
  assert.equal(await linesOf(cart), 0);
});
