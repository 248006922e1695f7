import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type pg from "pg";
import { seedStress } from "../tools/stress/seed.ts";
import { row, integer } from "../src/platform/database/columns.ts";
import { connectionTo, SessionClient } from "../src/platform/database/connection.ts";
import { reads } from "../src/platform/database/statement.ts";
import { cloneDatabase } from "./support/servers/shop.ts";
import { examples } from "./support/statements/examples.ts";
import { alwaysTheSame, everyModule, idOf, type Exported, type Statement } from "./support/statements/every.ts";
import { planFaults } from "./support/statements/plans.ts";

const products = 100_000;

let database: Awaited<ReturnType<typeof cloneDatabase>>;
let client: pg.Client;

before(async () => {
  database = await cloneDatabase("empty");
  const nobody = { customers: 0, orders: 0, reviews: 0 };
  const wish = { products, ...nobody, seed: 1, currency: "eur", isForced: false };
  await seedStress(database.url, wish, new AbortController().signal);
  client = new SessionClient(connectionTo(database.url));
  await client.connect();
});
after(async () => {
  await client.end();
  await database.drop();
});

/** Statements that may go through the whole shop, with the reason; a purchase needs none of them. */
const throughTheShop: Readonly<Record<string, string>> = {
  "catalogue/revision/revision addEveryAttributeValue": "fills an empty shop with the sample",
  "catalogue/revision/revision isStill": "compares all products with the sample, before an import replaces it",
  "catalogue/revision/revision removeProducts": "takes the sample away, before an import",
};

/**
 * Statements that may read very many rows, but not scan the table: products of attribute values are found by joining
 * lists.
 */
const joiningLists: Readonly<Record<string, RegExp>> = {
  "catalogue/products/count-products productCount": /\bproduct_attribute\b/,
};

const seen = new Set<string>();
for (const { path, exported } of await everyModule())
  describe(path, () => {
    for (const [name, make] of Object.entries(exported)) {
      const id = idOf(path, name);
      if (typeof make !== "function" || id in throughTheShop) continue;
      test(`${name} finds its products without going through all of them`, async () => {
        const same = alwaysTheSame(make as Exported);
        const made = same ? [] : (examples[id] ?? []).map((given) => (make as Exported)(...given) as Statement);
        for (const { kind, text, values } of same ? [{ ...same, values: undefined }] : made) {
          const { faults, readsProducts } = await planFaults(client, { kind, text, values });
          const isJoining = joiningLists[id]?.test(text);
          assert.deepEqual(isJoining ? faults.filter((fault) => fault.includes("Seq")) : faults, [], text);
          if (readsProducts) seen.add(id);
        }
      });
    }
  });

test("plans are tried on a hundred thousand products, with the statements that read them", async () => {
  const { rows } = await client.query("select count(*)::int as count from product");
  assert.equal(rows[0].count, products);
  for (const id of ["catalogue/products/products productsOnPage", "catalogue/products/facets facetCounts"])
    assert.ok(seen.has(id), id);
  assert.ok(seen.size > 20, [...seen].join());
});

const Numbers = row({ product_id: integer });
const planted: readonly [fault: string, statement: Statement, expected: RegExp | undefined][] = [
  ["a right statement", reads(Numbers)`select product_id from product where product_id = ${7}`, undefined],
  [
    "a condition that no index knows",
    reads(Numbers)`select product_id from product where image = ${"a.webp"}`,
    /^Seq Scan of product/,
  ],
  [
    "an index from end to end",
    reads(row({ count: integer }))`select count(*) as count from product where display = ${3}`,
    /^Index Only Scan of product goes through 100000 rows/,
  ],
  [
    "a row for each of many others",
    reads(row({ count: integer }))`
      select count(*) as count from product_category join product using (product_id) where category_id < ${400}`,
    /goes through \d{5,} rows/,
  ],
];
describe("each check can fail", () => {
  for (const [fault, { kind, text, values }, expected] of planted)
    test(fault, async () => {
      const { faults } = await planFaults(client, { kind, text, values });
      if (expected) assert.match(faults.join(), expected);
      else assert.deepEqual(faults, []);
    });
});
