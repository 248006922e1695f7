import assert from "node:assert/strict";
import { test } from "node:test";
import { askingApp, newBuyer, placedOrder, type Buyer } from "../../test/support/clients/buyers.ts";
import { openShopOn, testShop } from "../../test/support/servers/shop.ts";
import { until } from "../../test/support/until.ts";
import { markShown } from "./availability.queries.ts";
import { showScarcity } from "./show-in-stock.ts";

// In the sample, the stock of product 3 is tracked by variant, that of product 8 as a whole, that of product 1 not at
// all.
let buyer: Buyer;
const shop = testShop({
  settings: { RATE_LIMIT: "off" },
  prepare: async ({ app }) => {
    buyer = await newBuyer(askingApp(app));
  },
});

const units = (productId: number, variantKey: string, count: number) =>
  shop().sql("update stock set units = $3 where product_id = $1 and variant_key = $2", [productId, variantKey, count]);
const get = async (path: string, { app } = shop()) => (await app.inject(path)).json();
const availability = (productId: number) => get(`/products/${productId}/availability`);
/** Returns the availability of a product in each of its public reads, cached replies included. */
const shownOf = async (productId: number, open = shop()) => {
  const [product, [details], list] = await Promise.all(
    [`/products/${productId}`, `/products/${productId}/details`, "/products?limit=100"].map((path) => get(path, open)),
  );
  const listed = list.rows.find(({ product_id }: { product_id: number }) => product_id === productId);
  return [...new Set([product.in_stock, details.in_stock, listed.in_stock])].join(" and ");
};
const revision = async () => (await shop().sql("select revision::int from catalogue_revision"))[0]?.["revision"];
const show = () => showScarcity(shop().db);
/** Waits for a change to show: a notification invalidates the server's cached replies. */
const seen = (productId: number, what: string, open = shop()) =>
  until(async () => (await shownOf(productId, open)) === what, 10_000, `product ${productId} is shown as ${what}`);

test("stock counted as a whole shows as few from five on, as sold out, and as back again", async () => {
  await show();
  assert.deepEqual([await shownOf(8), await shownOf(1)], ["yes", "yes"]);
  for (const [count, what, left] of [
    [5, "few", 5],
    [0, "no", 0],
    [6, "yes", null],
  ] as const) {
    await units(8, "", count);
    assert.deepEqual(await availability(8), { product_id: 8, in_stock: what, units: left, combinations: [] });
    await show();
    await seen(8, what);
  }
});

test("what is counted by combination is shown by the one that there is most of", async () => {
  await shop().sql("update stock set units = 0 where product_id = 21");
  await show();
  await seen(21, "no");
  await units(21, "2,6", 2);
  await show();
  await seen(21, "few");
  const { in_stock, units: together, combinations } = await availability(21);
  assert.deepEqual([in_stock, together, combinations.length], ["few", 2, 45]);
  const [there, gone] = ["M, White", "M, Black"].map((name) =>
    combinations.find(({ attributes }: { attributes: string }) => attributes === name),
  );
  assert.deepEqual(there, { attribute_value_ids: [2, 6], attributes: "M, White", in_stock: "few", units: 2 });
  assert.deepEqual(gone, { attribute_value_ids: [2, 7], attributes: "M, Black", in_stock: "no", units: 0 });
  await units(21, "2,7", 40);
  assert.deepEqual((await availability(21)).in_stock, "yes");
  await show();
  await seen(21, "yes");
});

test("a combination is left as long as its product is, where both are counted", async () => {
  await shop().sql("insert into stock (product_id, variant_key, units) values (50, '', 3), (50, '2,6', 40)");
  assert.deepEqual(await availability(50), {
    product_id: 50,
    in_stock: "few",
    units: 3,
    combinations: [{ attribute_value_ids: [2, 6], attributes: "M, White", in_stock: "few", units: 3 }],
  });
  await show();
  await seen(50, "few");
});

test("uncounted products are in stock, and so are those no longer counted; unknown ones are 404", async () => {
  assert.deepEqual(await availability(1), { product_id: 1, in_stock: "yes", units: null, combinations: [] });
  await shop().sql("insert into stock (product_id, variant_key, units) values (1, '', 0)");
  await show();
  await seen(1, "no");
  await shop().sql("delete from stock where product_id = 1");
  await show();
  await seen(1, "yes");
  const reply = await shop().app.inject("/products/9999/availability");
  assert.deepEqual([reply.statusCode, reply.json().error.code], [404, "PRO_01"]);
});

test("sales that leave a product as it is shown drop no kept reply", async () => {
  await units(8, "", 100);
  await show();
  const before = await revision();
  await placedOrder(buyer, [{ product_id: 8, quantity: 90 }]);
  await show();
  assert.equal(await revision(), before);
  await placedOrder(buyer, [{ product_id: 8, quantity: 5 }]);
  await show();
  assert.equal(await revision(), Number(before) + 1);
});

test("taking the last unit and bringing it back shows on all servers by itself", async () => {
  await units(8, "", 12);
  await show();
  const worker = await openShopOn(shop().url, { RATE_LIMIT: "off", WORKER: "on", DATA_DIR: "/tmp" });
  try {
    await seen(8, "yes", worker);
    const order = await placedOrder(buyer, [{ product_id: 8, quantity: 12 }]);
    for (const open of [shop(), worker]) await seen(8, "no", open);
    assert.equal((await buyer.ask("POST", `/orders/${order}/cancel`)).status, 200);
    for (const open of [shop(), worker]) await seen(8, "yes", open);
  } finally {
    await worker.close();
  }
});

test("a level that changes while it is being shown stays to be shown", async () => {
  await units(8, "", 3);
  const rows = await shop().sql("select level from stock where product_id = 8");
  await units(8, "", 0);
  const levels = rows.map(({ level }) => Number(level));
  assert.deepEqual(await shop().db.all(markShown({ productIds: [8], variantKeys: [""], levels })), []);
  await show();
  await seen(8, "no");
});
