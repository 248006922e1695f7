import assert from "node:assert/strict";
import { test } from "node:test";
import { categories } from "../../../test/support/databases/sample.ts";
import { testShop } from "../../../test/support/servers/shop.ts";

const empty = `insert into department (department_id, name, description) values (50, 'Empty', null);
  insert into department (department_id, name) values (51, 'With an empty category');
  insert into category (category_id, department_id, name) values (60, 51, 'Bare'), (61, 51, 'French')`;
const shop = testShop({ prepare: async ({ sql }) => void (await sql(empty)) });
const get = async (url: string) => {
  const reply = await shop().app.inject(url);
  assert.equal(reply.statusCode, 200, `${url}: ${reply.body}`);
  return reply.json();
};

test("an empty department and an empty category answer empty lists, not 404", async () => {
  assert.deepEqual(await get("/categories/inDepartment/50"), []);
  assert.deepEqual(await get("/products/inDepartment/50"), { count: 0, rows: [] });
  assert.deepEqual(await get("/products/inDepartment/51"), { count: 0, rows: [] });
  assert.deepEqual(await get("/products/inCategory/60"), { count: 0, rows: [] });
  assert.deepEqual(await get("/products?category_id=60&facets=on"), {
    count: 0,
    rows: [],
    facets: { categories: [], attribute_values: [], price_bands: [] },
  });
  assert.deepEqual(await get("/departments/50"), { department_id: 50, name: "Empty", description: null });
  assert.deepEqual(await get("/categories/60"), {
    category_id: 60,
    name: "Bare",
    description: null,
    department_id: 51,
  });
});

const byNumber = [1, 2, 3, 4, 5, 6, 7, 60, 61];
const named = [...categories, { name: "Bare", category_id: 60 }, { name: "French", category_id: 61 }];
const byName = named
  .toSorted((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : a.category_id - b.category_id))
  .map(({ category_id }) => category_id);
const orders: readonly [order: string, numbers: number[]][] = [
  ["", byNumber],
  ["category_id", byNumber],
  ["category_id,ASC", byNumber],
  ["category_id,DESC", byNumber.toReversed()],
  ["name", byName],
  ["name,ASC", byName],
  ["name,DESC", byName.toReversed()],
  ["name,desc", byName.toReversed()],
  [" name , DESC ", byName.toReversed()],
];
for (const [order, numbers] of orders)
  test(`categories in the order "${order}" stand so on every page, none twice, none lost`, async () => {
    const query = `/categories?order=${encodeURIComponent(order)}`;
    const whole = await get(query);
    assert.equal(whole.count, 9);
    assert.deepEqual(
      whole.rows.map((row: { category_id: number }) => row.category_id),
      numbers,
    );
    const walked = [];
    for (let page = 1; page <= 5; page += 1) walked.push(...(await get(`${query}&page=${page}&limit=2`)).rows);
    assert.deepEqual(walked, whole.rows);
    assert.deepEqual(await get(`${query}&page=6&limit=2`), { count: 9, rows: [] });
  });

const refused: readonly [order: string, code: string][] = [
  ["name,UP", "PAG_01"],
  ["name,ASC,category_id", "PAG_01"],
  [",ASC", "PAG_01"],
  ["name,", "PAG_01"],
  [",", "PAG_01"],
  ["x".repeat(101), "PAG_01"],
  ["price", "PAG_02"],
  ["description,ASC", "PAG_02"],
  ["department_id,DESC", "PAG_02"],
  ["NAME,ASC", "PAG_02"],
  ["name; drop table category", "PAG_01"],
  ["__proto__,ASC", "PAG_02"],
  ["constructor", "PAG_02"],
];
for (const [order, code] of refused)
  test(`the order "${order.slice(0, 30)}" is refused with ${code}`, async () => {
    const reply = await shop().app.inject(`/categories?order=${encodeURIComponent(order)}`);
    assert.equal(reply.statusCode, 400);
    assert.deepEqual([reply.json().error.code, reply.json().error.field], [code, "order"]);
  });

test("a department's number may have spaces and a sign, but must be a whole number", async () => {
  assert.equal((await get("/departments/%202%20")).name, "Nature");
  assert.equal((await get("/departments/+2")).name, "Nature");
  for (const [id, code] of [
    ["0", "DEP_02"],
    ["-1", "DEP_02"],
    ["2147483648", "DEP_02"],
    ["9007199254740991", "DEP_02"],
    ["9007199254740993", "DEP_01"],
    ["1e3", "DEP_01"],
    ["0x1", "DEP_01"],
    ["1.0", "DEP_01"],
    ["%00", "DEP_01"],
    ["null", "DEP_01"],
    ["2;3", "DEP_01"],
  ] as const)
    for (const path of ["/departments/", "/categories/inDepartment/", "/products/inDepartment/"])
      assert.equal((await shop().app.inject(`${path}${id}`)).json().error.code, code, `${path}${id}`);
});
