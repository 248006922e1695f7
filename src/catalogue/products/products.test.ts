import assert from "node:assert/strict";
import { test } from "node:test";
import { products } from "../../../test/support/databases/sample.ts";
import { testShop } from "../../../test/support/servers/shop.ts";

const bare = `insert into product (product_id, name, description, price_cents, discounted_price_cents, display)
  values (700, 'Bare', '', 5, null, 2), (701, 'Dear', '', 2147483647, 2147483646, 3)`;
const shop = testShop({ prepare: async ({ sql }) => void (await sql(bare)) });
const get = async (url: string) => {
  const reply = await shop().app.inject(url);
  assert.equal(reply.statusCode, 200, `${url}: ${reply.body}`);
  return reply.json();
};

test("money has two decimals, from a few cents to the largest sum", async () => {
  assert.deepEqual(
    [(await get("/products/700")).price, (await get("/products/700")).discounted_price],
    ["0.05", "0.00"],
  );
  assert.deepEqual(
    [(await get("/products/701")).price, (await get("/products/701")).discounted_price],
    ["21474836.47", "21474836.46"],
  );
});

test("a product without pictures, categories and attributes is shown with what it has", async () => {
  const { image, image_2, image2, thumbnail } = await get("/products/700");
  assert.deepEqual([image, image_2, image2, thumbnail], [null, null, null, null]);
  assert.equal((await get("/products/700/details")).length, 1);
  for (const list of [
    "/products/700/locations",
    "/products/700/reviews",
    "/products/700/related",
    "/categories/inProduct/700",
    "/attributes/inProduct/700",
  ])
    assert.deepEqual(await get(list), [], list);
});

test("a product's fields are the contract's, whether it is in stock, and its stars", async () => {
  const added = ["in_stock", "rating_average", "review_count"];
  const listed = [...added, "description", "discounted_price", "name", "price", "product_id", "thumbnail"].toSorted();
  const row = async (url: string) => Object.keys((await get(url)).rows[0]).toSorted();
  for (const url of ["/products", "/products/search?query_string=owl", "/products/inCategory/1"])
    assert.deepEqual(await row(url), listed, url);
  assert.deepEqual(await row("/products/inDepartment/1"), [...listed, "display"].toSorted());
  assert.deepEqual(
    Object.keys(await get("/products/1")).toSorted(),
    [...listed, "display", "image", "image2", "image_2"].toSorted(),
  );
  const details = [
    ...added,
    "description",
    "discounted_price",
    "image",
    "image2",
    "image_2",
    "name",
    "price",
    "product_id",
  ];
  assert.deepEqual(Object.keys((await get("/products/1/details"))[0]).toSorted(), details.toSorted());
});

test("related products share the most categories, and the product itself is not among them", async () => {
  const reindeer = products[80]!;
  const related = (await get("/products/81/related?limit=50&description_length=1")) as {
    product_id: number;
    description: string;
  }[];
  const shared = related.map(
    ({ product_id }) =>
      products[product_id - 1]!.category_ids.filter((id) => reindeer.category_ids.includes(id)).length,
  );
  assert.ok(shared.every((count) => count > 0));
  assert.deepEqual(
    shared,
    shared.toSorted((a, b) => b - a),
  );
  assert.ok(!related.some(({ product_id }) => product_id === 81));
  const near = products.filter(
    ({ product_id, category_ids }) =>
      product_id !== 81 && category_ids.some((id) => reindeer.category_ids.includes(id)),
  );
  assert.equal(related.length, Math.min(50, near.length));
  assert.ok(related.every(({ description }) => description.length === 4));
  assert.equal((await get("/products/81/related")).length, 8);
});

test("a page is as long as the shop's settings say, and no longer than they allow", async () => {
  assert.equal((await get("/products")).rows.length, 20);
  assert.equal((await get("/products?limit=100")).rows.length, 100);
  assert.equal((await shop().app.inject("/products?limit=101")).json().error.field, "limit");
});
