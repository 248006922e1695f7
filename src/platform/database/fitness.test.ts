import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { after, test } from "node:test";
import pg from "pg";
import { testDatabase } from "../../../test/support/databases/database.ts";
import { DatabaseUnfit } from "./fitness.ts";
import { migrate } from "./migrate.ts";

const ends: string[] = [];
// Registered before the hook that closes the database.
after(async () => {
  for (const statement of ends.toReversed()) await database().sql(statement);
});
const database = testDatabase();

const madeDatabase = async (how: string): Promise<string> => {
  const name = `test_${randomBytes(8).toString("hex")}`;
  await database().sql(`create database ${name} template template0 ${how}`);
  ends.push(`drop database ${name} with (force)`);
  return Object.assign(new URL(database().url), { pathname: `/${name}` }).href;
};

const tablesIn = async (url: string): Promise<number> => {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query("select count(*)::int from pg_tables where schemaname = 'public'");
  await client.end();
  return rows[0].count;
};

for (const encoding of ["SQL_ASCII", "LATIN1"])
  test(`a database that keeps its text as ${encoding} is refused before anything is made there`, async () => {
    const url = await madeDatabase(`encoding '${encoding}' locale 'C'`);
    await assert.rejects(
      migrate(url),
      (error) =>
        error instanceof DatabaseUnfit && error.message.includes(`keeps its text as ${encoding}. Make one that keeps`),
    );
    assert.equal(await tablesIn(url), 0);
  });

test("a role that may not make tables is told what its owner must run, and that is enough", async () => {
  const url = await madeDatabase("");
  const role = `role_${randomBytes(6).toString("hex")}`;
  await database().sql(`create role ${role} login password 'p'`);
  ends.unshift(`drop role ${role}`);
  const theirs = Object.assign(new URL(url), { username: role, password: "p" }).href;
  let advice = "";
  await assert.rejects(migrate(theirs), (error) => {
    assert.ok(error instanceof DatabaseUnfit, String(error));
    advice = /Let its owner run: (.*)$/.exec(error.message)?.[1] ?? "";
    return true;
  });
  assert.equal(await tablesIn(url), 0);
  const owner = new pg.Client({ connectionString: url });
  await owner.connect();
  await owner.query(advice);
  await owner.end();
  assert.ok((await migrate(theirs)).applied.length > 0);
});

test("a role that may make nothing starts on a database that is up to date", async () => {
  const url = await madeDatabase("");
  await migrate(url);
  const role = `role_${randomBytes(6).toString("hex")}`;
  const owner = new pg.Client({ connectionString: url });
  await owner.connect();
  await owner.query(`create role ${role} login password 'p'; grant select on all tables in schema public to ${role}`);
  ends.unshift(`drop role ${role}`);
  assert.deepEqual((await migrate(Object.assign(new URL(url), { username: role, password: "p" }).href)).applied, []);
  await owner.query(`drop owned by ${role}`);
  await owner.end();
});

test("a database that takes no changes is refused with where to look", async () => {
  const url = await madeDatabase("");
  const { pathname } = new URL(url);
  await database().sql(`alter database ${pathname.slice(1)} set default_transaction_read_only = on`);
  await assert.rejects(
    migrate(url),
    (error) => error instanceof DatabaseUnfit && /takes no changes: it is a standby/.test(error.message),
  );
});
