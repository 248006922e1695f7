import assert from "node:assert/strict";
import { describe, test, type TestContext } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { without15, type TestPostgres } from "../../../test/support/databases/postgres.ts";
import { replicatedShop } from "../../../test/support/databases/replicated-shop.ts";
import { openRelay } from "../../../test/support/fakes/relay.ts";
import { until } from "../../../test/support/until.ts";
import { fillWithSample } from "../../server/sample.ts";
import { integer, row } from "./columns.ts";
import { openDatabase, type Database, type DatabaseOptions } from "./database.ts";
import { NotFromReplica } from "./failure.ts";
import { migrate } from "./migrate.ts";
import { shareConnections } from "./shared.ts";
import { reads } from "./statement.ts";

const replicated = replicatedShop();

/** Selects the port of the server that answers. */
const port = () => reads(row({ port: integer }))`select inet_server_port() as port`;
const priceOfFirst = () =>
  reads(row({ cents: integer }))`select price_cents as cents from product where product_id = 1`;

/** Opens a database with replicas for a test; `told` lists the changes of their states. */
const openWith = (context: TestContext, readUrls: readonly string[], more: Partial<DatabaseOptions> = {}) => {
  const told: string[] = [];
  const db = openDatabase({
    url: replicated().primary.url,
    readUrls,
    sharedConnections: 2,
    transactionConnections: 2,
    tellOfReplica: (index, { state }) => void told.push(`${index} ${state}`),
    ...more,
  });
  context.after(() => db.close());
  return { db, told };
};

const states = (db: Database): string =>
  db
    .replicas()
    .map(({ state }) => state)
    .join(" ");

const untilStates = (db: Database, wanted: string): Promise<number> =>
  until(() => states(db) === wanted, 10_000, `the replicas are: ${wanted}, not ${states(db)}`);

/** Returns the ports of the servers that answer so many reads at once. */
const answering = async (db: Database, count = 20): Promise<number[]> => {
  const found = await Promise.all(Array.from({ length: count }, () => db.reader.first(port())));
  return [...new Set(found.map((one) => one?.port ?? 0))].toSorted((one, other) => one - other);
};

/** Waits until the replica has replayed enough to be read from. */
const untilOnlyAnswers = (db: Database, ports: readonly number[]): Promise<number> => {
  const wanted = ports.toSorted((one, other) => one - other).join();
  return until(async () => (await answering(db)).join() === wanted, 10_000, `reads go to ${wanted}`);
};

/** Changes something on the primary every 20 ms; returns a function that stops it. */
const keepWriting = (primary: TestPostgres) => {
  let isOver = false;
  const writing = (async () => {
    while (!isOver) {
      await primary.sql("update tax set tax_type = tax_type where tax_id = 1");
      await delay(20);
    }
  })();
  return async () => {
    isOver = true;
    await writing;
  };
};

test("reads are spread over the replicas that are well, and the primary answers none", async (context) => {
  const { primary, standby } = replicated();
  const [one, other] = [await standby(), await standby()];
  const { db, told } = openWith(context, [one.url, other.url]);
  assert.deepEqual(await answering(db), [primary.port], "before they are known to be well");
  await untilOnlyAnswers(db, [one.port, other.port]);
  await one.kill();
  for (let read = 0; read < 10; read += 1) await answering(db);
  await untilStates(db, "away answers");
  assert.deepEqual(await answering(db), [other.port]);
  await one.start();
  await untilOnlyAnswers(db, [one.port, other.port]);
  assert.deepEqual(told, ["0 away", "0 answers"]);
  await Promise.all([one.remove(), other.remove()]);
});

describe("a replica", () => {
  test("that stops answering costs no read more than a moment", async (context) => {
    const { primary, standby } = replicated();
    const replica = await standby();
    const relay = await openRelay(replica.url);
    context.after(() => relay.close());
    const { db } = openWith(context, [relay.url]);
    await untilOnlyAnswers(db, [replica.port]);
    const began = Date.now();
    relay.hold();
    assert.deepEqual(await answering(db), [primary.port], "also those that were on their way");
    assert.ok(Date.now() - began < 4000, `after ${Date.now() - began} ms`);
    assert.equal(states(db), "away");
    relay.release();
    await untilOnlyAnswers(db, [replica.port]);
    await replica.remove();
  });

  test("at which nobody listens, or that is another database, is done without", async (context) => {
    const { primary, standby } = replicated();
    await primary.sql("create database other template template0 encoding 'UTF8'", "postgres");
    await migrate(primary.urlOf("other"));
    await fillWithSample(primary.urlOf("other"));
    const replica = await standby();
    for (const [url, state] of [
      ["postgres://shop@127.0.0.1:9/shop", "away"],
      [replica.urlOf("postgres"), "diverged"],
      [replica.urlOf("other"), "diverged"],
    ] as const) {
      const { db, told } = openWith(context, [url]);
      for (let read = 0; read < 5; read += 1) {
        assert.ok(await db.reader.first(priceOfFirst()));
        await delay(200);
      }
      await untilStates(db, state);
      assert.deepEqual(await answering(db), [primary.port], url);
      assert.deepEqual(told, [`0 ${state}`]);
    }
    await replica.remove();
  });

  test("that lags is not read from, until it has caught up", async (context) => {
    const { primary, standby } = replicated();
    const replica = await standby();
    const { db, told } = openWith(context, [replica.url], { longestLagMilliseconds: 500 });
    await untilOnlyAnswers(db, [replica.port]);
    await replica.sql("select pg_wal_replay_pause()");
    await delay(800);
    assert.equal(states(db), "answers", "nothing was written: it has all there is");
    const stop = keepWriting(primary);
    const took = await untilStates(db, "lags");
    assert.ok(took < 3000, `noticed after ${took} ms`);
    assert.deepEqual(await answering(db), [primary.port]);
    assert.ok((db.replicas()[0]?.lagMilliseconds ?? 0) > 500);
    await replica.sql("select pg_wal_replay_resume()");
    await untilOnlyAnswers(db, [replica.port]);
    await stop();
    assert.deepEqual(told, ["0 lags", "0 answers"]);
    await replica.remove();
  });

  test("that was promoted is not read from", async (context) => {
    const { primary, standby } = replicated();
    const replica = await standby();
    const { db, told } = openWith(context, [replica.url]);
    await untilOnlyAnswers(db, [replica.port]);
    await replica.sql("select pg_promote()");
    await untilStates(db, "diverged");
    assert.deepEqual(await answering(db), [primary.port]);
    assert.deepEqual(told, ["0 diverged"]);
    await replica.remove();
  });
});

describe("what was committed before", () => {
  const setPrice = (cents: number) =>
    replicated().primary.sql(
      `update product set price_cents = ${cents}, discounted_price_cents = null where product_id = 1`,
    );
  const price = async (db: Database): Promise<number | undefined> => (await db.reader.first(priceOfFirst()))?.cents;

  test("a server opens is read, also from replicas: they have its migrations", async (context) => {
    const { primary, standby } = replicated();
    const replica = await standby();
    await replica.sql("select pg_wal_replay_pause()");
    await setPrice(4000);
    const { db } = openWith(context, [replica.url]);
    assert.equal(await price(db), 4000);
    await untilStates(db, "lags");
    assert.deepEqual(await answering(db), [primary.port]);
    await replica.sql("select pg_wal_replay_resume()");
    await untilOnlyAnswers(db, [replica.port]);
    assert.equal(await price(db), 4000);
    await replica.remove();
  });

  test("readers are told to be fresh is read at once, however far a replica is behind", async (context) => {
    const { primary, standby } = replicated();
    const replica = await standby();
    const { db } = openWith(context, [replica.url], { longestLagMilliseconds: 3_600_000 });
    await untilOnlyAnswers(db, [replica.port]);
    await replica.sql("select pg_wal_replay_pause()");
    await setPrice(5000);
    assert.notEqual(await price(db), 5000, "the replica answers what it has: otherwise nothing is tried here");
    for (let change = 1; change <= 20; change += 1) {
      await setPrice(5000 + change);
      db.requireFreshReplicas();
      assert.deepEqual([await price(db), await price(db)], [5000 + change, 5000 + change]);
    }
    await delay(500);
    assert.deepEqual(await answering(db), [primary.port]);
    await replica.sql("select pg_wal_replay_resume()");
    await untilOnlyAnswers(db, [replica.port]);
    assert.equal(await price(db), 5020);
    await replica.remove();
  });

  test("that is read from a replica that was restarted with less of it", async (context) => {
    const { primary, standby } = replicated();
    const replica = await standby();
    const relay = await openRelay(replica.url);
    context.after(() => relay.close());
    const { db } = openWith(context, [relay.url], { longestLagMilliseconds: 3_600_000 });
    await untilOnlyAnswers(db, [replica.port]);
    await setPrice(6000);
    db.requireFreshReplicas();
    await untilOnlyAnswers(db, [replica.port]);
    // Another server behind the same address, which lacks the change and does not get it.
    const older = await standby({ recovery_min_apply_delay: "1h" });
    await setPrice(6001);
    db.requireFreshReplicas();
    await relay.refuse();
    const misled = await openRelay(older.url, Number(new URL(relay.url).port));
    context.after(() => misled.close());
    for (let read = 0; read < 40; read += 1) {
      assert.equal(await price(db), 6001);
      await delay(50);
    }
    assert.deepEqual(await answering(db), [primary.port]);
    const connections = shareConnections(misled.url, 1);
    context.after(() => connections.close());
    await connections.run({ text: "select 1" }, 1);
    await assert.rejects(connections.run({ text: "select 1" }, Number.MAX_SAFE_INTEGER), NotFromReplica);
    await Promise.all([replica.remove(), older.remove()]);
  });
});

describe("on PostgreSQL 15", { skip: without15 }, () => {
  const older = replicatedShop({ version: 15 });
  test("a replica is read from, not while it lags, and not once it is promoted", async (context) => {
    const { primary, standby } = older();
    const replica = await standby();
    const { db } = openWith(context, [replica.url], { url: primary.url, longestLagMilliseconds: 500 });
    await untilOnlyAnswers(db, [replica.port]);
    await replica.sql("select pg_wal_replay_pause()");
    const stop = keepWriting(primary);
    await untilStates(db, "lags");
    await replica.sql("select pg_wal_replay_resume()");
    await untilOnlyAnswers(db, [replica.port]);
    await stop();
    await replica.sql("select pg_promote()");
    await untilStates(db, "diverged");
    assert.deepEqual(await answering(db), [primary.port]);
  });
});
