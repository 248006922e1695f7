import assert from "node:assert/strict";
import { describe, test, type TestContext } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { TestPostgres } from "../../../test/support/databases/postgres.ts";
import { openRelay } from "../../../test/support/fakes/relay.ts";
import { freePort } from "../../../test/support/servers/free-port.ts";
import { until } from "../../../test/support/until.ts";
import { hostsOf, placeOf, withoutPassword } from "../postgres-address.ts";
import { integer, row } from "./columns.ts";
import { openDatabase } from "./database.ts";
import { DatabaseClosed } from "./migrate.ts";
import { findPrimary, followPrimary } from "./primary.ts";
import { listen } from "./signals.ts";
import { reads, writes } from "./statement.ts";

/** Writes a row and returns the port of the server that has it. */
const written = () => writes(row({ port: integer }))`
  insert into written values (1) returning inet_server_port() as port`;
const read = () => reads(row({ port: integer }))`select inet_server_port() as port`;

const severalHosts = (ports: readonly number[], database = "shop"): string =>
  `postgres://selvedge@${ports.map((port) => `127.0.0.1:${port}`).join(",")}/${database}`;

/** Starts a primary and a standby of it for a test. */
const openPair = async (context: TestContext) => {
  const primary = await TestPostgres.primary();
  context.after(() => primary.remove());
  await primary.sql("create table written (one integer)");
  const standby = await primary.standby();
  context.after(() => standby.remove());
  return { primary, standby };
};

/** Follows the primary among the ports, with connections of every kind. */
const follow = async (context: TestContext, ports: readonly number[]) => {
  const told: string[] = [];
  const { address, close } = await followPrimary(severalHosts(ports), (what, about) =>
    told.push(`${what} ${String(about["to"] ?? "")}`.trim()),
  );
  const db = openDatabase({ url: address, sharedConnections: 2, transactionConnections: 2 });
  const heard: string[] = [];
  const signals = listen(address, {
    news: { received: (payload) => void heard.push(payload), connected: () => undefined, missing: () => undefined },
  });
  context.after(async () => {
    await signals.close();
    await db.close();
    close();
  });
  const writesAt = async (port: number): Promise<boolean> => {
    const found = await db.first(written()).catch(() => undefined);
    const other = await db.transaction((tx) => tx.first(written())).catch(() => undefined);
    return found?.port === port && other?.port === port;
  };
  return { db, told, heard, signals, writesAt };
};

test("an address with several hosts is one of each, with the same user, database and parameters", () => {
  const address = "postgresql://u:p%2Cq@one:5432,two,[::1]:5434/shop?sslmode=require";
  assert.deepEqual(hostsOf(address), [
    "postgresql://u:p%2Cq@one:5432/shop?sslmode=require",
    "postgresql://u:p%2Cq@two/shop?sslmode=require",
    "postgresql://u:p%2Cq@[::1]:5434/shop?sslmode=require",
  ]);
  assert.equal(placeOf(address), "one:5432,two,[::1]:5434/shop");
  for (const one of ["postgres://u:p,q@one/shop", "postgres://one", "postgres://one/a,b"])
    assert.deepEqual(hostsOf(one), [one]);
});

test("an address is shown without its password, wherever that stands", () => {
  for (const [address, shown] of [
    ["postgres://u:p%40q@one:5432,two/shop?sslmode=require", "postgres://u:PASSWORD@one:5432,two/shop?sslmode=require"],
    ["postgres://u@one/shop?password=secret&a=b", "postgres://u@one/shop?password=PASSWORD&a=b"],
    ["postgres://u@one:5432/shop", "postgres://u@one:5432/shop"],
  ] as const)
    assert.equal(withoutPassword(address), shown);
});

test("without a primary the start is refused, and says what each host is", async () => {
  const [one, other] = [await freePort(), await freePort()];
  await assert.rejects(
    findPrimary(severalHosts([one, other])),
    (error) =>
      error instanceof DatabaseClosed &&
      error.message.includes(`127.0.0.1:${one}/shop: connect ECONNREFUSED`) &&
      error.message.includes("Look at DATABASE_URL"),
  );
});

describe("connections of every kind", { concurrency: false }, () => {
  test("move to a promoted standby, and a former primary that comes back is not used", async (context) => {
    const { primary, standby } = await openPair(context);
    const { db, told, heard, signals, writesAt } = await follow(context, [standby.port, primary.port]);
    assert.ok(await writesAt(primary.port));
    await primary.kill();
    await assert.rejects(db.first(written()), /COM_50|Temporarily/);
    await standby.sql("select pg_promote()");
    const took = await until(() => writesAt(standby.port), 10_000, "writes go to the new primary");
    context.diagnostic(`writes were back ${took} ms after the promotion`);
    assert.equal((await db.first(read()))?.port, standby.port);
    await until(() => signals.isConnected(), 3000, "it listens there");
    await standby.sql("select pg_notify('news', 'moved')");
    await until(() => heard.includes("moved"), 1000, "a signal");

    await primary.start();
    const [before] = await primary.sql("select count(*)::int from written");
    for (let write = 0; write < 40; write += 1) assert.ok(await writesAt(standby.port));
    assert.equal(await findPrimary(severalHosts([primary.port, standby.port])), standby.url, "nor at a fresh start");
    assert.deepEqual(await primary.sql("select count(*)::int from written"), [before]);
    assert.equal(told.filter((line) => line.startsWith("moved")).length, 1, told.join());
  });

  test("leave a primary that still accepts writes when another one was promoted", async (context) => {
    const { primary, standby } = await openPair(context);
    const { db, writesAt } = await follow(context, [primary.port, standby.port]);
    assert.ok(await writesAt(primary.port));
    await standby.sql("select pg_promote()");
    await until(() => writesAt(standby.port), 5000, "writes go to the new primary");
    const [before] = await primary.sql("select count(*)::int from written");
    for (let write = 0; write < 20; write += 1) assert.ok(await writesAt(standby.port));
    assert.equal((await db.first(read()))?.port, standby.port);
    assert.deepEqual(await primary.sql("select count(*)::int from written"), [before]);
  });

  test("leave a primary that fell silent when another one was promoted, and not before", async (context) => {
    const { primary, standby } = await openPair(context);
    const relay = await openRelay(primary.url);
    context.after(() => relay.close());
    const { told, writesAt } = await follow(context, [Number(new URL(relay.url).port), standby.port]);
    assert.ok(await writesAt(primary.port));
    relay.hold();
    const hung = writesAt(primary.port);
    await delay(1500);
    assert.deepEqual(told, [], "no other host is a primary");
    await standby.sql("select pg_promote()");
    const took = await until(() => writesAt(standby.port), 10_000, "writes go to the new primary");
    context.diagnostic(`writes were back ${took} ms after the promotion`);
    assert.equal(await hung, false);
    relay.release();
  });
});
