import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { cloneDatabase, openShopOn, openTestDatabase, type TestShop } from "../../../test/support/servers/shop.ts";
import { openGeneralLimit } from "./general.ts";
import type { AddUp } from "./shared-counts.ts";

let url: string;
let drop: () => Promise<void>;
let shops: TestShop[];
const limit = 120;
const minute = 60_000;

before(async () => {
  ({ url, drop } = await cloneDatabase());
  const settings = { RATE_LIMIT_PER_MINUTE: String(limit) };
  shops = [await openShopOn(url, settings), await openShopOn(url, settings), await openShopOn(url)];
});
after(async () => {
  await Promise.all(shops.map((shop) => shop.close()));
  await drop();
});

/** Waits until so much of the current minute is left that a test stays within one minute. */
const earlyInAMinute = async (needed: number): Promise<void> => {
  const left = minute - (Date.now() % minute);
  if (left < needed) await delay(left + 50);
};
const read = (shop: TestShop, remoteAddress: string, path = "/departments") =>
  shop.app.inject({ url: path, remoteAddress });

test("an address has its requests per minute on one server; others are not affected", async () => {
  await earlyInAMinute(8000);
  const [shop, , unlimited] = shops as [TestShop, TestShop, TestShop];
  for (let count = 1; count <= limit; count += 1) {
    const reply = await read(shop, "192.0.2.1", count % 3 ? "/departments" : "/nowhere");
    assert.equal(reply.statusCode, count % 3 ? 200 : 404);
    assert.match(String(reply.headers["ratelimit"]), new RegExp(`^"requests";r=${limit - count};t=\\d+$`));
  }
  const refused = await read(shop, "192.0.2.1");
  assert.equal(refused.statusCode, 429);
  assert.deepEqual(refused.json().error, { status: 429, code: "COM_29", message: "Too many requests", field: "" });
  assert.ok(Number(refused.headers["retry-after"]) >= 1 && Number(refused.headers["retry-after"]) <= 60);
  assert.equal(refused.headers["ratelimit-policy"], `"requests";q=${limit};w=60`);
  assert.equal((await read(shop, "192.0.2.1", "/readyz")).statusCode, 200);
  assert.equal((await read(shop, "192.0.2.2")).statusCode, 200);
  const free = await read(unlimited, "192.0.2.1");
  assert.deepEqual([free.statusCode, free.headers["ratelimit"]], [200, undefined]);
});

test("two servers count together within about a second", async () => {
  await earlyInAMinute(10_000);
  const [one, other] = shops as [TestShop, TestShop];
  for (let count = 0; count < limit / 2 + 10; count += 1) {
    await read(one, "192.0.2.7");
    await read(other, "192.0.2.7");
  }
  await delay(2500);
  // One server's first exchange may precede the other's: one more request and one more exchange.
  await Promise.all([read(one, "192.0.2.7"), read(other, "192.0.2.7")]);
  await delay(1500);
  for (const shop of [one, other]) assert.equal((await read(shop, "192.0.2.7")).statusCode, 429);
});

test("few requests cost no row, many a row for each address, and one statement for all", async () => {
  await earlyInAMinute(3000);
  const db = openTestDatabase(url);
  let statements = 0;
  const general = openGeneralLimit({ ...db, all: (...asked) => ((statements += 1), db.all(...asked)) }, 100);
  const rows = async () =>
    (
      await shops[0]!.sql(
        "select count from attempt_count where bucket like 'minute-%' and count in (10, 11, 12, 13) order by count",
      )
    ).map(({ count }) => count);
  for (const [address, count] of [
    ["2001:db8::1", 5],
    ["2001:db8::2", 6],
    ["198.51.100.1", 12],
    ["198.51.100.2", 10],
  ] as const)
    for (let each = 0; each < count; each += 1) general.count(address);
  await general.exchange();
  assert.equal(statements, 1);
  // The two IPv6 addresses are one /64. Ten of a hundred requests are not busy, nor are eleven of a /56's four hundred.
  assert.deepEqual(await rows(), [11, 12]);
  await general.exchange();
  assert.equal(statements, 1);
  assert.deepEqual(
    general.count("198.51.100.1").counts.map(({ count }) => count),
    [13],
  );
  await general.exchange();
  assert.deepEqual(await rows(), [11, 13]);
  await db.close();
});

test("an IPv6 line has four times a network's limit, and refusals use none of it up", async () => {
  await earlyInAMinute(2000);
  const db = openTestDatabase(url);
  const general = openGeneralLimit(db, 10);
  const admitted = (address: string): number =>
    Array.from({ length: 50 }, () => general.count(address)).filter(({ isAdmitted }) => isAdmitted).length;
  assert.deepEqual(
    ["2001:db8:0:100::1", "2001:db8:0:101::1", "2001:db8:0:102::1", "2001:db8:0:103::1", "2001:db8:0:104::1"].map(
      admitted,
    ),
    [10, 10, 10, 10, 0],
  );
  assert.equal(admitted("2001:db8:0:200::1"), 10);
  assert.equal(admitted("192.0.2.200"), 10);
  await db.close();
});

test("where sums get lost, a network that was refused stays refused until its minute ends", async () => {
  await earlyInAMinute(2000);
  const db = openTestDatabase(url);
  let others = 90;
  let isAway = false;
  const addUp: AddUp = async (counts) => {
    if (isAway) throw new Error("away");
    return counts.map(({ bucket, count }) => ({ bucket, count: count + others }));
  };
  const general = openGeneralLimit(db, 100, addUp);
  const admitted = (requests: number): number =>
    Array.from({ length: requests }, () => general.count("192.0.2.60")).filter(({ isAdmitted }) => isAdmitted).length;
  assert.equal(admitted(20), 20);
  await general.exchange();
  assert.equal(admitted(1), 0, "110 on all servers");
  others = 0;
  await general.exchange();
  assert.equal(admitted(1), 0);
  const next = openGeneralLimit(db, 100, addUp);
  for (let count = 0; count < 50; count += 1) next.count("192.0.2.61");
  others = 40;
  await next.exchange();
  others = 0;
  next.count("192.0.2.61");
  await next.exchange();
  assert.equal(next.count("192.0.2.61").counts[0]?.count, 92, "what was known, and its own");
  isAway = true;
  await assert.rejects(next.exchange(), /away/);
  assert.equal(next.count("192.0.2.61").counts[0]?.count, 93, "what could not be told is still counted here");
  await db.close();
});
