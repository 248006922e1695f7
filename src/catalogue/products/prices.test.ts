import assert from "node:assert/strict";
import { test } from "node:test";
import { testShop } from "../../../test/support/servers/shop.ts";
import { listProducts } from "./list-products.ts";

const shop = testShop();

type Options = Partial<Parameters<typeof listProducts>[1]>;
const list = async (options: Options): Promise<number[]> => {
  const whole = { page: 1, limit: 100, description_length: 200, facets: false, ...options };
  const { rows } = await listProducts(shop().db.reader, whole);
  return rows.map(({ product_id }) => product_id);
};
const places = async (): Promise<string[]> =>
  (await shop().sql("select product_id || ' in ' || category_id as place from product_category order by 1")).map(
    (row) => String(row["place"]),
  );

const changes: readonly [change: string, statement: string, costs: string][] = [
  ["a new price", "update product set price_cents = 150, discounted_price_cents = null where product_id = 1", "1.5"],
  ["a discount", "update product set price_cents = 9000, discounted_price_cents = 120 where product_id = 1", "1.2"],
  [
    "a discount's end",
    "update product set price_cents = 90, discounted_price_cents = null where product_id = 1",
    "0.9",
  ],
];

for (const [change, statement, costs] of changes)
  test(`${change} decides a category's filter and order, even when it was written by hand`, async () => {
    const before = await places();
    assert.ok(before.includes("1 in 1"));
    await shop().sql(statement);
    assert.deepEqual(await list({ category_id: 1, price_min: costs, price_max: costs }), [1]);
    assert.deepEqual(await list({ category_id: 1, department_id: 1, price_max: costs }), [1]);
    assert.equal((await list({ category_id: 1, sort: "price,ASC" }))[0], 1);
    assert.equal((await list({ category_id: 1, sort: "price,DESC" })).at(-1), 1);
    assert.deepEqual(await places(), before);
  });

test("a category has no product at a price that is not the product's", async () => {
  const place = "insert into product_category (product_id, category_id, effective_price_cents) values (1, 7";
  await assert.rejects(shop().sql(`${place}, 12345)`), {
    code: "23503",
    constraint: "product_category_product_id_fkey",
  });
  await assert.rejects(shop().sql(`${place}, null)`), { code: "23502" });
  await assert.rejects(
    shop().sql("update product_category set effective_price_cents = effective_price_cents + 1 where product_id = 2"),
    { code: "23503" },
  );
});

test("a product that is taken out of the shop leaves its categories", async () => {
  const before = await places();
  await shop().sql("delete from product where product_id = 3");
  assert.deepEqual(
    await places(),
    before.filter((place) => !place.startsWith("3 ")),
  );
});
