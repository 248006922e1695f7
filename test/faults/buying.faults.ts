import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";
import { askingUrl, newBuyer, type Buyer } from "../support/clients/buyers.ts";
import { seededRandom } from "../support/seeded-random.ts";
import { tell } from "../support/tally.ts";
import {
  complaintsOf,
  countedProduct,
  keepBuying,
  orderFigures,
  readBooks,
  successesAfter,
  summaryOf,
  unitsAtFirst,
  type ImportLog,
  type Purchase,
} from "./buying.ts";
import type { Told } from "./client.ts";
import { cannotMount, smallDisk } from "./disk.ts";
import { rounds, seed } from "./rounds.ts";
import { ShopProcess } from "./shop-process.ts";
import { backWithin } from "./times.ts";

const buyersAtOnce = 12;
const random = seededRandom(seed);

const openedShop = (settings: Readonly<Record<string, string>> = {}, folder?: string) => {
  const shop = new ShopProcess({ LOG_LEVEL: "fatal", RATE_LIMIT: "off", ...settings }, folder);
  const buyers: Buyer[] = [];
  before(async () => {
    await shop.start();
    for (let count = 0; count < 3; count += 1) buyers.push(await newBuyer(askingUrl(shop.url)));
    await shop.sql(`update stock set units = ${unitsAtFirst} where product_id = ${countedProduct}`);
  });
  after(() => shop.close());
  return { shop, buyers };
};

/** A fault of the database, which is over when this resolves. */
type Fault = (shop: ShopProcess) => Promise<unknown>;

const ended = "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'selvedge'";

/** Takes every connection, so that no other client gets one and the shop has to open new ones. */
const takeEveryConnection: Fault = async (shop) => {
  const taken: pg.Client[] = [];
  const take = async (): Promise<boolean> => {
    const client = new pg.Client({ connectionString: shop.databaseUrl, connectionTimeoutMillis: 2000 });
    client.on("error", () => undefined);
    const isIn = await client.connect().then(
      () => true,
      () => false,
    );
    if (isIn) taken.push(client);
    return isIn;
  };
  while (await take());
  await taken[0]?.query(ended);
  const until = Date.now() + 1500;
  while (Date.now() < until) if (!(await take())) await delay(5);
  await Promise.all(taken.map((client) => client.end().catch(() => undefined)));
};

const hold = async (shop: ShopProcess, statements: readonly string[], milliseconds: number): Promise<void> => {
  const client = new pg.Client({ connectionString: shop.databaseUrl });
  client.on("error", () => undefined);
  await client.connect();
  for (const statement of ["begin", ...statements]) await client.query(statement);
  await delay(milliseconds);
  await client.query("rollback");
  await client.end();
};

const stopped = async (shop: ShopProcess, milliseconds: number): Promise<void> => {
  const processes = shop.databaseProcesses();
  for (const number of processes) process.kill(number, "SIGSTOP");
  await delay(milliseconds);
  for (const number of processes) process.kill(number, "SIGCONT");
};

const signalled = async (shop: ShopProcess, signal: NodeJS.Signals): Promise<void> => {
  const [leader = 0] = shop.databaseProcesses();
  process.kill(leader, signal);
  await delay(50);
};

const faults: Readonly<Record<string, { readonly happen: Fault; readonly isOnce?: boolean }>> = {
  "every connection is ended, ten times": {
    happen: async (shop) => {
      for (let times = 0; times < 10; times += 1) {
        await shop.sql(ended);
        await delay(50 + random.below(100));
      }
    },
  },
  "kill -9 of the database": { happen: (shop) => signalled(shop, "SIGKILL") },
  "the database is shut down and started again": { happen: (shop) => signalled(shop, "SIGINT") },
  "the database is stopped for 2 s": { happen: (shop) => stopped(shop, 2000) },
  "the database is stopped for 10 s": { happen: (shop) => stopped(shop, 10_000), isOnce: true },
  "no connection is to be had": { happen: takeEveryConnection },
  "the server is stopped for 12 s": {
    // Longer than a transaction may be idle: the database has ended the server's transactions.
    happen: async (shop) => {
      shop.server.kill("SIGSTOP");
      await delay(12_000);
      shop.server.kill("SIGCONT");
    },
    isOnce: true,
  },
  "what is bought is held for 4 s": {
    happen: (shop) => hold(shop, [`select from stock where product_id = ${countedProduct} for update`], 4000),
  },
  "its price is being changed for 4 s": {
    happen: (shop) =>
      hold(shop, [`update product set discounted_price_cents = 100 where product_id = ${countedProduct}`], 4000),
  },
};

/** Buyers keep buying during a fault; returns their purchases, and how long after it the first of them succeeded. */
const buyThrough = async (shop: ShopProcess, buyers: readonly Buyer[], happen: Fault) => {
  const stop = keepBuying(shop.url, buyers, buyersAtOnce);
  await delay(800 + random.below(500));
  await happen(shop);
  await shop.databaseAnswers();
  const backAt = Date.now();
  await delay(backWithin + 500);
  const purchases = await stop();
  return { purchases, firstSuccess: Math.min(...successesAfter(purchases, backAt)) };
};

describe("buyers go on through every fault of the database", () => {
  const { shop, buyers } = openedShop();
  const all: Purchase[] = [];
  let runs = 0;
  for (const [name, { happen, isOnce }] of Object.entries(faults))
    test(`${name}: no order is lost or doubled, none is told 500`, async (context) => {
      // A database that ended ten times within minutes is given up: each fault begins with a fresh count.
      await shop.restart();
      for (let round = 1; round <= (isOnce ? 1 : rounds); round += 1) {
        const { purchases, firstSuccess } = await buyThrough(shop, buyers, happen);
        all.push(...purchases);
        runs += 1;
        const complaints = complaintsOf(all, await readBooks((text) => shop.sql(text)));
        assert.deepEqual(complaints.slice(0, 20), [], summaryOf(purchases, complaints));
        assert.ok(shop.isServerRunning, shop.said);
        assert.ok(firstSuccess <= backWithin, `bought again ${firstSuccess} ms after the database was back`);
        context.diagnostic(
          `round ${round}: ${summaryOf(purchases, complaints)}; bought again after ${firstSuccess} ms`,
        );
      }
    });
  test("in all", async (context) => {
    const complaints = complaintsOf(all, await readBooks((text) => shop.sql(text)));
    tell(context, "faults of the database under orders", { runs, ...orderFigures(all, complaints) }, seed);
    assert.deepEqual(complaints, []);
  });
});

describe("buyers go on when the disk is full", { skip: cannotMount }, () => {
  const disk = smallDisk();
  const { shop, buyers } = openedShop({}, disk.folder);
  after(() => disk.close());
  test("no order is lost or doubled, none is told 500, and all is well when there is room again", async (context) => {
    const { purchases, firstSuccess } = await buyThrough(shop, buyers, async () => {
      disk.fill();
      await delay(6000);
      disk.empty();
    });
    const complaints = complaintsOf(purchases, await readBooks((text) => shop.sql(text)));
    assert.deepEqual(complaints.slice(0, 20), [], summaryOf(purchases, complaints));
    assert.ok(shop.isServerRunning, shop.said);
    assert.ok(shop.place.startsWith(disk.folder), shop.place);
    assert.ok(
      purchases.some(({ told }) => told.some((one) => one.told.status === 503)),
      "nobody met the full disk: nothing was tried",
    );
    context.diagnostic(`${summaryOf(purchases, complaints)}; bought again after ${firstSuccess} ms`);
    tell(context, "faults of the disk under orders", { runs: 1, ...orderFigures(purchases, complaints) }, seed);
  });
});

describe("the suite can fail:", () => {
  const { shop, buyers } = openedShop({
    NODE_OPTIONS: `--import=${new URL("failing-begin.ts", import.meta.url).href}`,
  });
  test("it notices a server whose transactions do not say that their connection was ended", async () => {
    const { purchases } = await buyThrough(shop, buyers, async (at) => {
      for (let times = 0; times < 40; times += 1) await at.sql(ended);
    });
    assert.match(complaintsOf(purchases, await readBooks((text) => shop.sql(text))).join(), /500 to (add|order|pay)/);
  });

  const well: Told = { status: 200, retryAfter: undefined, body: {}, endedAt: 1 };
  const bought: Purchase = { cart: "a", told: [{ act: "add", told: well }], units: 2, orderId: 1, isPaid: true };
  const order = { order_id: 1, cart: "a", units: 2, status: "paid", is_paid: true };
  const books: ImportLog = { orders: [order], unitsLeft: unitsAtFirst - 2 };
  const told = (one: Partial<Told>): Purchase => ({ ...bought, told: [{ act: "add", told: { ...well, ...one } }] });

  test("each complaint can be made", () => {
    assert.deepEqual(complaintsOf([bought], books), []);
    for (const [purchase, spoilt, complaint] of [
      [told({ status: 500 }), books, /500 to add/],
      [told({ status: 0 }), books, /cut off/],
      [told({ status: 503 }), books, /without Retry-After/],
      [told({ status: 404, body: { error: { code: "ORD_01" } } }), books, /404 ORD_01/],
      [bought, { orders: [], unitsLeft: unitsAtFirst }, /lost order 1/],
      [bought, { ...books, orders: [{ ...order, units: 1 }] }, /lost units of order 1/],
      [bought, { ...books, orders: [{ ...order, status: "pending", is_paid: false }] }, /lost payment/],
      [bought, { ...books, orders: [order, { ...order, order_id: 2 }] }, /doubled order of cart a/],
      [bought, { ...books, orders: [{ ...order, is_paid: false }] }, /payment did not come/],
      [bought, { ...books, unitsLeft: unitsAtFirst - 1 }, /stock: /],
    ] as const)
      assert.match(complaintsOf([purchase], spoilt).join(), complaint);
  });
});
