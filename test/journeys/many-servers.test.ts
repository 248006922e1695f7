import assert from "node:assert/strict";
import { afterEach, describe, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";
import { pino } from "pino";
import { readConfig } from "../../src/platform/config.ts";
import { openShop, type Shop } from "../../src/server/app.ts";
import { askingApp, elsewhere, filledCart, newBuyer, patient, terms, type Buyer } from "../support/clients/buyers.ts";
import { crowd, upTo } from "../support/crowd.ts";
import { ownDatabase } from "../support/databases/own-database.ts";
import { withoutBounds } from "../support/servers/servers.ts";
import { until } from "../support/until.ts";

const settings = {
  LOG_LEVEL: "silent",
  TRUST_PROXY: "127.0.0.1",
  ORDERS_PER_HOUR: "100000",
  MAX_RESERVED_UNITS_NETWORK: "1000000",
  ...withoutBounds,
};

const ends: (() => Promise<unknown>)[] = [];
/** What the servers logged. */
const logged: string[] = [];
afterEach(async () => {
  logged.length = 0;
  for (const end of ends.splice(0).toReversed()) await end();
});

/** Opens a server as its owner does: jobs run, and its connections are its part of the database's. */
const openServer = async (databaseUrl: string): Promise<Shop> => {
  const config = readConfig(settings);
  const log = pino({ level: "warn" }, { write: (line: string) => void logged.push(line) });
  const shop = await openShop({ config, log, databaseUrl, migration: 0 });
  ends.push(() => shop.close());
  await shop.app.ready();
  return shop;
};

/**
 * Places orders at one server, several buyers at once, which come again when a busy machine makes them; returns what was
 * told instead of 200.
 */
const buyAt = async ({ app }: Shop, buyers: readonly Buyer[], orders: number): Promise<string[]> => {
  const ask = patient(askingApp(app));
  const told = await crowd(upTo(orders), buyers.length, async (_, index) => {
    const buyer = elsewhere(buyers[index % buyers.length] as Buyer, ask);
    try {
      const reply = await buyer.ask("POST", "/orders", { cart_id: await filledCart(buyer.ask), ...terms });
      const read = await buyer.ask("GET", `/orders/${reply.body.orderId}`);
      return reply.status === 200 && read.status === 200 ? [] : [`${reply.status} ${JSON.stringify(reply.body)}`];
    } catch (error) {
      return [String(error)];
    }
  });
  return told.flat();
};

/** Returns what was logged of requests that failed for lack of a connection. */
const refusedConnections = (): string[] => logged.filter((line) => /too many clients|connection slots/i.test(line));

describe("none of many servers is refused a connection that the database does not have:", () => {
  for (const { servers, connections, orders } of [
    { servers: 12, connections: 40, orders: 20 },
    { servers: 16, connections: 100, orders: 12 },
  ])
    test(`${servers} servers, ${connections} connections`, async (context) => {
      const { url, drop } = await ownDatabase({ max_connections: String(connections), fsync: "off" }).open();
      ends.push(drop);
      const observer = new pg.Client({ connectionString: url });
      await observer.connect();
      ends.push(() => observer.end());
      const open: Shop[] = [];
      for (const _ of upTo(servers)) open.push(await openServer(url));
      const ask = askingApp((open[0] as Shop).app);
      const buyers = await crowd(upTo(8), 2, () => newBuyer(ask));

      let most = 0;
      let isOver = false;
      const watching = (async () => {
        while (!isOver) {
          const { rows } = await observer.query(
            "select count(*)::int from pg_stat_activity where application_name = 'selvedge'",
          );
          most = Math.max(most, rows[0].count);
          await delay(20);
        }
      })();
      const began = performance.now();
      const told = (await Promise.all(open.map((shop) => buyAt(shop, buyers, orders)))).flat();
      const seconds = (performance.now() - began) / 1000;
      isOver = true;
      await watching;

      assert.deepEqual(refusedConnections(), []);
      assert.deepEqual(told, []);
      const { rows } = await observer.query("select count(*)::int from customer_order");
      assert.equal(rows[0].count, servers * orders);
      assert.ok(most > 2 * servers && most < connections, `${most} connections`);
      context.diagnostic(`${rows[0].count} orders in ${seconds.toFixed(1)} s over at most ${most} connections`);
    });
});

test("a server that joins busy ones gets its connections while they go on", async () => {
  const { url, drop } = await ownDatabase({ max_connections: "20", fsync: "off" }).open();
  ends.push(drop);
  const first = await openServer(url);
  const ask = askingApp(first.app);
  const buyers = await crowd(upTo(8), 2, () => newBuyer(ask));
  let isOver = false;
  const told: string[] = [];
  const buying = (async () => {
    while (!isOver) told.push(...(await buyAt(first, buyers, 16)));
  })();
  const others = await crowd(upTo(4), 4, () => openServer(url));
  await Promise.all(others.map(async (shop) => told.push(...(await buyAt(shop, buyers, 16)))));
  isOver = true;
  await buying;
  assert.deepEqual(refusedConnections(), []);
  assert.deepEqual(told, []);
  await until(async () => (await others[3]?.app.inject("/readyz"))?.statusCode === 200, 2000, "the last is ready");
});
