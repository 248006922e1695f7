import assert from "node:assert/strict";
import { test } from "node:test";
import pg from "pg";
import { integer, row } from "../../src/platform/database/columns.ts";
import { reads } from "../../src/platform/database/statement.ts";
import { isBalanced } from "../support/servers/front.ts";
import { openServer } from "../support/servers/servers.ts";
import { testShop } from "../support/servers/shop.ts";
import { until } from "../support/until.ts";

const shop = testShop();
const longestMilliseconds = 60_000;

const price = () => reads(row({ price_cents: integer }))`select price_cents from product where product_id = 1`;

test("a reader is late where there is a late replica, and nowhere else", async () => {
  const client = new pg.Client({ connectionString: shop().url });
  await client.connect();
  let written = 7000;
  /** Changes a price, and returns whether a reader still has the former one. */
  const isLate = async (): Promise<boolean> => {
    written += 1;
    await client.query("update product set price_cents = $1 where product_id = 1", [written]);
    return (await shop().db.reader.first(price()))?.price_cents !== written;
  };
  if (isBalanced()) await until(isLate, longestMilliseconds, "a reader is late");
  else for (let count = 0; count < 10; count += 1) assert.equal(await isLate(), false);
  await client.end();
});

test("what a test writes is there for readers, on every ground", async () => {
  for (let cents = 8001; cents <= 8005; cents += 1) {
    await shop().sql("update product set price_cents = $1 where product_id = 1", [cents]);
    assert.equal((await shop().db.reader.first(price()))?.price_cents, cents);
  }
});

test("a server that is asked by its URL is two behind HAProxy where there is a replica", async () => {
  const asked = new Set<object>();
  const server = await openServer(shop().url, {
    plant: (app) => {
      app.addHook("onRequest", async ({ url }) => {
        if (url === "/departments") asked.add(app);
      });
    },
  });
  for (let count = 0; count < 10; count += 1) assert.equal((await server.ask("GET", "/departments")).status, 200);
  assert.equal(asked.size, isBalanced() ? 2 : 1);
  await server.close();
});
