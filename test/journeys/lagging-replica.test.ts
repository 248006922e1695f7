import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { pino } from "pino";
import { readConfig } from "../../src/platform/config.ts";
import { openShop, type Shop } from "../../src/server/app.ts";
import { askingApp, filledCart, home, newBuyer, placedOrder, type Ask } from "../support/clients/buyers.ts";
import type { TestPostgres } from "../support/databases/postgres.ts";
import { replicatedShop, type ReplicatedShop } from "../support/databases/replicated-shop.ts";
import { until } from "../support/until.ts";

let replica: TestPostgres;
let opened: Awaited<ReturnType<typeof openWith>>;
const replicated = replicatedShop({
  async prepare(shop) {
    replica = await shop.standby();
    opened = await openWith(shop, replica);
  },
});

/** Opens a server whose replicas are read from however far they are behind. */
const openWith = async (
  { primary, atEnd }: ReplicatedShop,
  replica: TestPostgres,
): Promise<{ shop: Shop; ask: Ask }> => {
  const config = readConfig({
    LOG_LEVEL: "silent",
    WORKER: "off",
    RATE_LIMIT: "off",
    DATABASE_URL: primary.url,
    DATABASE_READ_URLS: replica.url,
    REPLICA_LAG_MAX_MS: "3600000",
  });
  const shop = await openShop({ config, log: pino({ level: "silent" }), databaseUrl: primary.url, migration: 0 });
  await shop.app.ready();
  atEnd(() => shop.close());
  const ask = askingApp(shop.app);
  await until(async () => (await ask("GET", "/readyz")).body.replica === "answers", 10_000, "the replica answers");
  // The server listens by now, and the replica has what was committed before that.
  await delay(1000);
  return { shop, ask };
};

test("whoever buys reads what they wrote, while the replica stands still", async () => {
  const { ask } = opened;
  const { primary } = replicated();
  await replica.sql("select pg_wal_replay_pause()");
  await primary.sql("update tax set tax_type = 'Changed' where tax_id = 2");

  const buyer = await newBuyer(ask);
  const own = async (path: string) => (await buyer.ask("GET", path)).body;
  assert.equal((await own("/customer")).city, home.city);
  await buyer.ask("PUT", "/customers/address", { ...home, city: "Lowell" });
  assert.equal((await own("/customer")).city, "Lowell");
  assert.equal((await own("/customer/sessions")).length, 1);

  const cart = await filledCart(ask, [{ product_id: 9, quantity: 2 }]);
  assert.equal((await own(`/shoppingcart/${cart}`)).length, 1);
  await buyer.ask("POST", "/shoppingcart/claim", { cart_id: cart });
  assert.match(JSON.stringify(await own("/shoppingcart/mine")), new RegExp(cart));

  const orderId = await placedOrder(buyer, [{ product_id: 9 }]);
  assert.ok((await own("/orders/inCustomer")).some((order: { order_id: number }) => order.order_id === orderId));
  for (const path of [`/orders/${orderId}`, `/orders/shortDetail/${orderId}`])
    assert.match(JSON.stringify(await own(path)), new RegExp(`\\b${orderId}\\b`), path);
  await buyer.ask("POST", `/orders/${orderId}/cancel`);
  assert.match(JSON.stringify(await own(`/orders/shortDetail/${orderId}`)), /cancelled/);
  assert.match(JSON.stringify(await own("/customer/export")), /Lowell/);

  const left = async () => (await ask("GET", "/products/8/availability")).body.units;
  await primary.sql("update stock set units = 3 where product_id = 8");
  assert.equal(await left(), 3);
  await placedOrder(buyer, [{ product_id: 8, quantity: 2 }]);
  assert.equal(await left(), 1);

  const { tax_type } = (await ask("GET", "/tax/2")).body;
  assert.notEqual(tax_type, "Changed", "the replica answers what it has: otherwise nothing was tried");
  await replica.sql("select pg_wal_replay_resume()");
});

test("a review shows at once to its author, and is read from the replica once that has it", async () => {
  const { ask } = opened;
  const buyer = await newBuyer(ask);
  await replica.sql("select pg_wal_replay_pause()");
  const written = await buyer.ask("POST", "/products/9/reviews", { review: "Soft.", rating: 4 });
  assert.equal(written.status, 200);
  const reviews = (await ask("GET", "/products/9/reviews")).body as { review: string }[];
  assert.ok(reviews.some(({ review }) => review === "Soft."));
  await replica.sql("select pg_wal_replay_resume()");
});

test("a changed price shows within a second behind a replica that lags, and stays (10 changes)", async () => {
  const late = await replicated().standby({ recovery_min_apply_delay: "200ms" });
  const { ask } = await openWith(replicated(), late);
  const { primary } = replicated();
  const price = async (): Promise<string> => (await ask("GET", "/products/1")).body.price;
  for (let change = 1; change <= 10; change += 1) {
    const cents = 7000 + change;
    await price();
    await primary.sql(`begin; update product set price_cents = ${cents}, discounted_price_cents = null where product_id = 1;
      update catalogue_revision set revision = revision + 1; select pg_notify('catalogue', '${cents}'); commit`);
    const wanted = (cents / 100).toFixed(2);
    await until(async () => (await price()) === wanted, 1000, "the new price");
    const shownUntil = Date.now() + 400;
    while (Date.now() < shownUntil) {
      assert.equal(await price(), wanted, "a price that was shown is not taken back");
      await ask("GET", `/products?limit=${1 + (Date.now() % 20)}`);
    }
  }
});
