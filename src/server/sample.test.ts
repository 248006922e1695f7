import assert from "node:assert/strict";
import { test } from "node:test";
import { testDatabase } from "../../test/support/databases/database.ts";
import { limits, silenceLimit } from "../platform/database/connection.ts";
import { Refusal } from "../platform/refusal.ts";
import { fillWithSample } from "./sample.ts";

const database = testDatabase();

test("a machine so slow that a statement outlasts the limits for requests still fills the shop", async () => {
  const { sql, url } = database();
  const seconds = silenceLimit / 1000 + 0.5;
  assert.ok(seconds * 1000 > limits.statement);
  await sql(`create function dawdle() returns trigger language plpgsql as $$
    begin perform pg_sleep(${seconds}); return null; end $$`);
  await sql("create trigger slow before insert on department for each statement execute function dawdle()");
  assert.equal(await fillWithSample(url), true);
  assert.deepEqual(await sql("select count(*)::int as products from product"), [{ products: 101 }]);
});

test("a database that refuses connections is told as one that may answer later", async () => {
  const { relay } = database();
  await relay.refuse();
  await assert.rejects(fillWithSample(relay.url), (error) => error instanceof Refusal && error.code === "COM_50");
  await relay.accept();
});
