import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { testShop } from "../../test/support/servers/shop.ts";

const inOrder = [
  "Ærø",
  "apple",
  "Đà Nẵng",
  "École",
  "egg",
  "Łódź",
  "Œuvre",
  "Øresund",
  "Straße",
  "Þór",
  "Zebra",
  "zoo",
];
const shuffled = [
  "zoo",
  "Łódź",
  "Zebra",
  "Þór",
  "apple",
  "Øresund",
  "École",
  "Đà Nẵng",
  "Ærø",
  "egg",
  "Straße",
  "Œuvre",
];

const shop = testShop({
  prepare: async ({ sql }) => {
    await sql("delete from product where product_id > 12");
    for (const [index, name] of shuffled.entries()) {
      await sql("update product set name = $1 where product_id = $2", [name, index + 1]);
      await sql("insert into category (department_id, name) values (1, $1)", [name]);
    }
    await sql("delete from product_category where category_id <= 7");
    await sql("delete from category where category_id <= 7");
  },
});
const namesAt = async (url: string): Promise<string[]> =>
  (await shop().app.inject(url)).json<{ rows: { name: string }[] }>().rows.map(({ name }) => name);

test("products and categories stand in one order of names, up and down", async () => {
  assert.deepEqual(await namesAt("/products?sort=name"), inOrder);
  assert.deepEqual(await namesAt("/products?sort=name,DESC"), inOrder.toReversed());
  assert.deepEqual(await namesAt("/categories?order=name,ASC"), inOrder);
  assert.deepEqual(await namesAt("/categories?order=name,DESC"), inOrder.toReversed());
});

test("pages by name, by cursor too, lose and double none", async () => {
  const walked: string[] = [];
  let url: string | undefined = "/products?sort=name&limit=5";
  while (url) {
    const page: { rows: { name: string }[]; next_cursor?: string } = (await shop().app.inject(url)).json();
    walked.push(...page.rows.map(({ name }) => name));
    url = page.next_cursor && `/products?sort=name&limit=5&cursor=${page.next_cursor}`;
  }
  assert.deepEqual(walked, inOrder);
  const pages = [];
  for (const page of [1, 2, 3]) pages.push(...(await namesAt(`/categories?order=name&limit=5&page=${page}`)));
  assert.deepEqual(pages, inOrder);
});

test("the index has the order that is asked for", async () => {
  const [{ key } = { key: "" }] = await shop().sql("select sorting_name('Øresund–Þór') as key");
  assert.equal(key, "oresund-thor");
  await shop().sql("set enable_seqscan = off");
  await shop().sql("set enable_sort = off");
  for (const [table, index] of [
    ["category", "category_by_name"],
    ["product", "product_by_name"],
  ]) {
    const plan = await shop().sql(`explain select name from ${table} order by sort_name, ${table}_id limit 5`);
    assert.match(JSON.stringify(plan), new RegExp(`using ${index}`));
  }
});

test("what was stored in the order of before follows when the order changes", async () => {
  const file = await readFile(new URL("../../migrations/0028_one_order_of_names.sql", import.meta.url), "utf8");
  const [update] = /update product set[^;]+/.exec(file) ?? [];
  await shop().sql(
    "create or replace function sorting_name(name text) returns text language sql immutable strict parallel safe return 'z' || name",
  );
  await shop().sql("update product set name = name");
  await shop().sql(/create or replace function[^;]+;/.exec(file)?.[0] ?? "");
  await shop().sql(update ?? "");
  const wrong = await shop().sql("select name from product where sort_name <> sorting_name(name)");
  assert.deepEqual(wrong, []);
});

test("an order of categories is a field and perhaps a direction, and nothing else", async () => {
  const code = async (order: string) =>
    (await shop().app.inject(`/categories?order=${encodeURIComponent(order)}`)).json().error?.code;
  for (const good of ["name", "name,ASC", "name,desc", "name, DESC", " category_id,ASC "])
    assert.equal(await code(good), undefined, good);
  for (const wrong of [
    "name;DESC",
    "name DESC",
    "name:DESC",
    "name,DESC,",
    "name,",
    "name|ASC",
    "-name",
    "name,UP",
    "name,ASC;drop",
  ])
    assert.equal(await code(wrong), "PAG_01", wrong);
  for (const unknown of ["price", "description,ASC", "department_id,DESC"])
    assert.equal(await code(unknown), "PAG_02", unknown);
});
