import assert from "node:assert/strict";
import { test } from "node:test";
import { largeShop, low } from "../../../test/support/databases/large-shop.ts";

const { list, selected } = largeShop();
type Options = Parameters<typeof list>[0];

const ofFacets = async (options: Options, limits: Partial<typeof low>) => {
  const { facets } = await list({ ...options, facets: true }, { limits: { ...low, ...limits } });
  assert.ok(facets);
  return facets;
};
const sum = (counts: readonly { readonly count: number }[]) => counts.reduce((total, { count }) => total + count, 0);

test("facets are exact where all products are looked at, and say so where only some are", async () => {
  const options = { query_string: "flower" };
  const exact = await ofFacets(options, { counted: 1200, looked: 1200 });
  assert.ok(!("is_estimate" in exact));
  assert.equal(sum(exact.price_bands), 1200);
  assert.equal(exact.categories.find(({ category_id }) => category_id === 10)?.count, 1200);
  const half = (await selected("(product_id % 3 = 0 or product_id % 10 = 3) and product_id % 2 = 1")).length;
  assert.deepEqual(
    exact.attribute_values.map(({ count }) => count),
    [1200 - half, half],
  );
  for (const limits of [{ counted: 1200, looked: 300 }, { counted: 200 }]) {
    const judged = await ofFacets(options, limits);
    assert.equal(judged.is_estimate, true);
    for (const [index, { count }] of judged.attribute_values.entries()) {
      const right = exact.attribute_values[index]?.count ?? 0;
      assert.ok(count > right / 1.6 && count < right * 1.6, `${count} of ${right}`);
    }
  }
});

test("of more categories than are told of, facets tell those that hold most", async () => {
  const { categories } = await ofFacets({ query_string: "flower" }, { counted: 1200, looked: 1200 });
  assert.ok(categories.length > 5);
  const largest = categories.toSorted((a, b) => b.count - a.count || a.category_id - b.category_id).slice(0, 3);
  assert.deepEqual(
    (await ofFacets({ query_string: "flower" }, { counted: 1200, looked: 1200, mostCategories: 3 })).categories,
    largest.toSorted((a, b) => a.category_id - b.category_id),
  );
});

test("facets of some of the products add up to about what the list counts", async () => {
  const { count, facets } = await list({ query_string: "flower", facets: true });
  assert.ok(facets);
  assert.equal(facets.categories.find(({ category_id }) => category_id === 10)?.count, count);
  assert.ok(Math.abs(sum(facets.price_bands) - count) <= facets.price_bands.length);
});
