import assert from "node:assert/strict";
import { test } from "node:test";
import { largeShop, low, products } from "../../../test/support/databases/large-shop.ts";
import { row } from "../../platform/database/columns.ts";
import { writes } from "../../platform/database/statement.ts";
import { changeCatalogueNow } from "../revision/change-catalogue.ts";
import { recountProducts, recountWhenDue } from "./count-products.ts";
import { readingLimits } from "./list-products.ts";
import { featuredFirst } from "./order.ts";

const { database, list, selected } = largeShop();
type Options = Parameters<typeof list>[0];
type ListScope = Parameters<typeof list>[1];

type Rows = readonly { readonly product_id: number }[];
const numbers = (rows: Rows): number[] => rows.map(({ product_id }) => product_id);

const byCursor = async (options: Options, shelf: ListScope = {}): Promise<number[]> => {
  const seen: number[] = [];
  for (let cursor: string | undefined; ;) {
    const page = await list({ ...options, ...(cursor ? { cursor } : {}) }, shelf);
    seen.push(...numbers(page.rows));
    if (!page.next_cursor) return seen;
    cursor = page.next_cursor;
  }
};
const byOffset = async (options: Options, shelf: ListScope = {}): Promise<number[]> => {
  const seen: number[] = [];
  for (;;) {
    const { rows } = await list({ ...options, offset: seen.length }, shelf);
    if (rows.length === 0) return seen;
    seen.push(...numbers(rows));
  }
};
const inPlace = (category: number) =>
  `exists (select from product_category where product_id = product.product_id and category_id = ${category})`;
const lists: readonly [name: string, options: Options, where: string, shelf?: ListScope][] = [
  ["everything", {}, "true"],
  ["a department", { department_id: 1 }, "product_id % 2 = 0 or product_id % 9 in (0, 1)", { natural: featuredFirst }],
  ["a large category", { category_id: 1 }, inPlace(1)],
  ["a small category", { category_id: 5 }, inPlace(5)],
  ["a price range", { price_min: "1", price_max: "3" }, "price_cents between 100 and 300"],
  ["an attribute value", { attribute_value_id: [2] }, "product_id % 2 = 1"],
  ["a common word", { query_string: "flowers" }, "product_id % 3 = 0 or product_id % 10 = 3"],
  ["a less common word", { query_string: "thistle" }, "product_id % 50 = 1 and product_id % 3 > 0"],
  ["a common word misspelt", { query_string: "thistel" }, "product_id % 50 = 1 and product_id % 3 > 0"],
  [
    "a common word in a category",
    { query_string: "flower", category_id: 1 },
    `(product_id % 3 = 0 or product_id % 10 = 3) and ${inPlace(1)}`,
  ],
];
const sorts = [
  undefined,
  "relevance",
  "relevance,ASC",
  "name",
  "name,DESC",
  "price",
  "price,DESC",
  "newest",
  "newest,ASC",
];

for (const [name, options, where, shelf] of lists)
  test(`${name} shows each product once on all pages, by cursor and by offset, in the one order`, async () => {
    const expected = await selected(where);
    assert.ok(expected.length > 30 && expected.length <= products);
    for (const sort of sorts) {
      const sorted = { ...options, ...(sort ? { sort } : {}) };
      const walked = await byCursor({ ...sorted, limit: 97 }, shelf);
      assert.deepEqual(
        walked.toSorted((a, b) => a - b),
        expected,
        sort,
      );
      assert.deepEqual(await byOffset({ ...sorted, limit: 100 }, shelf), walked, sort);
    }
  });

for (const [name, options, , shelf] of lists)
  test(`${name} stands in the same order however much of it is fetched at once`, async () => {
    for (const sort of sorts.filter((one) => one && !one.startsWith("relevance"))) {
      const sorted = { ...options, ...(sort ? { sort } : {}) };
      assert.deepEqual(
        await byCursor(sorted, shelf),
        await byCursor(sorted, { ...shelf, limits: { ...low, counted: 10_000 } }),
        sort,
      );
    }
  });

test("of very many matches those that are named so come first, then the others, each by number", async () => {
  const named = await selected("product_id % 10 = 3");
  const others = await selected("product_id % 3 = 0 and product_id % 10 <> 3");
  assert.deepEqual(await byCursor({ query_string: "flower" }), [...named, ...others]);
  assert.deepEqual(
    await byCursor({ query_string: "flower", sort: "relevance,ASC" }),
    [...named, ...others].toReversed(),
  );
  const ranked = await list({ query_string: "flower" }, { limits: { ...low, ranked: 2000 } });
  assert.equal(ranked.rows[0]?.name.startsWith("Flower"), true);
});

test("paging through matches keeps its order when a few come in, and says when it cannot", async () => {
  const at = (ranked: number) => ({ limits: { ...low, counted: 10_000, ranked } });
  const options = { query_string: "thistle", limit: 5 };
  const matching = (await list(options, at(2000))).count;
  assert.equal(matching, 40);
  const { next_cursor = "" } = await list(options, at(matching));
  const next = numbers((await list({ ...options, cursor: next_cursor }, at(matching))).rows);
  assert.deepEqual(numbers((await list({ ...options, cursor: next_cursor }, at(matching / 2))).rows), next);
  await assert.rejects(list({ ...options, cursor: next_cursor }, at(matching / 2 - 1)), {
    code: "COM_02",
    field: "cursor",
  });
  const common = (await list(options, at(matching - 1))).next_cursor ?? "";
  assert.deepEqual(
    numbers((await list({ ...options, cursor: common }, at(matching))).rows),
    numbers((await list({ ...options, cursor: common }, at(1))).rows),
  );
});

test("a count is exact up to the limit, and says so where it is not", async () => {
  const { count, ...rest } = await list({ query_string: "flower" }, { limits: { ...low, counted: 1200 } });
  assert.equal(count, 1200);
  assert.ok(!("count_is_estimate" in rest));
  const beyond = await list({ query_string: "flower" }, { limits: { ...low, counted: 1199 } });
  assert.equal(beyond.count_is_estimate, true);
  assert.ok(beyond.count >= 1200 && beyond.count < 1600, `${beyond.count}`);
  for (const more of [
    { price_min: "1", price_max: "3" },
    { attribute_value_id: [2] },
    { department_id: 1, price_min: "2" },
  ]) {
    const exact = await list(more, { limits: readingLimits });
    const judged = await list(more);
    assert.ok(!("count_is_estimate" in exact) && judged.count_is_estimate);
    assert.ok(
      judged.count > exact.count / 1.5 && judged.count < exact.count * 1.5,
      `${judged.count} of ${exact.count}`,
    );
  }
});

const places: readonly [options: Options, where: string][] = [
  [{}, "true"],
  [{ department_id: 1 }, "product_id % 2 = 0 or product_id % 9 in (0, 1)"],
  [{ category_id: 1 }, inPlace(1)],
  [{ category_id: 10 }, inPlace(10)],
];
const countsOf = async () => {
  const counts = [];
  for (const [options] of places) {
    const { count, count_is_estimate = false } = await list(options);
    counts.push([count, count_is_estimate]);
  }
  return counts;
};

test("counts of large places are exact until the catalogue changes, and again after the recount", async () => {
  const { db, sql } = database();
  const exact: number[] = [];
  for (const [, where] of places) exact.push((await selected(where)).length);
  assert.ok((await countsOf()).every(([, isEstimate]) => isEstimate));
  for (const stretch of [700, 100_000]) {
    await sql("update catalogue_revision set revision = revision + 1");
    await db.transaction((tx) => recountProducts(tx, stretch));
    assert.deepEqual(
      await countsOf(),
      exact.map((count) => [count, false]),
    );
  }
  await changeCatalogueNow(db, async (tx) => {
    await tx.all(
      writes(
        row({}),
      )`insert into product_category select product_id, 7, effective_price_cents from product where product_id = 2`,
    );
    return { productIds: [] };
  });
  assert.deepEqual(
    await countsOf(),
    exact.map((count) => [count, true]),
  );
  await recountWhenDue(db);
  assert.deepEqual(
    await countsOf(),
    exact.map((count) => [count, false]),
  );
});

test("rows changed by hand are counted within the hour, and not again before", async () => {
  const { db, sql } = database();
  await recountWhenDue(db);
  await sql(
    "insert into product_category select product_id, 1, effective_price_cents from product where product_id = 1",
  );
  const before = (await list({ category_id: 1 })).count;
  await recountWhenDue(db);
  assert.equal((await list({ category_id: 1 })).count, before);
  await sql("update product_count set counted_at = counted_at - interval '61 minutes'");
  await recountWhenDue(db);
  assert.deepEqual([(await list({ category_id: 1 })).count, before], [before + 1, before]);
  await sql("delete from product_category where product_id = 1 and category_id = 1");
});

test("a place that fits the limit is counted as it stands, whatever number is kept", async () => {
  const { sql } = database();
  const { count } = await list({ category_id: 5 });
  assert.ok(count > 30 && count < low.counted);
  await sql(
    "insert into product_category select product_id, 5, effective_price_cents from product where product_id = 2",
  );
  assert.equal((await list({ category_id: 5 })).count, count + 1);
  await sql("delete from product_category where product_id = 2 and category_id = 5");
});

test("a shop that has grown since the database last counted it tells the same", async () => {
  const { sql } = database();
  const told = () =>
    Promise.all(
      lists.flatMap(([, options, , shelf]) =>
        ["relevance", "price,DESC"].map((sort) => list({ ...options, sort }, shelf)),
      ),
    );
  const before = await told();
  await sql("update pg_class set reltuples = 150 where oid = 'product'::regclass");
  assert.deepEqual(await told(), before);
  await sql("analyze product");
});
