import assert from "node:assert/strict";
import { test } from "node:test";
import { departmentsOf, products, type SampleProduct } from "../../../test/support/databases/sample.ts";
import { testShop } from "../../../test/support/servers/shop.ts";

type Facets = {
  categories: { category_id: number; count: number }[];
  attribute_values: { attribute_value_id: number; attribute_name: string; count: number }[];
  price_bands: { price_min: string; price_max: string; count: number }[];
};
type Page = { count: number; rows: { product_id: number }[]; facets?: Facets };

/**
 * Product n of the first forty keeps only size 1 + n % 5 and colour 6 + n % 9; the others have every value, as in the
 * sample.
 */
const thinOut = `delete from product_attribute where product_id <= 40
  and attribute_value_id not in (1 + product_id % 5, 6 + product_id % 9)`;
const valuesOf = ({ product_id }: SampleProduct): number[] =>
  product_id <= 40 ? [1 + (product_id % 5), 6 + (product_id % 9)] : Array.from({ length: 14 }, (_, index) => index + 1);

const shop = testShop({ prepare: async ({ sql }) => void (await sql(thinOut)) });

const get = async (query: string): Promise<Page> => {
  const reply = await shop().app.inject(`/products?limit=100&${query}`);
  assert.equal(reply.statusCode, 200, `${query}: ${reply.body}`);
  return reply.json();
};
/** Returns all products that a query finds, on all pages, and asserts that its count is their number. */
const found = async (query: string): Promise<number[]> => {
  const first = await get(query);
  const rest = first.count > 100 ? (await get(`${query}&page=2`)).rows : [];
  const numbers = [...first.rows, ...rest].map(({ product_id }) => product_id);
  assert.equal(first.count, numbers.length, query);
  return numbers;
};
const those = (fits: (product: SampleProduct) => boolean): number[] =>
  products.filter(fits).map(({ product_id }) => product_id);
const hasOneOf = (product: SampleProduct, ids: number[]): boolean => valuesOf(product).some((id) => ids.includes(id));

const filters: readonly [query: string, fits: (product: SampleProduct) => boolean][] = [
  ["category_id=5", ({ category_ids }) => category_ids.includes(5)],
  ["department_id=2", (product) => departmentsOf(product).includes(2)],
  [
    "department_id=2&category_id=6",
    (product) => departmentsOf(product).includes(2) && product.category_ids.includes(6),
  ],
  ["attribute_value_id=1", (product) => hasOneOf(product, [1])],
  ["attribute_value_id=1,2", (product) => hasOneOf(product, [1, 2])],
  ["attribute_value_id=1&attribute_value_id=2", (product) => hasOneOf(product, [1, 2])],
  ["attribute_value_id=1,6", (product) => hasOneOf(product, [1]) && hasOneOf(product, [6])],
  ["attribute_value_id=6,1,7,2,1", (product) => hasOneOf(product, [1, 2]) && hasOneOf(product, [6, 7])],
  ["attribute_value_id=999", () => false],
  ["attribute_value_id=1,999", () => false],
  ["price_min=14.95", ({ effectiveCents }) => effectiveCents >= 1495],
  ["price_min=14.96", ({ effectiveCents }) => effectiveCents >= 1496],
  ["price_max=14.95", ({ effectiveCents }) => effectiveCents <= 1495],
  ["price_max=14.94", ({ effectiveCents }) => effectiveCents <= 1494],
  ["price_min=15&price_max=15.5", ({ effectiveCents }) => effectiveCents >= 1500 && effectiveCents <= 1550],
  ["price_min=15.50&price_max=15.00", () => false],
  ["price_min=0&price_max=9999999.99", () => true],
  [
    "category_id=1&attribute_value_id=3,4,8,9&price_max=16",
    (product) =>
      product.category_ids.includes(1) &&
      hasOneOf(product, [3, 4]) &&
      hasOneOf(product, [8, 9]) &&
      product.effectiveCents <= 1600,
  ],
  ["category_id=&price_min=&attribute_value_id=&query_string=", () => true],
];
for (const [query, fits] of filters)
  test(`the filter ${query} finds what fits and nothing else`, async () =>
    assert.deepEqual(await found(query), those(fits)));

test("the filters above find something and leave something out, or they would show little", () => {
  const telling = filters.filter(([, fits]) => products.some(fits) && !products.every(fits));
  assert.equal(telling.length, 14);
});

test("words and filters must all fit", async () => {
  const heart = await found("query_string=heart");
  const cheap = await found("query_string=heart&price_max=15");
  assert.deepEqual(new Set(cheap), new Set(heart.filter((id) => products[id - 1]!.effectiveCents <= 1500)));
  assert.ok(cheap.length > 0 && cheap.length < heart.length);
});

test("a category and a department that do not exist are refused, also together with words", async () => {
  for (const [query, code] of [
    ["category_id=99", "CAT_01"],
    ["department_id=99&price_min=1", "DEP_02"],
    ["category_id=99&query_string=heart", "CAT_01"],
  ] as const) {
    const reply = await shop().app.inject(`/products?${query}`);
    assert.deepEqual([reply.statusCode, reply.json().error.code], [404, code]);
  }
});

test("amounts that are none, and lists of too many values, are refused by name", async () => {
  for (const amount of ["-1", "1.999", "1e3", "12,50", "99999999", "NaN", ".5", "1%2e"]) {
    const reply = await shop().app.inject(`/products?price_min=${amount}`);
    assert.deepEqual([reply.statusCode, reply.json().error?.field], [400, "price_min"], amount);
  }
  for (const values of [Array.from({ length: 51 }, (_, index) => index).join(), "1,x", "1.5", "1,,2"]) {
    const reply = await shop().app.inject(`/products?attribute_value_id=${values}`);
    assert.deepEqual([reply.statusCode, reply.json().error?.field], [400, "attribute_value_id"], values);
  }
});

/** Returns the products of a query without one of its filters: these count towards the facet of that filter. */
const leftWithout = async (query: string, left: (name: string, value: string) => string | undefined) => {
  const rest = [...new URLSearchParams(query)].flatMap(([name, value]) => {
    const kept = left(name, value);
    return kept === undefined ? [] : [`${name}=${kept}`];
  });
  const ids = new Set(await found(rest.join("&")));
  return products.filter(({ product_id }) => ids.has(product_id));
};
const isSize = (id: number): boolean => id <= 5;

const facetQueries = [
  "",
  "category_id=5",
  "attribute_value_id=1,6",
  "attribute_value_id=7",
  "attribute_value_id=1,2,7,8&price_max=16&category_id=1",
  "query_string=heart",
  "price_min=14&price_max=16",
  "department_id=3&query_string=snow&all_words=off",
];
for (const query of facetQueries)
  test(`facets of "${query}" count what is found, and of each filter what may be chosen instead`, async () => {
    const ids = new Set(await found(query));
    const { facets } = await get(`${query}&facets=on`);
    assert.ok(facets);
    const selected = products.filter(({ product_id }) => ids.has(product_id));
    assert.ok(selected.length > 0);
    const inCategory = (id: number) => selected.filter(({ category_ids }) => category_ids.includes(id)).length;
    assert.deepEqual(
      facets.categories.map(({ category_id, count }) => [category_id, count]),
      [1, 2, 3, 4, 5, 6, 7].map((id) => [id, inCategory(id)]).filter(([, count]) => count),
    );
    const ofOther = (value: string, isOwn: (id: number) => boolean): string | undefined =>
      value
        .split(",")
        .filter((id) => !isOwn(Number(id)))
        .join() || undefined;
    const forValue = async (id: number) => {
      const isOwn = (other: number) => isSize(other) === isSize(id);
      const choice = await leftWithout(query, (name, value) =>
        name === "attribute_value_id" ? ofOther(value, isOwn) : value,
      );
      return [id, choice.filter((product) => valuesOf(product).includes(id)).length];
    };
    const values = await Promise.all(Array.from({ length: 14 }, (_, index) => forValue(index + 1)));
    assert.deepEqual(
      facets.attribute_values.map(({ attribute_value_id, count }) => [attribute_value_id, count]),
      values.filter(([, count]) => count),
    );
    const priced = await leftWithout(query, (name, value) => (name.startsWith("price") ? undefined : value));
    for (const { price_min, price_max, count } of facets.price_bands) {
      const inBand = priced.filter(
        ({ effectiveCents }) => effectiveCents >= Number(price_min) * 100 && effectiveCents < Number(price_max) * 100,
      );
      assert.equal(inBand.length, count, price_min);
    }
    assert.equal(
      facets.price_bands.reduce((sum, { count }) => sum + count, 0),
      priced.length,
    );
  });

test("beside a chosen colour another tells how many it would bring", async () => {
  const { facets } = await get("attribute_value_id=8&facets=on");
  const blue = facets?.attribute_values.find(({ attribute_value_id }) => attribute_value_id === 12)?.count;
  assert.equal(blue, (await get("attribute_value_id=12")).count);
});

test("facets of an empty list tell the prices there are; no facets unless asked for", async () => {
  const { facets } = await get("price_min=99&facets=on");
  assert.deepEqual([facets?.categories, facets?.attribute_values], [[], []]);
  assert.equal(
    facets?.price_bands.reduce((sum, { count }) => sum + count, 0),
    101,
  );
  assert.equal((await get("price_min=14")).facets, undefined);
  assert.equal((await get("facets=off")).facets, undefined);
});
