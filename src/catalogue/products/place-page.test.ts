import assert from "node:assert/strict";
import { test } from "node:test";
import { largeShop } from "../../../test/support/databases/large-shop.ts";
import type { Reader } from "../../platform/database/database.ts";
import { row } from "../../platform/database/columns.ts";
import { writes } from "../../platform/database/statement.ts";
import { changeCatalogueNow } from "../revision/change-catalogue.ts";
import { keepCounts } from "./count-cache.ts";
import { listProducts, readingLimits } from "./list-products.ts";
import { byNumber, featuredFirst } from "./order.ts";

const { database, selected } = largeShop();
const nothingElse = { page: 1, limit: 20, description_length: 200, facets: false };

/** The lists of one server, with its cache of counts and the number of its statements. */
const server = (replyCacheSeconds = 60) => {
  const { reader } = database().db;
  let statements = 0;
  const counting: Reader = {
    all: (statement) => ((statements += 1), reader.all(statement)),
    first: (statement) => ((statements += 1), reader.first(statement)),
  };
  const counts = keepCounts({ replyCacheSeconds });
  return {
    list: (options: object, natural = byNumber) =>
      listProducts(counting, { ...nothingElse, ...options }, { natural, limits: readingLimits, counts }),
    taken: () => {
      const so = statements;
      statements = 0;
      return so;
    },
  };
};

const places = [
  ["the whole shop", {}, byNumber],
  ["the whole shop by price", { sort: "price,DESC" }, byNumber],
  ["a department", { department_id: 1 }, featuredFirst],
  ["a small department", { department_id: 3 }, featuredFirst],
  ["a category", { category_id: 10 }, byNumber],
  ["a category by name", { category_id: 10, sort: "name" }, byNumber],
  ["a small category by price", { category_id: 5, sort: "price" }, byNumber],
] as const;

for (const [about, options, natural] of places)
  test(`${about} is one statement once its products are counted, and tells the same`, async () => {
    const { list, taken } = server();
    const first = await list(options, natural);
    assert.ok(taken() > 1);
    assert.ok(first.count > 20 && first.rows.length === 20);
    assert.deepEqual(await list(options, natural), first);
    assert.equal(taken(), 1);
  });

test("a change of the catalogue is counted by the next list", async () => {
  const { list } = server();
  const { count } = await list({ category_id: 10 });
  await changeCatalogueNow(database().db, async (tx) => {
    await tx.all(writes(row({}))`delete from product_category where category_id = 10 and product_id = 4`);
    return { productIds: [] };
  });
  assert.equal((await list({ category_id: 10 })).count, count - 1);
});

test("a page past the end is counted anew, and is empty", async () => {
  const { list } = server();
  const { count } = await list({ category_id: 10 });
  await database().sql("delete from product_category where category_id = 10 and product_id = 6");
  assert.equal((await list({ category_id: 10 })).count, count, "by hand: until the age limit");
  const past = await list({ category_id: 10, page: 9999 });
  assert.deepEqual([past.count, past.rows], [count - 1, []]);
});

test("what was changed by hand is told after the age limit", async () => {
  const { list } = server(0.001);
  const { count } = await list({ department_id: 1 });
  await database().sql("delete from product_category where product_id = 8");
  assert.equal((await list({ department_id: 1 })).count, count - 1);
  assert.equal(
    count - 1,
    (
      await selected(
        "exists (select from product_category join category using (category_id) where department_id = 1 and product_id = product.product_id)",
      )
    ).length,
  );
});

test("a place that is not there is refused as such", async () => {
  const { list } = server();
  for (let again = 0; again < 2; again += 1) {
    await assert.rejects(list({ category_id: 999 }), { code: "CAT_01" });
    await assert.rejects(list({ department_id: 999 }), { code: "DEP_02" });
  }
});
