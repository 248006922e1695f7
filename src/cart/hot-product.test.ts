import assert from "node:assert/strict";
import { after, test } from "node:test";
import { askingApp, patient, type Ask, type Reply } from "../../test/support/clients/buyers.ts";
import { openShopOn, testShop, type TestShop } from "../../test/support/servers/shop.ts";
import { newCartId } from "./cart-numbers.ts";

let other: TestShop;
after(() => other.close());
const shop = testShop({ prepare: async ({ url }) => void (other = await openShopOn(url)) });

/**
 * Returns a client of one of two servers. It retries when the cart is locked, because requests may queue for long on a
 * slow machine.
 */
const onServer = (index: number): Ask => patient(askingApp((index % 2 === 0 ? shop() : other).app));
const add = (index: number, payload: Record<string, unknown>): Promise<Reply> =>
  onServer(index)("POST", "/shoppingcart/add", payload);
const numbers = (count: number) => Array.from({ length: count }, (_, index) => index);

test("fifty clicks at once on two servers are one line of fifty", async () => {
  const cart_id = newCartId();
  const replies = await Promise.all(
    numbers(50).map((index) => add(index, { cart_id, product_id: 9, attributes: index % 3 ? "L, Red" : "red LG" })),
  );
  assert.deepEqual(new Set(replies.map(({ status }) => status)), new Set([200]));
  // Each reply includes its own click: the quantities seen are 1 to 50, each once.
  assert.deepEqual(
    replies.map(({ body }) => body[0].quantity).toSorted((a, b) => a - b),
    numbers(50).map((index) => index + 1),
  );
  assert.deepEqual(
    await shop().sql("select count(*)::int as lines, sum(quantity)::int as units from cart_item where cart_id = $1", [
      cart_id,
    ]),
    [{ lines: 1, units: 50 }],
  );
});

test("a cart never holds more than a hundred lines, whoever adds at once", async () => {
  const cart_id = newCartId();
  const addText = (index: number) =>
    add(index, { cart_id, product_id: (index % 101) + 1, attributes: `text ${index}` });
  for (const index of numbers(80)) await addText(index);
  const replies = await Promise.all(numbers(40).map((index) => addText(80 + index)));
  const refused = replies.filter(({ status }) => status !== 200);
  assert.equal(refused.length, 20);
  assert.deepEqual(
    new Set(refused.map(({ status, body }) => `${status} ${body.error.code} ${body.error.message}`)),
    new Set(["400 COM_02 Invalid Data: a cart holds at most 100 lines"]),
  );
  assert.deepEqual(
    await shop().sql(
      "select count(*)::int as lines, count(distinct position)::int as places from cart_item where cart_id = $1",
      [cart_id],
    ),
    [{ lines: 100, places: 100 }],
  );
  const [line] = (await shop().app.inject(`/shoppingcart/${cart_id}`)).json();
  assert.equal(
    (await add(0, { cart_id, product_id: line.product_id, attributes: line.attributes })).body[0].quantity,
    2,
  );
  await shop().app.inject(`/shoppingcart/saveForLater/${line.item_id}`);
  assert.equal((await add(0, { cart_id, product_id: 1, attributes: "one more" })).status, 400);
});

test("raises at once stop at 999", async () => {
  const cart_id = newCartId();
  const replies = await Promise.all(
    numbers(12).map((index) => add(index, { cart_id, product_id: 9, attributes: "M", quantity: 100 })),
  );
  assert.deepEqual(
    replies.map(({ status }) => status).toSorted((a, b) => a - b),
    [200, 200, 200, 200, 200, 200, 200, 200, 200, 400, 400, 400],
  );
  assert.deepEqual(await shop().sql("select quantity from cart_item where cart_id = $1", [cart_id]), [
    { quantity: 900 },
  ]);
});

test("changes of every kind at once on one cart all end, and leave it whole", async () => {
  const cart_id = newCartId();
  const lines: number[] = [];
  for (const product_id of [1, 2, 3, 4, 5])
    lines.push((await add(0, { cart_id, product_id, attributes: "M" })).body.at(-1).item_id);
  const change = (index: number): Promise<Reply> => {
    const ask = onServer(index);
    const item = lines[index % 5];
    if (index % 7 === 0) return ask("PUT", `/shoppingcart/update/${item}`, { quantity: (index % 9) + 1 });
    if (index % 7 === 1) return ask("GET", `/shoppingcart/saveForLater/${item}`);
    if (index % 7 === 2) return ask("GET", `/shoppingcart/moveToCart/${item}`);
    if (index % 7 === 3 && index > 190) return ask("DELETE", `/shoppingcart/removeProduct/${item}`);
    return add(index, { cart_id, product_id: (index % 5) + 1, attributes: "medium" });
  };
  const statuses: number[] = [];
  for (let begin = 0; begin < 200; begin += 40)
    statuses.push(
      ...(await Promise.all(numbers(40).map((index) => change(begin + index)))).map(({ status }) => status),
    );
  assert.ok(
    statuses.every((status) => status === 200 || status === 404),
    String(statuses),
  );
  assert.deepEqual(await shop().sql("select deadlocks::int from pg_stat_database where datname = current_database()"), [
    { deadlocks: 0 },
  ]);
});
