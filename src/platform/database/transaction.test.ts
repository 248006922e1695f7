import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { testDatabase } from "../../../test/support/databases/database.ts";
import { Refusal, refusal } from "../refusal.ts";
import { row, text, integer } from "./columns.ts";
import { plannedAnew, reads, writes } from "./statement.ts";
import type { Reader, Writer } from "./database.ts";

const database = testDatabase();

const Thing = row({ name: text, amount: integer });
const things = () => reads(Thing)`select name, amount from thing order by name`;
const add = (name: string, amount: number) =>
  writes(Thing)`insert into thing (name, amount) values (${name}, ${amount}) returning name, amount`;
const raise = (name: string, amount: number) =>
  writes(Thing)`update thing set amount = amount + ${amount} where name = ${name} returning name, amount`;
const fail = (state: string) => writes(row({}))`select from (select fail(${state})) as failing`;

const isUnavailable = (error: unknown): boolean =>
  error instanceof Refusal && error.code === "COM_50" && error.status === 503 && error.retryAfterSeconds === 1;

beforeEach(async () => {
  await database().sql(`
    drop table if exists thing, thing_102008;
    create table thing (name text constraint thing_name_key unique, amount bigint not null constraint thing_amount_check check (amount >= 0));
    create table thing_102008 (name text constraint thing_name_key_102008 unique);
    insert into thing values ('a', 0), ('b', 0);
    create or replace function fail(state text) returns void language plpgsql as $$ begin raise exception 'planted' using errcode = state; end $$`);
});

for (const state of ["40001", "40P01"])
  test(`a transaction that fails with ${state} is run again, from its beginning`, async () => {
    let attempts = 0;
    const result = await database().db.transaction(async (tx) => {
      attempts += 1;
      await tx.all(raise("a", 1));
      if (attempts < 3) await tx.all(fail(state));
      return "done";
    });
    assert.equal(result, "done");
    assert.equal(attempts, 3);
    assert.deepEqual(await database().db.all(things()), [
      { name: "a", amount: 1 },
      { name: "b", amount: 0 },
    ]);
  });

for (const state of ["40001", "40P01"])
  test(`whoever fails with ${state} three times is told to come again, and nothing is kept`, async () => {
    let attempts = 0;
    const running = database().db.transaction(async (tx) => {
      attempts += 1;
      await tx.all(raise("a", 1));
      await tx.all(fail(state));
    });
    await assert.rejects(running, isUnavailable);
    assert.equal(attempts, 3);
    await assert.rejects(database().db.atOnce([raise("a", 1)], fail(state)), isUnavailable);
    await assert.rejects(database().db.all(fail(state)), isUnavailable);
    assert.deepEqual(await database().db.first(things()), { name: "a", amount: 0 });
  });

test("a statement by itself that deadlocks twice succeeds at its third try", async () => {
  const { db, sql } = database();
  await sql(`
    create or replace function serialized_at_last() returns boolean language plpgsql as $$ begin
      if nextval('failures') <= 2 then raise exception 'planted' using errcode = '40P01'; end if;
      return true; end $$;
    drop sequence if exists failures;
    create sequence failures`);
  const raised = await db.first(
    writes(Thing)`update thing set amount = 7 where name = 'a' and serialized_at_last() returning name, amount`,
  );
  assert.deepEqual(raised, { name: "a", amount: 7 });
});

test("two transactions that lock in opposite order both succeed", async () => {
  const { db } = database();
  let bothHold = 0;
  const move = (from: string, to: string) =>
    db.transaction(async (tx) => {
      await tx.all(raise(from, 1));
      bothHold += 1;
      for (let waited = 0; bothHold < 2 && waited < 50; waited += 1) await delay(10);
      await tx.all(raise(to, 1));
    });
  await Promise.all([move("a", "b"), move("b", "a")]);
  assert.deepEqual(await db.all(things()), [
    { name: "a", amount: 2 },
    { name: "b", amount: 2 },
  ]);
  assert.ok(bothHold > 2, "they met, and one was run again");
});

test("a refusal is not run again, and rolls everything back", async () => {
  let attempts = 0;
  const running = database().db.transaction(async (tx) => {
    attempts += 1;
    await tx.all(raise("a", 1));
    throw refusal("CAR_02");
  });
  await assert.rejects(running, { code: "CAR_02" });
  assert.equal(attempts, 1);
  assert.deepEqual(await database().db.first(things()), { name: "a", amount: 0 });
});

test("a violated constraint is the refusal named for it, on a shard too", async () => {
  const { db } = database();
  const taken = { thing_name_key: refusal("USR_04", "email"), thing_amount_check: refusal("CAR_04") };
  await assert.rejects(db.all(add("a", 1), taken), { code: "USR_04", field: "email" });
  await assert.rejects(db.first(raise("a", -1), taken), { code: "CAR_04" });
  await db.all(writes(row({}))`insert into thing_102008 values ('x')`);
  await assert.rejects(db.all(writes(row({}))`insert into thing_102008 values ('x')`, taken), { code: "USR_04" });
  await assert.rejects(db.all(add("a", 1)), { code: "23505", constraint: "thing_name_key" });
  await assert.rejects(db.all(add("a", 1), { other_key: refusal("CAR_02") }), { code: "23505" });
});

test("a constraint refused inside a transaction rolls it back", async () => {
  const running = database().db.transaction(async (tx) => {
    await tx.all(raise("b", 7));
    await tx.all(add("a", 1), { thing_name_key: refusal("USR_04") });
  });
  await assert.rejects(running, { code: "USR_04" });
  assert.deepEqual(await database().db.all(things()), [
    { name: "a", amount: 0 },
    { name: "b", amount: 0 },
  ]);
});

test("when all connections are in transactions the next waits a second and gets 503", async () => {
  const { db } = database();
  let end = (): void => undefined;
  const ended = new Promise<void>((resolve) => (end = resolve));
  const holders = [1, 2, 3].map(() => db.transaction(() => ended));
  await delay(100);
  const began = Date.now();
  await assert.rejects(
    db.transaction((tx) => tx.all(things())),
    isUnavailable,
  );
  const waited = Date.now() - began;
  end();
  await Promise.all(holders);
  assert.ok(waited > 800 && waited < 1500, `${waited} ms`);
  assert.equal((await db.transaction((tx) => tx.all(things()))).length, 2);
});

const killTransactions = () =>
  database().sql(
    "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and state = 'idle in transaction'",
  );

test("a connection killed while its transaction thinks ends that transaction alone", async () => {
  const { db } = database();
  for (let round = 1; round <= 5; round += 1) {
    const running = db.transaction(async (tx) => {
      await tx.all(raise("a", 1));
      await killTransactions();
      await delay(20);
      return tx.all(raise("a", 1));
    });
    await assert.rejects(running, isUnavailable);
  }
  assert.deepEqual(await db.transaction((tx) => tx.first(things())), { name: "a", amount: 0 });
});

test("connections that died while idle in the pool are replaced without anybody noticing", async () => {
  const { db, relay } = database();
  await db.transaction((tx) => tx.all(things()));
  relay.cut();
  await delay(50);
  assert.equal((await db.transaction((tx) => tx.all(things()))).length, 2);
});

test("a Reader cannot run a writing statement, and a Writer is not a Reader's gift", () => {
  const compiledAndNeverRun = (reader: Reader, writer: Writer) => {
    void reader.all(things());
    void writer.all(raise("a", 1));
    // @ts-expect-error a writing statement is no Read
    void reader.all(raise("a", 1));
    // @ts-expect-error nor when one row is asked for
    void reader.first(raise("a", 1));
    const needsWriter = (_: Writer) => undefined;
    // @ts-expect-error a whole Database is no transaction
    needsWriter(database().db);
  };
  assert.equal(typeof compiledAndNeverRun, "function");
});

test("statements at once are one transaction: all stand and the last is answered, or none does", async () => {
  const { db } = database();
  assert.deepEqual(await db.atOnce([raise("a", 1), raise("b", 2)], raise("a", 10)), [{ name: "a", amount: 11 }]);
  const taken = refusal("COM_02", "name");
  for (const statements of [
    [[raise("a", 1), add("b", 1)], raise("a", 1)],
    [[raise("a", 1), raise("b", -100)], things()],
    [[raise("a", 1)], add("b", 1)],
  ] as const)
    await assert.rejects(
      db.atOnce(statements[0], statements[1], { thing_name_key: taken, thing_amount_check: taken }),
      taken,
    );
  assert.deepEqual(await db.all(things()), [
    { name: "a", amount: 11 },
    { name: "b", amount: 2 },
  ]);
});

test("statements at once are run again after a deadlock", async () => {
  const { db, sql } = database();
  await sql(`
    create or replace function deadlocked_twice() returns boolean language plpgsql as $$ begin
      if nextval('deadlocks') <= 2 then raise exception 'planted' using errcode = '40P01'; end if;
      return true; end $$;
    drop sequence if exists deadlocks;
    create sequence deadlocks`);
  const raiseAtLast = writes(
    Thing,
  )`update thing set amount = amount + 1 where name = 'b' and deadlocked_twice() returning name, amount`;
  assert.deepEqual(await db.atOnce([raise("a", 1)], raiseAtLast), [{ name: "b", amount: 1 }]);
  assert.deepEqual(await db.first(things()), { name: "a", amount: 1 });
});

test("a transaction fails with a statement it did not wait for, and says why", async () => {
  const { db } = database();
  const negative = refusal("COM_02", "amount");
  const sendsAndGoesOn = db.transaction(async (tx) => {
    tx.send(raise("a", -1), { thing_amount_check: negative });
    await tx.all(raise("b", 1));
  });
  await assert.rejects(sendsAndGoesOn, negative);
  const sendsLast = db.transaction(async (tx) => {
    await tx.all(raise("b", 1));
    tx.send(raise("a", -1), { thing_amount_check: negative });
  });
  await assert.rejects(sendsLast, negative);
  const looksAway = db.transaction(async (tx) => {
    await tx.all(raise("b", 1));
    await tx.all(raise("a", -1), { thing_amount_check: negative }).catch(() => undefined);
    return "as if nothing had happened";
  });
  await assert.rejects(looksAway, negative);
  assert.equal((await db.first(things()))?.amount, 0);
  assert.deepEqual(await db.all(things()), [
    { name: "a", amount: 0 },
    { name: "b", amount: 0 },
  ]);
});

test("a refusal of the work's own waits for what is on its way, and is the answer", async () => {
  const { db } = database();
  const no = refusal("CAR_02");
  const working = db.transaction(async (tx) => {
    tx.send(raise("a", 1));
    await Promise.all([tx.all(raise("a", 1)), Promise.reject(no), tx.all(raise("b", -1))]);
  });
  await assert.rejects(working, no);
  assert.deepEqual(await db.atOnce([], raise("a", 5)), [{ name: "a", amount: 5 }]);
});

test("statements planned anew answer their own columns each, sent one by one or at once", async () => {
  const { db } = database();
  const nameOf = (name: string) => plannedAnew(reads(row({ name: text }))`select name from thing where name = ${name}`);
  const wholeOf = (name: string) => plannedAnew(reads(Thing)`select amount, name from thing where name = ${name}`);
  const nothingOf = (name: string) => plannedAnew(reads(row({}))`select from thing where name = ${name}`);
  const answers = [[{ name: "a" }], [{ amount: 0, name: "b" }], [{}], [{ name: "b" }]];
  const oneByOne = async (tx: Writer) => [
    await tx.all(nameOf("a")),
    await tx.all(wholeOf("b")),
    await tx.all(nothingOf("a")),
    await tx.all(nameOf("b")),
  ];
  const asOne = (tx: Writer) =>
    Promise.all([tx.all(nameOf("a")), tx.all(wholeOf("b")), tx.all(nothingOf("a")), tx.all(nameOf("b"))]);
  for (const ask of [oneByOne, asOne, asOne, oneByOne]) assert.deepEqual(await db.transaction(ask), answers);
});

test("a statement planned anew is parsed for itself, also right after one that failed", async () => {
  const { db } = database();
  const amountOver = (by: number) =>
    plannedAnew(reads(row({ quotient: integer }))`select 6 / ${by}::bigint as quotient from thing where name = 'a'`);
  await assert.rejects(
    db.transaction((tx) => Promise.all([tx.all(amountOver(3)), tx.all(amountOver(0))])),
    { code: "22012" },
  );
  const names = plannedAnew(reads(row({ name: text }))`select name from thing where name = ${"b"}`);
  const both = await db.transaction(async (tx) => [...(await tx.all(names)), ...(await tx.all(amountOver(2)))]);
  assert.deepEqual(both, [{ name: "b" }, { quotient: 3 }]);
});
