import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { describe, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { testDatabase } from "../../../test/support/databases/database.ts";
import { openShopOn, testShop } from "../../../test/support/servers/shop.ts";
import { Refusal } from "../refusal.ts";
import { row, text, integer } from "./columns.ts";
import type { Database } from "./database.ts";
import { reads, writes } from "./statement.ts";

const database = testDatabase();
const shop = testShop();

const One = row({ number: integer });
const one = () => reads(One)`select 1::bigint as number`;
const oneWritten = () => writes(One)`select 1::bigint as number`;
/** Ends the connection that it runs on. */
const endMyself = () => writes(row({}))`select from (select pg_terminate_backend(pg_backend_pid())) as ending`;

const isUnavailable = (error: unknown): boolean =>
  error instanceof Refusal && error.code === "COM_50" && error.status === 503 && error.retryAfterSeconds === 1;

const ending = `
  const client = new (require("pg").Client)({ connectionString: process.argv[1] });
  client.connect()
    .then(() => client.query("select pg_terminate_backend(pid, 5000) from pg_stat_activity where application_name = 'selvedge' and datname = current_database()"))
    .then(({ rowCount }) => (console.log(rowCount), client.end()));`;

/** Ends every connection of the shop while this process is blocked: it learns of that only after its next statement. */
const endConnections = (url: string): void => {
  const { stdout, stderr } = spawnSync(process.execPath, ["-e", ending, url], { encoding: "utf8" });
  assert.ok(Number(stdout) > 0, `no connection was ended: ${stderr}`);
};

const phases: Readonly<Record<string, (db: Database, end: () => void) => Promise<unknown>>> = {
  "before it begins": (db, end) => {
    end();
    return db.transaction((tx) => tx.first(one()));
  },
  "before it begins, and its work waits for nothing": (db, end) => {
    end();
    return db.transaction(async (tx) => tx.send(oneWritten()));
  },
  "before all of it leaves at once": (db, end) => {
    end();
    return db.atOnce([oneWritten(), oneWritten()], one());
  },
  "between two statements": (db, end) =>
    db.transaction(async (tx) => {
      await tx.first(one());
      end();
      await tx.first(one());
    }),
  "in the midst of a statement": (db) => db.transaction((tx) => tx.all(endMyself())),
  "in the midst of statements that left together": (db) =>
    db.transaction((tx) => Promise.all([tx.all(oneWritten()), tx.all(endMyself()), tx.all(oneWritten())])),
  "before the commit": (db, end) =>
    db.transaction(async (tx) => {
      await tx.first(one());
      end();
    }),
  "right before the commit that left with its last statement": (db) => db.atOnce([oneWritten()], endMyself()),
  "before a statement by itself that reads": async (db, end) => {
    await db.first(one());
    end();
    return db.first(one());
  },
  "before a statement by itself that writes": (db, end) => {
    end();
    return db.first(oneWritten());
  },
  "in the midst of a statement by itself": (db) => db.all(endMyself()),
};

for (const [phase, run] of Object.entries(phases))
  test(`a connection that its server ends ${phase} is told as 503, and the next one is well`, async () => {
    const { db, url } = database();
    // Leaves an idle connection in the pool.
    await db.transaction((tx) => tx.first(one()));
    await assert.rejects(
      run(db, () => endConnections(url)),
      (error) => {
        assert.ok(isUnavailable(error), String((error as Error).stack));
        return true;
      },
    );
    await assert.doesNotReject(async () => {
      // Other idle connections in the pool may be gone too, unnoticed as yet.
      for (let tries = 0; tries < 5; tries += 1) await db.transaction((tx) => tx.first(one())).catch(() => undefined);
      assert.deepEqual(await db.transaction((tx) => tx.first(one())), { number: 1 });
    });
  });

test("files that the database cannot read or lacks are told as 503", async () => {
  const { db, sql } = database();
  await sql(`create function fail_with(state text) returns bigint language plpgsql as $$
    begin raise exception 'could not open file "base/5/1259"' using errcode = state; end $$`);
  for (const state of ["58000", "58030", "58P01", "58P02"]) {
    const failing = () => reads(One)`select fail_with(${state}) as number`;
    await assert.rejects(db.first(failing()), isUnavailable, state);
    await assert.rejects(
      db.transaction((tx) => tx.first(failing())),
      isUnavailable,
      state,
    );
  }
  assert.deepEqual(await db.first(one()), { number: 1 });
});

const click = { cart_id: "ended0000000000001", product_id: 9, attributes: "M", quantity: 1 };

test("buyers whose connections are cut again and again get 200, or 503 with Retry-After", async (context) => {
  const { app, sql } = shop();
  const told = new Map<string, number>();
  const add = async (buyer: number): Promise<void> => {
    const reply = await app.inject({
      method: "POST",
      url: "/shoppingcart/add",
      payload: { ...click, cart_id: `ended${buyer}` },
    });
    const what = `${reply.statusCode} ${String(reply.headers["retry-after"])}`;
    told.set(what, (told.get(what) ?? 0) + 1);
  };
  for (let round = 0; round < 8; round += 1) {
    const clicks = Promise.all(Array.from({ length: 24 }, (_, buyer) => add(buyer)));
    const ended = sql(
      "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'selvedge' and datname = current_database()",
    );
    await Promise.all([clicks, ended]);
  }
  context.diagnostic(JSON.stringify(Object.fromEntries(told)));
  const known = new Set(["200 undefined", "503 1"]);
  assert.deepEqual(
    [...told.keys()].filter((what) => !known.has(what)),
    [],
  );
  const [kept] = await sql("select sum(quantity)::int as units from cart_item where cart_id like 'ended%'");
  // A request that got 503 may have succeeded; one that got 200 did.
  assert.ok(Number(kept?.["units"]) >= (told.get("200 undefined") ?? 0));
});

for (const state of ["40001", "40P01"])
  test(`over HTTP ${state} at every try is a 503 with Retry-After, and nothing is kept`, async () => {
    const { app, sql } = shop();
    await sql(`
      create or replace function fail() returns trigger language plpgsql as $$ begin raise exception 'planted' using errcode = '${state}'; end $$;
      create trigger failing before insert on cart_item for each row execute function fail()`);
    const reply = await app.inject({
      method: "POST",
      url: "/shoppingcart/add",
      payload: { ...click, cart_id: `failed${state}` },
    });
    await sql("drop trigger failing on cart_item");
    assert.equal(reply.statusCode, 503);
    assert.equal(reply.headers["retry-after"], "1");
    assert.equal(reply.json().error.code, "COM_50");
    assert.deepEqual(await sql("select from cart where cart_id = $1", [`failed${state}`]), []);
  });

describe("the defaults of another's server", () => {
  const foreign = testDatabase();
  const level = () => reads(row({ level: text, zone: text, waits: text }))`
    select current_setting('transaction_isolation') as level, current_setting('timezone') as zone,
      current_setting('lock_timeout') || ' ' || current_setting('statement_timeout') || ' ' || current_setting('idle_session_timeout') as waits`;

  for (const isolation of ["repeatable read", "serializable"])
    test(`as ${isolation} are not the shop's`, async () => {
      const { db, sql, relay } = foreign();
      const [{ name } = {}] = await sql("select current_database() as name");
      for (const set of [
        `default_transaction_isolation = '${isolation}'`,
        "timezone = 'Asia/Tokyo'",
        "datestyle = 'SQL, DMY'",
        "statement_timeout = 60",
        "lock_timeout = 50",
        "idle_session_timeout = 5000",
      ])
        await sql(`alter database ${String(name)} set ${set}`);
      relay.cut();
      await delay(50);
      const asked = { level: "read committed", zone: "UTC" };
      assert.deepEqual(await db.first(level()), { ...asked, waits: "2s 5s 0" });
      assert.deepEqual(await db.transaction((tx) => tx.first(level())), { ...asked, waits: "30ms 5s 0" });
    });

  for (const isolation of ["repeatable read", "serializable"])
    test(`fifty clicks at once on a cart are fifty units where the default is ${isolation}`, async () => {
      const { sql, url } = shop();
      const [{ name } = {}] = await sql("select current_database() as name");
      await sql(`alter database ${String(name)} set default_transaction_isolation = '${isolation}'`);
      const server = await openShopOn(url);
      const cart_id = `level${isolation.length}`;
      const replies = await Promise.all(
        Array.from({ length: 50 }, () =>
          server.app.inject({ method: "POST", url: "/shoppingcart/add", payload: { ...click, cart_id } }),
        ),
      );
      await server.close();
      assert.deepEqual(new Set(replies.map(({ statusCode }) => statusCode)), new Set([200]));
      assert.deepEqual(await sql("select quantity from cart_item where cart_id = $1", [cart_id]), [{ quantity: 50 }]);
    });
});
