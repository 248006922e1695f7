import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { tmpdir } from "node:os";
import { after, before, describe, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { pino } from "pino";
import { askFreely, signUp } from "../../test/support/clients/customers.ts";
import { openRelay } from "../../test/support/fakes/relay.ts";
import { oneServerOnly } from "../../test/support/one-server.ts";
import { startRedis, withoutRedis, type RedisServer } from "../../test/support/redis/redis.ts";
import { freePort } from "../../test/support/servers/free-port.ts";
import { openServer, type Server } from "../../test/support/servers/servers.ts";
import { cloneDatabase, openShopOn, openTestDatabase, type TestShop } from "../../test/support/servers/shop.ts";
import { until } from "../../test/support/until.ts";
import { changeCatalogueNow } from "../catalogue/index.ts";
import { readConfig } from "../platform/config.ts";
import { row } from "../platform/database/columns.ts";
import type { Database } from "../platform/database/database.ts";
import { writes } from "../platform/database/statement.ts";
import { openShop } from "./app.ts";

oneServerOnly("which of two servers asks the database what, each asked by itself");
const ends: (() => unknown)[] = [];
let redis: RedisServer;
let url: string;
let db: Database;
let settings: Record<string, string>;

before(async () => {
  if (withoutRedis) return;
  const database = await cloneDatabase();
  ends.push(database.drop);
  redis = await startRedis();
  ends.push(() => redis.stop());
  url = database.url;
  db = openTestDatabase(url);
  ends.push(() => db.close());
  settings = { REDIS_URL: `redis://127.0.0.1:${redis.port}`, WORKER: "off" };
});
after(async () => {
  for (const end of ends.toReversed()) await end();
});

const open = async (more: Record<string, string> = {}): Promise<TestShop> => {
  const shop = await openShopOn(url, { ...settings, ...more });
  ends.push(() => shop.close());
  return shop;
};
const setPrice = (cents: number) =>
  writes(row({}))`update product set price_cents = ${cents}, discounted_price_cents = null where product_id = 1`;
const changePrice = (cents: number): Promise<void> =>
  changeCatalogueNow(db, async (tx) => {
    await tx.all(setPrice(cents));
    return { productIds: [] };
  });
const stateAt = async ({ app }: Pick<TestShop, "app">) => {
  const reply = await app.inject("/readyz");
  return `${reply.statusCode} ${reply.json().redis}`;
};
const storedReplies = async () => Number(await redis.tell("dbsize"));

describe("Redis behind two servers", { skip: withoutRedis }, () => {
  test("the second server answers what the first made without a statement, until a change", async () => {
    const asked: string[] = [];
    const spy = (text: string) => (asked.push(text), text);
    const servers = [await openServer(url, { settings, spoil: spy }), await openServer(url, { settings, spoil: spy })];
    ends.push(() => Promise.all(servers.map((server) => server.close())));
    const [one, other] = servers as [Server, Server];
    const paths = ["/products?limit=3", "/products/1", "/products/1/details", "/categories", "/attributes"];
    const statements = async (server: Server): Promise<number> => {
      asked.length = 0;
      for (const path of paths) assert.equal((await server.ask("GET", path)).status, 200);
      return asked.filter((text) => /\b(product|category|attribute|department)\b/.test(text)).length;
    };
    for (const cents of [4100, 4200]) {
      // Both servers must have heard of the change; then the first makes the replies, and the second finds them.
      await changePrice(cents);
      await delay(300);
      const stored = await storedReplies();
      assert.ok((await statements(one)) >= paths.length);
      await until(async () => (await storedReplies()) >= stored + paths.length, 3000, "the replies are stored");
      assert.equal(await statements(other), 0);
      assert.equal((await other.ask("GET", "/products/1")).body.price, (cents / 100).toFixed(2));
    }
  });

  test("under constant reads a change shows on both servers within a second (15 changes)", async () => {
    const shops = [await open(), await open()];
    const price = async ({ app }: TestShop) => Number((await app.inject("/products/1")).json().price) * 100;
    let isReading = true;
    const readers = shops.map(async (shop) => {
      while (isReading) {
        await Promise.all([price(shop), shop.app.inject("/products?limit=5")]);
        await delay(1);
      }
    });
    for (let change = 1; change <= 15; change += 1) {
      const cents = 5000 + change;
      await changePrice(cents);
      const isThere = async (shop: TestShop) => Math.round(await price(shop)) === cents;
      for (const shop of shops) {
        await until(() => isThere(shop), 1000, "the new price");
        const [first] = (await shop.app.inject("/products?limit=5")).json().rows;
        assert.equal(first.price, (cents / 100).toFixed(2), "a list is not older");
      }
      for (let again = 0; again < 5; again += 1) {
        await delay(5);
        for (const shop of shops) assert.ok(await isThere(shop), "the old price never comes back");
      }
    }
    isReading = false;
    await Promise.all(readers);
  });

  test("a review shows on both servers, though replies without it are still in Redis", async () => {
    const [here, there] = [await open(), await open()];
    await delay(300);
    const path = "/products/53/reviews";
    for (const shop of [here, there]) assert.deepEqual((await shop.app.inject(path)).json(), []);
    await until(async () => (await storedReplies()) > 0, 3000, "it is stored");
    const { accessToken: token } = await signUp(here.app);
    const body = { review: "Soft.", rating: 4 };
    assert.equal((await askFreely(here.app, "POST", path, { token, body })).statusCode, 200);
    const seen = async ({ app }: TestShop) => (await app.inject(path)).json().length === 1;
    assert.ok(await seen(here), "its author sees it at once");
    await until(() => seen(there), 1000, "the review");
    const late = await open();
    assert.ok(await seen(late), "a server that opens later shows it too");
  });

  test("requests per minute are counted over both servers, and a flush lets nobody in again", async () => {
    const limited = { RATE_LIMIT_PER_MINUTE: "60" };
    const shops = [await open(limited), await open(limited)];
    const left = 60_000 - (Date.now() % 60_000);
    if (left < 15_000) await delay(left + 50);
    const read = ({ app }: TestShop) => app.inject({ url: "/departments", remoteAddress: "192.0.2.7" });
    for (let count = 0; count < 40; count += 1) for (const shop of shops) await read(shop);
    await delay(2500);
    await Promise.all(shops.map(read));
    await delay(1500);
    for (const shop of shops) assert.equal((await read(shop)).statusCode, 429);
    assert.notEqual(await redis.tell("keys", "selvedge:count:*"), "");
    assert.deepEqual(await shops[0]?.sql("select from attempt_count where bucket like 'minute-%'"), []);
    await redis.tell("flushall");
    await delay(1500);
    for (const shop of shops) assert.equal((await read(shop)).statusCode, 429);
  });

  test("without Redis the same requests are counted in the database", async () => {
    const limited = { RATE_LIMIT_PER_MINUTE: "60", REDIS_URL: `redis://127.0.0.1:${await freePort()}` };
    const shops = [await open(limited), await open(limited)];
    const left = 60_000 - (Date.now() % 60_000);
    if (left < 10_000) await delay(left + 50);
    const read = ({ app }: TestShop) => app.inject({ url: "/departments", remoteAddress: "192.0.2.8" });
    for (let count = 0; count < 40; count += 1) for (const shop of shops) await read(shop);
    await delay(2500);
    await Promise.all(shops.map(read));
    await delay(1500);
    for (const shop of shops) assert.equal((await read(shop)).statusCode, 429);
    assert.notDeepEqual(await shops[0]?.sql("select from attempt_count where bucket like 'minute-%'"), []);
  });

  test("guesses are counted in the database: a flush gives nobody another guess", async () => {
    const shop = await open();
    const { email } = await signUp(shop.app);
    const guess = async () => {
      const body = { email, password: "not the password" };
      return (await askFreely(shop.app, "POST", "/customers/login", { body, address: "192.0.2.9" })).statusCode;
    };
    for (let count = 0; count < 10; count += 1) assert.equal(await guess(), 400);
    assert.equal(await guess(), 429);
    await redis.tell("flushall");
    assert.equal(await guess(), 429);
  });

  test("a server whose listening connection is lost hears of changes from the other", async () => {
    await open();
    const [signals, reads] = [await openRelay(url), await openRelay(url)];
    const deaf = await openShop({
      config: readConfig({ LOG_LEVEL: "silent", ...settings }),
      log: pino({ level: "silent" }),
      databaseUrl: signals.url,
      migration: 0,
      db: openTestDatabase(reads.url),
    });
    ends.push(async () => {
      await deaf.close();
      await Promise.all([signals.close(), reads.close()]);
    });
    await deaf.app.ready();
    await delay(1300);
    await signals.refuse();
    await delay(1300);
    // Alone it would ask the database once a second, and six times in six so early by chance once in sixty.
    for (let change = 1; change <= 6; change += 1) {
      await changePrice(7000 + change);
      const isThere = async () => (await deaf.app.inject("/products/1")).json().price === `70.0${change}`;
      await until(isThere, 500, "the new price");
      await delay(170);
    }
  });

  test("readiness tells the state of Redis and does not depend on it", async () => {
    const shop = await open();
    await until(async () => (await stateAt(shop)) === "200 answers", 5000, "Redis answers");
    await redis.kill();
    await until(async () => (await stateAt(shop)) === "200 away", 5000, "Redis is away");
    assert.equal((await shop.app.inject("/products?limit=7")).statusCode, 200);
    await redis.start();
    await until(async () => (await stateAt(shop)) === "200 answers", 40_000, "Redis answers again");
  });
});

test("a shop opens without the Redis that its settings name, and says so", async () => {
  const { url: own, drop } = await cloneDatabase();
  const lines: string[] = [];
  const config = readConfig({ REDIS_URL: `redis://:hunter2@127.0.0.1:${await freePort()}`, WORKER: "off" });
  const shop = await openShop({
    config,
    log: pino({ level: "warn" }, { write: (line: string) => void lines.push(line) }),
    databaseUrl: own,
    migration: 0,
  });
  try {
    assert.equal((await shop.app.inject("/products")).statusCode, 200);
    await until(() => lines.length > 0, 5000, "the warning");
    assert.match(lines.join(), /ECONNREFUSED.*Redis at REDIS_URL does not answer: the shop works without it/);
    assert.doesNotMatch(lines.join(), /hunter2/);
    assert.equal(await stateAt(shop), "200 away");
  } finally {
    await shop.close();
    await drop();
  }
});

test("where the client of Redis is not installed, the start ends with the line that installs it", async () => {
  const hook = new URL("../../test/support/redis/missing.ts", import.meta.url);
  const program = fileURLToPath(new URL("../cli/start.ts", import.meta.url));
  const env = { PATH: process.env["PATH"], REDIS_URL: "redis://127.0.0.1", PORT: "0" };
  const ended = await new Promise<{ code: number; told: string }>((resolve) => {
    const options = { cwd: tmpdir(), env, timeout: 20_000 };
    execFile(process.execPath, ["--import", hook.href, program], options, (error, _out, told) =>
      resolve({ code: error ? Number(error.code) : 0, told }),
    );
  });
  assert.deepEqual(ended, {
    code: 1,
    told: "\nREDIS_URL is set, and what speaks to Redis is not installed: npm ci --prefix extras/redis\n",
  });
});
