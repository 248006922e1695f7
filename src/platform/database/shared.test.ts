import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { testDatabase } from "../../../test/support/databases/database.ts";
import { testShop } from "../../../test/support/servers/shop.ts";
import { Refusal } from "../refusal.ts";
import { row, text, integer } from "./columns.ts";
import { reads } from "./statement.ts";

const database = testDatabase({ limits: { statement: 300, lock: 150 } });
const shop = testShop();

const echo = (value: number) => reads(row({ value: integer }))`select ${value}::bigint as value`;
const divide = (by: number) => reads(row({ value: integer }))`select 100 / ${by}::bigint as value`;
const sleep = (seconds: number) => reads(row({ slept: text }))`select pg_sleep(${seconds})::text as slept`;

const isUnavailable = (error: unknown): boolean =>
  error instanceof Refusal && error.code === "COM_50" && error.status === 503 && error.retryAfterSeconds === 1;

/** Waits until each connection has received the notice of its end, which arrives asynchronously. */
const heard = () => delay(30);

/** Passes when the work ends within the limit. */
const within = async <Result>(milliseconds: number, work: Promise<Result>): Promise<Result> => {
  const late = Symbol("late");
  const result = await Promise.race([work, delay(milliseconds, late, { ref: false })]);
  assert.notEqual(result, late, `not settled after ${milliseconds} ms`);
  return result as Result;
};

test("hundreds of statements at once get their own rows, and a failing one fails alone", async () => {
  const { db } = database();
  const results = await Promise.allSettled(
    Array.from({ length: 600 }, (_, index) => db.first(index % 7 === 0 ? divide(0) : echo(index))),
  );
  for (const [index, result] of results.entries()) {
    if (index % 7 === 0) assert.equal(result.status === "rejected" && result.reason.code, "22012");
    else assert.deepEqual(result.status === "fulfilled" && result.value, { value: index });
  }
});

test("a statement past its time limit is told to come again, and its neighbours are answered", async () => {
  const { db } = database();
  const [slow, quick] = await Promise.allSettled([db.all(sleep(5)), db.first(echo(1))]);
  assert.ok(slow?.status === "rejected" && isUnavailable(slow.reason));
  assert.deepEqual(quick?.status === "fulfilled" && quick.value, { value: 1 });
  assert.deepEqual(await db.first(echo(2)), { value: 2 });
});

test("whoever waits for a lock too long is told to come again", async () => {
  const { db, connect } = database();
  const holder = await connect();
  await holder.query("begin; lock table tax");
  await assert.rejects(db.all(reads(row({ tax_id: integer }))`select tax_id from tax`), isUnavailable);
  await holder.query("rollback");
});

test("over HTTP a time limit is a 503 in the contract's shape with Retry-After, and is not kept", async () => {
  const { app, sql } = shop();
  await sql("begin; lock table tax");
  const refused = await app.inject("/tax");
  await sql("rollback");
  assert.equal(refused.statusCode, 503);
  assert.equal(refused.headers["retry-after"], "1");
  assert.equal(refused.headers["cache-control"], "no-store");
  assert.deepEqual(refused.json(), {
    error: { status: 503, code: "COM_50", message: "Temporarily unavailable", field: "" },
  });
  assert.equal((await app.inject("/tax")).statusCode, 200);
});

const rounds = 15;
test(`killed backends: every statement settles, and the next one works (${rounds} rounds)`, async (context) => {
  const { db, sql } = database();
  const count = { answered: 0, refused: 0 };
  for (let round = 0; round < rounds; round += 1) {
    const many = Promise.allSettled(
      Array.from({ length: 200 }, (_, index) => (index === round ? db.first(sleep(0.02)) : db.first(echo(index)))),
    );
    await delay(round % 8);
    await sql(
      "select pg_terminate_backend(pid, 2000) from pg_stat_activity where datname = current_database() and application_name = 'selvedge'",
    );
    for (const result of await within(2000, many)) {
      if (result.status === "fulfilled") count.answered += 1;
      else {
        assert.ok(isUnavailable(result.reason), String(result.reason));
        count.refused += 1;
      }
    }
    await heard();
    assert.deepEqual(await within(2000, db.first(echo(round))), { value: round });
  }
  assert.ok(count.refused > 0, "no statement was hit: nothing was tried");
  context.diagnostic(`${count.answered} answered, ${count.refused} refused`);
});

test("a network that is cut in the middle is no other than a killed backend (10 rounds)", async () => {
  const { db, relay } = database();
  for (let round = 0; round < 10; round += 1) {
    const many = Promise.allSettled(Array.from({ length: 50 }, (_, index) => db.first(echo(index))));
    if (round % 2) await delay(1);
    relay.cut();
    for (const result of await within(2000, many))
      if (result.status === "rejected") assert.ok(isUnavailable(result.reason), String(result.reason));
    await heard();
    assert.deepEqual(await within(2000, db.first(echo(round))), { value: round });
  }
});

test("a database that refuses connections is a 503 at once, and is found again when it is back", async () => {
  const { db, relay } = database();
  await relay.refuse();
  for (let asked = 0; asked < 5; asked += 1) {
    const began = Date.now();
    await assert.rejects(db.first(echo(1)), isUnavailable);
    await assert.rejects(
      db.transaction((tx) => tx.first(echo(1))),
      isUnavailable,
    );
    assert.ok(Date.now() - began < 500);
  }
  await relay.accept();
  assert.deepEqual(await db.first(echo(2)), { value: 2 });
  assert.deepEqual(await db.transaction((tx) => tx.first(echo(3))), { value: 3 });
});

test("a database that takes connections and says nothing is a 503 after a second", async () => {
  const { db, relay } = database();
  relay.cut();
  await heard();
  relay.hold();
  const began = Date.now();
  await assert.rejects(db.first(echo(1)), isUnavailable);
  const waited = Date.now() - began;
  assert.ok(waited > 800 && waited < 1600, `${waited} ms`);
  relay.release();
  assert.deepEqual(await db.first(echo(2)), { value: 2 });
});
