import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { testDatabase } from "../../../../test/support/databases/database.ts";
import { TestPostgres } from "../../../../test/support/databases/postgres.ts";
import { openDatabase } from "../../database/database.ts";
import { openDatabaseClock } from "./database-clock.ts";
import { databaseNow } from "./database-clock.queries.ts";

const database = testDatabase();
const another = testDatabase();

test("the database's time lies between two bounds that are close to each other", async () => {
  const { db } = database();
  const clock = openDatabaseClock(db);
  assert.deepEqual([clock.earliest(0), clock.latest(0), clock.isOld()], [-Infinity, Infinity, true]);
  const before = performance.now();
  await delay(20);
  await clock.renew();
  assert.equal(clock.isOld(), false);
  for (let round = 0; round < 20; round += 1) {
    const asked = performance.now();
    const found = await db.first(databaseNow());
    const answered = performance.now();
    assert.ok(found && clock.earliest(asked) <= found.now && found.now <= clock.latest(answered));
    await delay(5);
  }
  assert.ok(clock.earliest(before) < clock.earliest(performance.now()) - 20);
  const width = clock.latest(before) - clock.earliest(before);
  assert.ok(width > 0 && width < 1000, `${width} ms`);
});

test("a database has one identity, which no other has and every role may ask for", async () => {
  const clocks = [database(), database(), another()].map(({ db }) => openDatabaseClock(db));
  for (const clock of clocks) await clock.renew();
  const [one, same, other] = clocks.map((clock) => [clock.shop(), clock.era()]);
  assert.deepEqual(one, same);
  assert.match(one?.join(" ") ?? "", /^(\d+-\d+) \1-[0-9A-F]{8}-[\d.]+$/);
  assert.notEqual(one?.[0], other?.[0]);
  const client = await database().connect();
  await client.query("begin");
  await client.query("create role of_a_test");
  await client.query("set local role of_a_test");
  const { rows } = await client.query(databaseNow().text);
  assert.equal(rows[0].shop, one?.[0]);
  await client.query("rollback");
});

test("servers of PostgreSQL that were started at different times differ, as those of a copy do", async (context) => {
  const server = await TestPostgres.primary();
  context.after(() => server.remove());
  const known = async () => {
    const db = openDatabase({ url: server.url, sharedConnections: 1, transactionConnections: 1 });
    try {
      const clock = openDatabaseClock(db);
      await clock.renew();
      return { shop: clock.shop(), era: clock.era() };
    } finally {
      await db.close();
    }
  };
  const before = await known();
  assert.deepEqual(await known(), before);
  await server.kill();
  await server.start();
  const after = await known();
  assert.equal(after.shop, before.shop);
  assert.notEqual(after.era, before.era);
});
