import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { pino } from "pino";
import { openRelay, type Relay } from "../../../test/support/fakes/relay.ts";
import { cloneDatabase, openShopOn, openTestDatabase, type TestShop } from "../../../test/support/servers/shop.ts";
import { until } from "../../../test/support/until.ts";
import { readConfig } from "../../platform/config.ts";
import { row } from "../../platform/database/columns.ts";
import type { Database } from "../../platform/database/database.ts";
import { writes } from "../../platform/database/statement.ts";
import { openShop, type Shop } from "../../server/app.ts";
import { changeCatalogueNow } from "./change-catalogue.ts";
import { catalogueInvalidation } from "./cache-invalidation.ts";
import { revision } from "./revision.queries.ts";

type Paths = { readonly signals: Relay; readonly reads: Relay; readonly shop: Shop };

let database: Awaited<ReturnType<typeof cloneDatabase>>;
let db: Database;
let servers: TestShop[];
/** A server with separate connections for notifications and for reads, each of which can be cut. */
let apart: Paths;

const openApart = async (url: string): Promise<Paths> => {
  const [signals, readsThrough] = [await openRelay(url), await openRelay(url)];
  const config = readConfig({ LOG_LEVEL: "silent" });
  const shop = await openShop({
    config,
    log: pino({ level: "silent" }),
    databaseUrl: signals.url,
    migration: 0,
    db: openTestDatabase(readsThrough.url),
  });
  await shop.app.ready();
  return { signals, reads: readsThrough, shop };
};

before(async () => {
  database = await cloneDatabase();
  db = openTestDatabase(database.url);
  servers = [await openShopOn(database.url), await openShopOn(database.url)];
  apart = await openApart(database.url);
  await delay(300);
});
after(async () => {
  await Promise.all([...servers.map((server) => server.close()), apart.shop.close(), db.close()]);
  await Promise.all([apart.signals.close(), apart.reads.close()]);
  await database.drop();
});

const setPrice = (cents: number) =>
  writes(row({}))`update product set price_cents = ${cents}, discounted_price_cents = null where product_id = 1`;
const changePrice = (cents: number): Promise<void> =>
  changeCatalogueNow(db, async (tx) => {
    await tx.all(setPrice(cents));
    return { productIds: [] };
  });

const priceAt = async ({ app }: Pick<Shop, "app">): Promise<number> =>
  Math.round(Number((await app.inject("/products/1")).json().price) * 100);

/** Returns for how many milliseconds a server still serves the old price; throws when they exceed the limit. */
const staleFor = async (server: Pick<Shop, "app">, cents: number, limit: number): Promise<number> => {
  const began = Date.now();
  while ((await priceAt(server)) !== cents) {
    assert.ok(Date.now() - began < limit, `the old price is told after ${limit} ms`);
    await delay(2);
  }
  return Date.now() - began;
};

/** Waits until a notification that was sent has arrived. */
const settled = () => delay(150);

const changes = 25;
test(`under constant reads a price change shows everywhere within a second (${changes} changes)`, async (context) => {
  let isReading = true;
  const readers = servers.map(async (server) => {
    while (isReading) {
      await Promise.all([
        priceAt(server),
        server.app.inject("/products?limit=5"),
        server.app.inject("/products/1/details"),
      ]);
      await delay(1);
    }
  });
  let longest = 0;
  for (let change = 1; change <= changes; change += 1) {
    await changePrice(5000 + change);
    longest = Math.max(longest, ...(await Promise.all(servers.map((server) => staleFor(server, 5000 + change, 1000)))));
    for (const server of servers) {
      const listed = (await server.app.inject("/products?limit=5")).json().rows[0].price;
      assert.equal(
        listed,
        ((5000 + change) / 100).toFixed(2),
        "the list was read after the product: it may not be older",
      );
    }
  }
  isReading = false;
  await Promise.all(readers);
  context.diagnostic(`longest: ${longest} ms`);
});

test("a change that is rolled back is never seen", async () => {
  await changePrice(6000);
  const undone = changeCatalogueNow(db, async (tx) => {
    await tx.all(setPrice(1));
    await servers[0]?.app.inject("/products/1");
    throw new Error("undone");
  });
  await assert.rejects(undone, /undone/);
  for (const server of servers) assert.equal(await staleFor(server, 6000, 1000).then(() => priceAt(server)), 6000);
});

test("an answer that was read before a change and arrives after it is not kept (5 times)", async () => {
  const { shop, reads } = apart;
  for (let round = 1; round <= 5; round += 1) {
    await changePrice(7000 + round);
    await settled();
    reads.hold("replies");
    const early = priceAt(shop);
    await settled();
    await changePrice(8000 + round);
    await settled();
    reads.release();
    assert.equal(await early, 7000 + round, "it was read before the change: otherwise nothing is tried here");
    assert.equal(await priceAt(shop), 8000 + round);
  }
});

test("without the listening connection a change shows within two seconds, the first one too", async (context) => {
  const { shop, signals } = apart;
  const waits: number[] = [];
  for (const pause of [0, 400]) {
    await signals.accept().catch(() => undefined);
    await delay(1300);
    await priceAt(shop);
    await signals.refuse();
    await delay(pause);
    await priceAt(shop);
    for (const change of [1, 2]) {
      await changePrice(9000 + pause + change);
      waits.push(await staleFor(shop, 9000 + pause + change, 2200));
    }
  }
  await signals.accept();
  context.diagnostic(`waits: ${waits.join(", ")} ms`);
});

test("when the listening connection is back all replies are dropped: an edit by hand shows", async () => {
  const { shop, signals } = apart;
  await delay(1500);
  await changePrice(10_000);
  await settled();
  await signals.refuse();
  // An edit by hand raises no revision, so only the restored connection reveals it.
  await delay(1200);
  await priceAt(shop);
  await servers[0]?.sql("update product set price_cents = 10100 where product_id = 1");
  assert.equal(await priceAt(shop), 10_000);
  await signals.accept();
  await staleFor(shop, 10_100, 2500);
});

test("an edit by hand is seen once the age limit is over, and not before", async () => {
  const quick = await openShopOn(database.url, { REPLY_CACHE_SECONDS: "1" });
  try {
    await delay(300);
    await changePrice(11_000);
    await staleFor(quick, 11_000, 1000);
    await settled();
    await priceAt(quick);
    await quick.sql("update product set price_cents = 11100 where product_id = 1");
    assert.equal(await priceAt(quick), 11_000);
    await staleFor(quick, 11_100, 1500);
  } finally {
    await quick.close();
  }
});

test("with the whole database away, what is kept is still answered", async () => {
  const { shop, signals, reads } = apart;
  await delay(1500);
  await changePrice(12_000);
  await settled();
  assert.equal(await priceAt(shop), 12_000);
  await Promise.all([signals.refuse(), reads.refuse()]);
  await delay(1500);
  assert.equal(await priceAt(shop), 12_000);
  assert.equal((await shop.app.inject("/products/2")).statusCode, 503);
  await Promise.all([signals.accept(), reads.accept()]);
  assert.equal((await shop.app.inject("/products/2")).statusCode, 200);
});

test("a signal that may be late only drops replies: what is shared has the database's revision", async () => {
  const done: unknown[] = [];
  const listener = catalogueInvalidation(
    { ...db, requireFreshReplicas: () => undefined },
    { forgetAll: () => void done.push("dropped"), share: (shared) => void done.push(shared) },
  );
  const present = (await db.first(revision()))?.revision;
  listener.connected();
  await until(() => done.length === 2, 5000, "the first revision");
  listener.hinted?.("1");
  await until(() => done.length === 4, 5000, "the revision after the hint");
  assert.deepEqual(done, ["dropped", present, "dropped", present]);
});

test("before replies are dropped, replicas are told to have the change", () => {
  const done: string[] = [];
  const listener = catalogueInvalidation(
    { ...db, requireFreshReplicas: () => void done.push("required") },
    { forgetAll: () => void done.push("dropped") },
  );
  listener.received("7");
  listener.connected();
  assert.deepEqual(done, ["required", "dropped", "required", "dropped"]);
});
