import assert from "node:assert/strict";
import { test } from "node:test";
import { testShop } from "../../../test/support/servers/shop.ts";
import { until } from "../../../test/support/until.ts";

const shop = testShop();

test("lengths that no description reaches are one: the same bytes and the same link, made once", async () => {
  const { app, sql } = shop();
  // A server clears its cache when it begins to listen; from then on it regularly checks the connection with this
  // query.
  const isListening = async () =>
    (await sql("select from pg_stat_activity where datname = current_database() and query = 'select 1'")).length > 0;
  await until(isListening, 20_000, "a server that listens");
  const replies = [];
  for (const length of [1000, 1001, 5000, 1_000_000]) {
    replies.push(await app.inject(`/products?limit=3&description_length=${length}`));
    // A reply that does not come from the cache would show this.
    await sql("update product set price_cents = 1234, discounted_price_cents = null where product_id = 1");
  }
  assert.equal(new Set(replies.map(({ body }) => body)).size, 1);
  for (const { statusCode, headers } of replies) {
    assert.equal(statusCode, 200);
    assert.match(String(headers["link"]), /[?&]description_length=1000&/);
  }
});

test("a length beyond what is admitted is refused", async () => {
  const reply = await shop().app.inject("/products?description_length=1000001");
  assert.deepEqual([reply.statusCode, reply.json().error.field], [400, "description_length"]);
});

test("the longest description is shown whole", async () => {
  const { app, sql } = shop();
  await sql("update product set description = repeat('é', 1000) where product_id = 2");
  const { rows } = (await app.inject("/products?limit=2&description_length=999999")).json();
  assert.equal(rows[1].description, "é".repeat(1000));
});
