import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { after, before, describe, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";
import { ownDatabase } from "../../../test/support/databases/own-database.ts";
import { until } from "../../../test/support/until.ts";
import { upTo } from "../../../test/support/crowd.ts";
import { partOf, sharesOf, shareBudget } from "./budget.ts";
import { row, integer } from "./columns.ts";
import { openDatabase, type Database } from "./database.ts";
import { shareConnections } from "./shared.ts";
import { reads, writes } from "./statement.ts";

const defaults = { sharedConnections: 4, transactionConnections: 10 };
const backend = () => reads(row({ pid: integer }))`select pg_backend_pid() as pid from pg_sleep(0.01)`;
const backendOfWriter = () => writes(row({ pid: integer }))`select pg_backend_pid() as pid from pg_sleep(0.01)`;
const lockThing = (name: string) => writes(row({}), `thing ${name}`)`select from thing where name = ${name} for update`;

describe("a server's connections", () => {
  test("are divided among reads, writes and writes that wait; one listens", () => {
    assert.deepEqual(sharesOf(Infinity, defaults), { shared: 4, brief: 10, patient: 5 });
    assert.deepEqual(sharesOf(20, defaults), { shared: 4, brief: 10, patient: 5 });
    assert.deepEqual(sharesOf(8, defaults), { shared: 1, brief: 4, patient: 2 });
    assert.deepEqual(sharesOf(5, defaults), { shared: 1, brief: 2, patient: 1 });
    assert.deepEqual(sharesOf(3, defaults), { shared: 1, brief: 1, patient: 0 });
    assert.deepEqual(sharesOf(1, defaults), { shared: 1, brief: 1, patient: 0 });
  });

  test("are never more than there are, and never more of a kind than its setting", () => {
    for (const sharedConnections of [1, 2, 4, 64])
      for (const transactionConnections of [1, 2, 3, 10, 200])
        for (const connections of upTo(340)) {
          const { shared, brief, patient } = sharesOf(connections, { sharedConnections, transactionConnections });
          const told = `${connections} of ${sharedConnections} and ${transactionConnections}`;
          assert.ok(shared + brief + patient + 1 <= Math.max(connections, 3), told);
          assert.ok(shared >= 1 && shared <= sharedConnections, told);
          assert.ok(brief >= 1 && brief <= transactionConnections, told);
          assert.ok(patient >= 0 && patient <= Math.ceil(transactionConnections / 2), told);
        }
  });

  test("are its part of the database's, with three left for commands, and three at least", () => {
    assert.equal(partOf({ connections: 97, servers: 1 }), 94);
    assert.equal(partOf({ connections: 97, servers: 16 }), 5);
    assert.equal(partOf({ connections: 37, servers: 12 }), 3);
    assert.equal(partOf({ connections: 10, servers: 0 }), 7);
  });
});

const fewSlots = 12;
const own = ownDatabase({ max_connections: String(fewSlots), superuser_reserved_connections: "3" });
const ends: (() => Promise<unknown>)[] = [];
let url: string;
let holder: pg.Client;
before(async () => {
  const database = await own.open();
  url = database.url;
  ends.push(database.drop);
  holder = new pg.Client({ connectionString: url });
  await holder.connect();
  ends.push(() => holder.end());
  await holder.query("create table thing (name text)");
  await holder.query("insert into thing values ('a'), ('b')");
});
after(async () => {
  for (const end of ends.toReversed()) await end();
});

/** Returns the URL of a new role that may open so many connections. */
const roleWith = async (connections: number): Promise<string> => {
  const name = `role_${randomBytes(4).toString("hex")}`;
  await holder.query(`create role ${name} login password 'secret' connection limit ${connections}`);
  await holder.query(`grant all on thing to ${name}`);
  return Object.assign(new URL(url), { username: name, password: "secret" }).href;
};

const opened = async (
  connections: number,
  wish: Parameters<typeof openDatabase>[0]["connections"],
): Promise<Database> =>
  openDatabase({ url: await roleWith(connections), ...defaults, ...(wish === undefined ? {} : { connections: wish }) });

test("without a free slot every statement waits for a connection that is open", async () => {
  const db = await opened(2, undefined);
  try {
    // A server reads and writes when it starts.
    assert.ok((await db.first(backend())) && (await db.first(backendOfWriter())));
    const asked = upTo(20).flatMap(() => [
      db.first(backend()),
      db.first(backendOfWriter()),
      db.transaction((tx) => tx.first(backendOfWriter())),
    ]);
    const pids = new Set((await Promise.all(asked)).map((answer) => answer?.pid));
    assert.equal(pids.size, 2);
  } finally {
    await db.close();
  }
});

test("a server without any connection waits for a slot, for a second", async () => {
  const address = await roleWith(1);
  const other = new pg.Client({ connectionString: address });
  await other.connect();
  const db = openDatabase({ url: address, ...defaults });
  try {
    const began = Date.now();
    await assert.rejects(db.first(backend()), { code: "COM_50" });
    assert.ok(Date.now() - began > 900, `${Date.now() - began} ms`);
    const waiting = db.first(backend());
    await delay(200);
    await other.end();
    assert.ok(await waiting);
  } finally {
    await db.close();
  }
});

test("with one connection for writes, work that wants a locked row does not keep it", async () => {
  const db = await opened(3, 3);
  const lock = (name: string) => db.transaction((tx) => tx.all(lockThing(name)), [`thing ${name}`]);
  try {
    await holder.query("begin; select from thing where name = 'a' for update");
    const waiting = upTo(4).map(() => lock("a"));
    await delay(100);
    const began = Date.now();
    await lock("b");
    assert.ok(Date.now() - began < 500, `${Date.now() - began} ms`);
    await delay(300);
    await holder.query("commit");
    assert.equal((await Promise.all(waiting)).length, 4);
    await holder.query("begin; select from thing where name = 'a' for update");
    await assert.rejects(lock("a"), { code: "COM_50" });
  } finally {
    await holder.query("rollback");
    await db.close();
  }
});

test("servers that come and go get their parts anew", async () => {
  // 12 slots, 3 of them reserved, and 3 left free.
  const parts: number[] = [];
  const server = (index: number) => {
    const shared = shareConnections(url, 1);
    const stop = shareBudget(shared.run, (part) => (parts[index] = part));
    return async () => {
      stop();
      await shared.close();
    };
  };
  const first = server(0);
  await until(() => parts[0] === 6, 5000, "the first has all");
  const second = server(1);
  await until(() => parts[0] === 3 && parts[1] === 3, 5000, "each has half");
  await second();
  await until(() => parts[0] === 6, 5000, "the first has all again");
  await first();
});

test("the limit that counts is that of the role that signs in, whichever it then becomes", async () => {
  const address = await roleWith(8);
  const name = new URL(address).username;
  await holder.query(`create role owner_of_${name}; grant owner_of_${name} to ${name}`);
  await holder.query(`alter role ${name} set role = 'owner_of_${name}'`);
  const shared = shareConnections(address, 1);
  let part = 0;
  const stop = shareBudget(shared.run, (next) => (part = next));
  try {
    await until(() => part > 3, 5000, "its part");
    assert.equal(part, 5, "all but three");
  } finally {
    stop();
    await shared.close();
  }
});

test("a server closes the connections that it may no longer have", async () => {
  const wanted = { url, ...defaults };
  const count = async (): Promise<number> => {
    const { rows } = await holder.query(
      "select count(*)::int from pg_stat_activity where application_name = 'selvedge' and datname is not null",
    );
    return rows[0].count;
  };
  const first = openDatabase({ ...wanted, connections: "auto" });
  const busy = () => Promise.all(upTo(30).flatMap(() => [first.first(backend()), first.first(backendOfWriter())]));
  await until(async () => (await busy(), (await count()) >= 4), 5000, "it has several");
  const second = openDatabase({ ...wanted, connections: "auto" });
  await second.first(backend());
  await until(async () => (await busy(), (await count()) <= 2 + 1), 6000, "it has two, and the other one");
  await Promise.all([first.close(), second.close()]);
  await until(async () => (await count()) === 0, 5000, "none is left");
});
