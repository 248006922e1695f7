import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { low } from "../../../test/support/databases/large-shop.ts";
import { testShop } from "../../../test/support/servers/shop.ts";
import type { Reader } from "../../platform/database/database.ts";
import { writeCursor } from "./cursor.ts";
import { listProducts } from "./list-products.ts";
import { byNumber } from "./order.ts";

const products = 6000;

/**
 * The price in cents is the product's number, so products of similar prices are stored together, some eight to a page.
 */
const fill = `
  insert into product (product_id, name, description, price_cents)
    select n, 'Mug ' || n, 'With a flower. ' || repeat(md5(n::text), 8), n from generate_series(1, ${products}) as n`;

const database = testShop({
  template: "empty",
  async prepare({ sql }) {
    await sql(fill);
    await sql("analyze product");
  },
});

type Options = Parameters<typeof listProducts>[1];
const list = (more: Partial<Options>, limits = low, reader = database().db.reader) =>
  listProducts(
    reader,
    { page: 1, limit: 2, description_length: 20, facets: false, ...more },
    { natural: byNumber, limits },
  );
const inCents = (cents: number): string => (cents / 100).toFixed(2);

test("a count that fits the limit is exact, also of products that all lie together", async () => {
  for (const size of [40, 200, 400, 800])
    for (let first = 1; first + size <= products; first += 97) {
      const window = { price_min: inCents(first), price_max: inCents(first + size - 1) };
      const { count, count_is_estimate } = await list(window, { ...low, counted: size });
      assert.deepEqual([count, count_is_estimate], [size, undefined], JSON.stringify(window));
    }
});

test("and of very few products in a shop that the database has never looked at", async () => {
  const { sql } = database();
  await sql("update pg_class set relpages = 0, reltuples = -1 where oid = 'product'::regclass");
  for (let first = 1; first < products; first += 401) {
    const window = { price_min: inCents(first), price_max: inCents(first + 17) };
    const { count, count_is_estimate } = await list(window);
    assert.deepEqual([count, count_is_estimate], [18, undefined], JSON.stringify(window));
  }
  await sql("analyze product");
});

test("an estimate is near what it estimates", async () => {
  for (const share of [0.5, 0.8, 1]) {
    const exact = products * share;
    const { count, count_is_estimate } = await list({ price_max: inCents(exact) });
    assert.equal(count_is_estimate, true);
    assert.ok(count > exact * 0.6 && count < exact * 1.5, `${count} of ${exact}`);
  }
});

test("a cursor of another list is refused before anything is asked that could fail unheard", async (context) => {
  const unheard: unknown[] = [];
  const hear = (error: unknown) => void unheard.push(error);
  process.on("unhandledRejection", hear);
  context.after(() => process.off("unhandledRejection", hear));
  const { reader } = database().db;
  const failing: Reader = {
    ...reader,
    async first(statement) {
      if (!statement.text.includes("as counted")) return reader.first(statement);
      await delay(10);
      throw new Error("the count took too long");
    },
  };
  const cursor = writeCursor({ order: "price+", key: "1", productId: 1 });
  await assert.rejects(list({ query_string: "mug", cursor }, low, failing), { code: "COM_02", field: "cursor" });
  await delay(50);
  assert.deepEqual(unheard, []);
});
