import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, beforeEach, test, type TestContext } from "node:test";
import { setImmediate } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { testDatabase } from "../../../test/support/databases/database.ts";
import { DatabaseClosed, migrate, requireMigrated, SchemaMismatch } from "./migrate.ts";

const database = testDatabase();
let folder: string;
const place = () => pathToFileURL(`${folder}/`);

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "selvedge migrations "));
});
after(() => rm(folder, { recursive: true, force: true }));

const write = (name: string, text: string) => writeFile(join(folder, name), text);
const migrateHere = () => migrate(database().url, { folder: place() });
const applied = () => database().sql("select number, name from schema_migration order by number");
const columnsOf = async (table: string) =>
  (
    await database().sql(
      "select column_name from information_schema.columns where table_schema = 'public' and table_name = $1 order by 1",
      [table],
    )
  ).map(({ column_name }) => column_name);

beforeEach(async () => {
  await database().sql("drop schema public cascade; create schema public");
  await rm(join(folder, "0002_second.sql"), { force: true });
  await write("0001_first.sql", "create table thing (a integer);");
  await write("notes.txt", "not a migration");
  await write("schema.sql", "not one either");
});

test("an empty database gets every migration, in order, once", async () => {
  await write("0002_second.sql", "alter table thing add column b integer; insert into thing values (1, 2);");
  assert.deepEqual(await migrateHere(), { applied: ["0001_first.sql", "0002_second.sql"], newest: 2 });
  assert.deepEqual(await migrateHere(), { applied: [], newest: 2 });
  assert.deepEqual(await database().sql("select a, b from thing"), [{ a: 1, b: 2 }]);
  assert.deepEqual(await applied(), [
    { number: 1, name: "0001_first.sql" },
    { number: 2, name: "0002_second.sql" },
  ]);
});

test("a migration that came later is applied alone", async () => {
  await migrateHere();
  await write("0002_second.sql", "alter table thing add column b integer");
  assert.deepEqual(await migrateHere(), { applied: ["0002_second.sql"], newest: 2 });
});

test("servers that start together migrate once between them (8 at once)", async () => {
  await write("0002_second.sql", "select pg_sleep(0.1); insert into thing values (1)");
  const results = await Promise.all(Array.from({ length: 8 }, migrateHere));
  assert.deepEqual(
    results.map((result) => result.applied.length).toSorted((a, b) => a - b),
    [0, 0, 0, 0, 0, 0, 0, 2],
  );
  assert.deepEqual(await database().sql("select count(*)::int from thing"), [{ count: 1 }]);
});

test("the shop's own migrations survive it too (3 at once)", async () => {
  const results = await Promise.all([1, 2, 3].map(() => migrate(database().url)));
  const counts = results.map((result) => result.applied.length).toSorted((a, b) => a - b);
  assert.deepEqual(counts.slice(0, 2), [0, 0]);
  assert.equal(counts[2], results[0]?.newest);
});

test("a migration that was changed after it had been applied is refused, and nothing is applied", async () => {
  await migrateHere();
  await write("0001_first.sql", "create table thing (a bigint);");
  await write("0002_second.sql", "create table other ()");
  await assert.rejects(
    migrateHere(),
    (error) => error instanceof SchemaMismatch && /0001_first\.sql was changed/.test(error.message),
  );
  assert.equal((await applied()).length, 1);
});

test("a database that a newer version migrated is refused by name", async () => {
  await migrateHere();
  await database().sql(
    "insert into schema_migration (number, name, checksum) values (9, '0009_from_the_future.sql', 'x')",
  );
  await assert.rejects(
    migrateHere(),
    (error) => error instanceof SchemaMismatch && /0009_from_the_future\.sql.*newer version/.test(error.message),
  );
});

const expand = "-- compatible from 0001\nalter table thing add column b integer;";
const refusedFor = (reason: RegExp) => (error: unknown) =>
  error instanceof SchemaMismatch && reason.test(error.message);

test("a schema of a newer version that adds only what this one can ignore is taken, and told", async () => {
  await write("0002_second.sql", expand);
  await migrateHere();
  await rm(join(folder, "0002_second.sql"));
  const told: string[] = [];
  const tell = (line: string) => void told.push(line);
  assert.deepEqual(await migrate(database().url, { folder: place(), tell }), { applied: [], newest: 1 });
  assert.deepEqual(told, ["The database has the schema of a newer version, which says that this version runs on it."]);
  await requireMigrated(database().url, place());
  // The version before the one that the migration names.
  await database().sql("update schema_migration set compatible_from = 2 where number = 2");
  await assert.rejects(migrateHere(), refusedFor(/0002_second\.sql.*newer version/));
});

test("servers of the version before go on: only a migration that says so is applied meanwhile", async () => {
  const roll = () => migrate(database().url, { folder: place(), isRolling: true });
  assert.deepEqual((await roll()).applied, ["0001_first.sql"], "an empty database has no servers");
  const reason = /0002_second\.sql does not go with servers of the version before/;
  for (const unsafe of ["alter table thing drop column a;", "-- compatible from 0002\nselect 1;"]) {
    await write("0002_second.sql", unsafe);
    await assert.rejects(roll(), refusedFor(reason));
    assert.equal((await applied()).length, 1);
  }
  await write("0002_second.sql", expand);
  assert.deepEqual((await roll()).applied, ["0002_second.sql"]);
});

test("a rolling migration gives up a table's lock after a second, and leaves nothing behind", async () => {
  await migrateHere();
  await write("0002_second.sql", expand);
  const other = await database().connect();
  await other.query("begin; lock table thing in access share mode");
  await assert.rejects(
    migrate(database().url, { folder: place(), isRolling: true }),
    /left nothing behind.*lock timeout/,
  );
  await other.query("rollback");
  assert.deepEqual(await columnsOf("thing"), ["a"]);
});

test("a database of a version that recorded less is taken over", async () => {
  await migrateHere();
  await database().sql("alter table schema_migration drop column compatible_from");
  await requireMigrated(database().url, place());
  await write("0002_second.sql", expand);
  assert.deepEqual((await migrateHere()).applied, ["0002_second.sql"]);
  assert.deepEqual(await database().sql("select compatible_from from schema_migration order by number"), [
    { compatible_from: null },
    { compatible_from: 1 },
  ]);
});

test("a migration that fails leaves nothing behind, tells its name, and can be mended", async () => {
  await migrateHere();
  await write("0002_second.sql", "alter table thing add column b integer; insert into nowhere values (1);");
  await assert.rejects(migrateHere(), /Migration 0002_second\.sql failed: .*nowhere/);
  assert.deepEqual(await columnsOf("thing"), ["a"]);
  assert.equal((await applied()).length, 1);
  await write("0002_second.sql", "alter table thing add column b integer");
  assert.deepEqual((await migrateHere()).applied, ["0002_second.sql"]);
  assert.deepEqual(await columnsOf("thing"), ["a", "b"]);
});

test("a failed migration frees the way for the next server at once", async () => {
  await write("0001_first.sql", "select 1 / 0");
  const results = await Promise.allSettled([migrateHere(), migrateHere()]);
  assert.deepEqual(
    results.map(({ status }) => status),
    ["rejected", "rejected"],
  );
  assert.deepEqual(
    await database().sql(
      "select count(*)::int from pg_locks where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database())",
    ),
    [{ count: 0 }],
  );
});

test("the database's own objection to a connection is told, without other advice", async () => {
  const missing = Object.assign(new URL(database().url), { pathname: "/nowhere" }).href;
  await assert.rejects(
    migrate(missing, { folder: place() }),
    (error) =>
      error instanceof DatabaseClosed &&
      error.message.endsWith('"nowhere" does not exist. It answers there, and says this itself.'),
  );
});

test("a database that is away is told with its place and the reason, and without its password", async () => {
  const { relay } = database();
  await relay.refuse();
  const { host, password } = new URL(relay.url);
  await assert.rejects(
    migrate(relay.url, { folder: place() }),
    (error) =>
      error instanceof DatabaseClosed &&
      error.message.includes(host) &&
      /ECONNREFUSED/.test(error.message) &&
      !(password && error.message.includes(password)),
  );
  await relay.accept();
});

test("whoever waits for another server's migrations is told so after three seconds", async () => {
  const other = await database().connect();
  await other.query("select pg_advisory_lock(x'73656c76'::bigint)");
  const told = Promise.withResolvers<string>();
  const migrating = migrate(database().url, { folder: place(), tell: told.resolve });
  assert.equal(await told.promise, "Waiting for another server, which brings the database up to date …");
  await other.query("select pg_advisory_unlock(x'73656c76'::bigint)");
  assert.equal((await migrating).applied.length, 1);
});

test("what must be of this version's schema is refused unless it is, and is left as it is", async () => {
  const require = () => requireMigrated(database().url, place());
  const refusedWith = (sentence: RegExp) =>
    assert.rejects(require(), (error) => error instanceof SchemaMismatch && sentence.test(error.message));
  await refusedWith(/^There is no shop in this database; set DATA_DIR or DATABASE_URL/);
  assert.deepEqual(await database().sql("select from pg_class where relnamespace = 'public'::regnamespace"), []);
  await migrateHere();
  await require();
  await write("0002_second.sql", "alter table thing add column b integer");
  await refusedWith(/^The database is of an older version of Selvedge\. .*start the server first: npm start$/);
  assert.deepEqual(await applied(), [{ number: 1, name: "0001_first.sql" }]);
  await migrateHere();
  await rm(join(folder, "0002_second.sql"));
  await refusedWith(/^The database has migration 0002_second\.sql, which this version of Selvedge does not know/);
});

/** An authentication message of PostgreSQL: the number of the step, and the step's data. */
const step = (number: number, said: string): Buffer => {
  const message = Buffer.from(`R\0\0\0\0\0\0\0\0${said}`);
  message.writeInt32BE(message.length - 1, 1);
  message.writeInt32BE(number, 5);
  return message;
};

/** A server that asks every client for a password, in the two steps of SCRAM-SHA-256 before the client sends one. */
const askingForPassword = async (context: TestContext): Promise<number> => {
  const steps = [step(10, "SCRAM-SHA-256\0\0"), step(11, "r=nonce,s=c2FsdA==,i=4096")];
  const server = createServer((socket) => {
    const left = steps.values();
    socket.on("error", () => undefined).on("data", () => void socket.write(left.next().value ?? ""));
  });
  server.listen(0, "127.0.0.1");
  context.after(() => server.close());
  await once(server, "listening");
  return (server.address() as { port: number }).port;
};

test("a database that asks for a password which the address lacks is told so", async (context) => {
  const port = await askingForPassword(context);
  await assert.rejects(migrate(`postgres://selvedge@127.0.0.1:${port}/shop`, { folder: place() }), {
    message: `The database 127.0.0.1:${port}/shop asks for a password, and the address has none: write postgres://user:password@127.0.0.1:${port}/shop`,
  });
});

test("a database without TLS is told in one sentence where TLS is asked for", async (context) => {
  const warned: string[] = [];
  const listen = (warning: Error) => void warned.push(warning.message);
  process.on("warning", listen);
  context.after(() => process.off("warning", listen));
  for (const mode of ["prefer", "require", "verify-ca", "verify-full"])
    await assert.rejects(migrate(`${database().url.split("?")[0]}?sslmode=${mode}`, { folder: place() }), {
      message: /cannot be used: The server does not support SSL connections\./,
    });
  await setImmediate();
  assert.deepEqual(warned, []);
});
