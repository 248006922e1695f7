import assert from "node:assert/strict";
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, test, type TestContext } from "node:test";
import pg from "pg";
import { until } from "../../../test/support/until.ts";
import { alarmIn, watchLogs } from "./log-watch.ts";
import { tidyLogs } from "./log.ts";
import { ask, settledShops, trialShop } from "../../../test/support/embedded-postgres/trial.ts";

const settledShop = settledShops();

const logged = (folder: string): string =>
  readdirSync(folder)
    .map((name) => readFileSync(join(folder, name), "utf8"))
    .join("\n");

const connect = async (context: TestContext, url: string): Promise<pg.Client> => {
  const client = new pg.Client(url);
  client.on("error", () => undefined);
  await client.connect();
  context.after(() => client.end());
  return client;
};

/** Runs two transactions that each lock what the other wants next. Returns the SQLSTATE that one of them fails with. */
const deadlock = async (context: TestContext, url: string, change: string): Promise<string | undefined> => {
  const [one, other] = [await connect(context, url), await connect(context, url)];
  await one.query("begin");
  await other.query("begin");
  await one.query(change, ["secret-of-one@example.com", 1]);
  await other.query(change, ["secret-of-other@example.com", 2]);
  const ends = await Promise.allSettled([
    one.query(change, ["next-secret-of-one@example.com", 2]),
    other.query(change, ["next-secret-of-other@example.com", 1]),
  ]);
  await Promise.all([one.query("rollback"), other.query("rollback")]);
  return ends.flatMap((end) => (end.status === "rejected" ? [(end.reason as pg.DatabaseError).code] : []))[0];
};

describe("PostgreSQL's log", { concurrency: 3 }, () => {
  test("errors and warnings are logged with their code, without statements, parameters and rows", async (context) => {
    const { url, dataFolder } = await settledShop(context).start();
    await ask(url, "create table buyer (number int primary key, email text unique check (email like '%@%'))");
    await ask(url, "insert into buyer values (1, 'ada-the-first@example.com'), (2, 'ben-the-second@example.com')");
    assert.equal(await deadlock(context, url, "update buyer set email = $1 where number = $2"), "40P01");
    const client = await connect(context, url);
    await assert.rejects(client.query("insert into buyer values (3, $1)", ["ada-the-first@example.com"]), {
      code: "23505",
      detail: "Key (email)=(ada-the-first@example.com) already exists.",
    });
    await assert.rejects(client.query("insert into buyer values ($1, $2)", [4, "4111111111111111"]), { code: "23514" });
    await assert.rejects(client.query("select 'hunter2-in-a-text' from nowhere"), { code: "42P01" });
    await client.query("rollback");

    // A separate process writes the log a moment later; the last statement's line is written last.
    const read = () => logged(join(dataFolder, "log"));
    await until(() => read().includes("25P01 WARNING"), 10_000, "the last line is written");
    const text = read();
    for (const line of [
      "40P01 ERROR:  deadlock detected",
      '23505 ERROR:  duplicate key value violates unique constraint "buyer_email_key"',
      '23514 ERROR:  new row for relation "buyer" violates check constraint "buyer_email_check"',
      '42P01 ERROR:  relation "nowhere" does not exist',
      "25P01 WARNING:  there is no transaction in progress",
      "00000 LOG:  database system is ready to accept connections",
    ])
      assert.ok(text.includes(line), `${line}\n${text}`);
    assert.doesNotMatch(text, /@example\.com|4111|hunter2|update buyer|insert into|DETAIL|STATEMENT|CONTEXT|QUERY/);
    for (const name of readdirSync(join(dataFolder, "log")))
      assert.equal(statSync(join(dataFolder, "log", name)).mode & 0o777, 0o600, name);
  });

  test("a database that is killed is not said to have died of a statement's error", async (context) => {
    const { url, dataFolder, exited } = await settledShop(context).start();
    await assert.rejects(ask(url, "select 'ada@example.com'::int"), { code: "22P02" });
    process.kill(Number(readFileSync(join(dataFolder, "cluster", "postmaster.pid"), "utf8").split("\n")[0]), "SIGKILL");
    assert.equal(await exited, "ended by SIGKILL");
  });

  test("a process of the database that is killed is told to the owner in the words it is logged in", async (context) => {
    const { url, dataFolder } = await settledShop(context).start();
    const told: string[] = [];
    const watch = watchLogs(join(dataFolder, "log"), (text) => told.push(text));
    context.after(watch.end);
    const client = await connect(context, url);
    const { rows } = await client.query("select pg_backend_pid() as pid");
    process.kill(rows[0].pid, "SIGKILL");
    const look = (): boolean => {
      watch.look();
      return told.length > 0;
    };
    await until(look, 10_000, "the death is logged");
    assert.match(told[0] ?? "", new RegExp(`^LOG: .*\\(PID ${rows[0].pid}\\) was terminated by signal 9: Killed$`));
  });

  test("logs that are old or beyond the bound are deleted; the current one and other files stay", (context) => {
    const { folder } = trialShop(context);
    const logs = join(folder, "log");
    mkdirSync(logs);
    const now = Date.now() / 1000;
    const lay = (name: string, bytes: number, days: number) => {
      writeFileSync(join(logs, name), "");
      truncateSync(join(logs, name), bytes);
      utimesSync(join(logs, name), now - days * 86_400, now - days * 86_400);
    };
    const megabyte = 1024 ** 2;
    lay("notes.txt", 1, 30);
    lay("postgresql-old.log", 1, 7.5);
    lay("postgresql-fifth.log", 1, 0.5);
    lay("postgresql-fourth.log", 30 * megabyte, 0.4);
    lay("postgresql-third.log", 30 * megabyte, 0.3);
    lay("postgresql-second.log", 3 * megabyte, 0.2);
    lay("postgresql-now.log", megabyte, 0.1);
    symlinkSync("/etc/hostname", join(logs, "postgresql-link.log"));
    tidyLogs(logs);
    assert.deepEqual(readdirSync(logs).toSorted(), [
      "notes.txt",
      "postgresql-fourth.log",
      "postgresql-link.log",
      "postgresql-now.log",
      "postgresql-second.log",
      "postgresql-third.log",
    ]);
    lay("postgresql-now.log", 65 * megabyte, 0);
    tidyLogs(logs);
    assert.deepEqual(readdirSync(logs).toSorted(), ["notes.txt", "postgresql-link.log", "postgresql-now.log"]);
  });

  test("PostgreSQL begins a new file when one has 8 MB", async (context) => {
    const { url } = await settledShop(context).start();
    const [settings] = await ask(
      url,
      "select current_setting('log_rotation_size') as size, current_setting('log_rotation_age') as age, current_setting('log_filename') as name",
    );
    assert.deepEqual(settings, { size: "8MB", age: "1d", name: "postgresql-%Y-%m-%d_%H%M%S.log" });
  });

  test("damage, lack of space and dying processes are told to the owner once", (context) => {
    const { folder } = trialShop(context);
    const path = join(folder, "postgresql-now.log");
    const line = (rest: string) => `2026-11-26 10:00:00.000 UTC [77] ${rest}\n`;
    writeFileSync(path, line("XX001 ERROR:  of before"));
    const told: string[] = [];
    const watch = watchLogs(folder, (text) => told.push(text));
    context.after(watch.end);
    const lines = [
      "40P01 ERROR:  deadlock detected",
      "XX001 WARNING:  page verification failed, calculated checksum 1 but expected 2",
      '53100 ERROR:  could not extend file "base/5/1": No space left on device',
      '53100 ERROR:  could not extend file "base/5/1": No space left on device',
      "00000 LOG:  server process (PID 78) was terminated by signal 9: Killed",
      '01000 WARNING:  database "selvedge" must be vacuumed within 9000000 transactions',
      "00000 LOG:  checkpoint starting: time",
    ];
    writeFileSync(path, lines.map(line).join(""), { flag: "a" });
    watch.look();
    watch.look();
    assert.deepEqual(told, [
      "WARNING: page verification failed, calculated checksum 1 but expected 2",
      'ERROR: could not extend file "base/5/1": No space left on device',
      "LOG: server process (PID 78) was terminated by signal 9: Killed",
      'WARNING: database "selvedge" must be vacuumed within 9000000 transactions',
    ]);
    assert.equal(alarmIn(line("XX000 PANIC:  could not write to file").trim()), "PANIC: could not write to file");
    for (const death of [
      "client backend (PID 79) was terminated by signal 11: Segmentation fault",
      "checkpointer process (PID 80) was terminated by exception 0xC0000005",
    ])
      assert.equal(alarmIn(line(`00000 LOG:  ${death}`).trim()), `LOG: ${death}`);
    assert.equal(alarmIn("no line of a log"), undefined);
  });
});
