import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { after, before, describe, test } from "node:test";
import { createConnection } from "mysql2";
import pg from "pg";
import {
  everything,
  makeFaulty,
  makeLegacy,
  runImport,
  runImportWith,
  startImport,
  startImportWith,
} from "../../../test/support/legacy/shop.ts";
import { startMariadb, withoutMariadb, type Mariadb } from "../../../test/support/databases/mariadb.ts";
import { cloneDatabase } from "../../../test/support/servers/shop.ts";
import { until } from "../../../test/support/until.ts";
import { readAddress } from "./address.ts";
import { SourceFault } from "./source-fault.ts";
import { openSource } from "./source.ts";

describe("a source that cannot be read", { skip: withoutMariadb }, () => {
  let mariadb: Mariadb;
  let url: string;
  let sql: (text: string) => Promise<Record<string, unknown>[]>;
  let empty: Record<string, string[]>;
  const ends: (() => Promise<unknown>)[] = [];

  before(async () => {
    mariadb = await startMariadb();
    ends.push(() => mariadb.stop());
    await makeFaulty(mariadb, "faulty");
    const database = await cloneDatabase("empty");
    ends.push(database.drop);
    url = database.url;
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    ends.push(() => client.end());
    sql = async (text) => (await client.query(text)).rows;
    empty = await everything(sql);
  });
  after(async () => {
    for (const end of ends.toReversed()) await end();
  });

  const where = () => mariadb.url("faulty");
  const refused = (source: string, told: RegExp) =>
    assert.rejects(
      async () => openSource(readAddress(source, ""), { lock: true }),
      (error) => {
        assert.ok(error instanceof SourceFault);
        assert.match(error.message, told);
        assert.doesNotMatch(error.message, /\n|weft/, "in one line, without the password");
        return true;
      },
    );

  test("each reason is told in a line, and nothing is taken", async () => {
    await refused(where().replace("weft", "wefts"), /it does not know this user, or the password is wrong/);
    await refused(mariadb.url("nowhere"), /there is no database nowhere/);
    await refused(where().replace(/:\d+\/faulty/, ":1/faulty"), /nothing answers there/);
    await refused(where().replace("127.0.0.1", "shop.invalid"), /there is no such host/);
    await refused(
      "mysql://old:100%@127.0.0.1/shop",
      /A percent sign in the source's address stands for nothing\. .* % must be written as %25/,
    );
    await refused("postgres://old@127.0.0.1/shop", /must look like mysql:\/\/user:password@host:3306\/database/);
    await refused(mariadb.url("mysql"), /is no database of a TShirtShop: it has no tables product and orders\./);
    const { code, out, err } = await runImport(url, mariadb.url("nowhere"));
    assert.deepEqual([code, out], [1, ""]);
    assert.match(
      err,
      /^\nThe source mysql:\/\/127\.0\.0\.1:\d+\/nowhere cannot be read: there is no database nowhere\.\n$/,
    );
    assert.deepEqual(await everything(sql), empty);
  });

  test("missing tables and columns are named, all of them at once", async () => {
    await makeLegacy(mariadb, "older");
    await mariadb.run(
      "drop table tax; alter table product drop column price; alter table orders drop column status",
      "older",
    );
    await mariadb.run("alter table shopping_cart drop primary key", "older");
    await mariadb.run("alter table attribute modify name varchar(100) character set koi8r", "older");
    await refused(
      mariadb.url("older"),
      /attribute\.name is written in koi8r, which cannot be read; product\.price is missing; the table tax is missing; shopping_cart\.item_id is not unique; orders\.status is missing\.$/m,
    );
  });

  test("a password that everybody would see in the command line may be given beside it", async () => {
    const { username, host } = new URL(where());
    const without = `mysql://${username}@${host}/faulty`;
    assert.equal(readAddress(without, "warp & weft").password, "warp & weft");
    assert.equal(readAddress(where(), "another").password, "warp & weft");
    await refused(without, /it does not know this user, or the password is wrong/);
    const ran = await runImportWith({ DATABASE_URL: url, MYSQL_PWD: "warp & weft" }, without, "--dry-run");
    assert.equal(ran.code, 0, ran.err);
  });

  test("tables and columns that some older shops never had may be missing", async () => {
    await makeLegacy(mariadb, "oldest");
    await mariadb.run("alter table product add photo longblob, add weight int", "oldest");
    await mariadb.run(
      "drop table review; drop table audit; alter table orders drop column comments, drop column auth_code",
      "oldest",
    );
    const { code, out } = await runImport(url, mariadb.url("oldest"), "--dry-run");
    assert.equal(code, 0);
    assert.match(out, /The source has no table review: nothing of it was taken\.\n\nThe source has no table audit/);
    assert.match(out, /Columns that nothing here knows stayed behind: product\.photo, product\.weight, /);
    const source = await openSource(readAddress(mariadb.url("oldest"), ""), { lock: false });
    await source.close();
    const columns = [...(source.columns.get("product")?.keys() ?? [])];
    assert.deepEqual([columns.includes("weight"), columns.includes("photo")], [true, false], "pictures fill no memory");
    await mariadb.run("drop table orders", "oldest");
    await refused(mariadb.url("oldest"), /is no database of a TShirtShop: it has no table orders\./);
  });

  test("a user who may not lock is told so; one who may keeps others from writing meanwhile", async () => {
    const reader = await runImport(url, mariadb.url("faulty", "reader"), "--dry-run");
    assert.match(reader.out, /The source could not be locked \(its user lacks LOCK TABLES\)/);
    const write = () =>
      mariadb.run("set session lock_wait_timeout = 1; update product set price = price where product_id = 1", "faulty");
    const locked = await openSource(readAddress(where(), ""), { lock: true });
    assert.equal(locked.isLocked, true);
    await assert.rejects(write(), /Lock wait timeout exceeded/);
    const waiting = mariadb.run("update product set price = price", "faulty");
    const isWaiting = async () => JSON.stringify(await mariadb.run("show processlist")).includes("update product set");
    await until(isWaiting, 10_000, "a writer waits");
    const rows = await Array.fromAsync(locked.rows("product"));
    assert.equal(rows.length, 11, "who reads does not wait behind who writes");
    await locked.close();
    await waiting;
    const open = await openSource(readAddress(where(), ""), { lock: false });
    await write();
    await open.close();
    assert.doesNotMatch((await runImport(url, where(), "--dry-run", "--no-lock")).out, /could not be locked/);
  });

  test("a wrong command line is told, with what there is", async () => {
    for (const given of [[], ["mysql://a/b", "mysql://c/d"], [where(), "--status", "4=lost"], [where(), "--fast"]]) {
      const { code, err } = await runImport(url, ...given);
      assert.equal(code, 2);
      assert.match(err, /Usage: npm run import/);
    }
    const unwritable = await runImport(url, where(), "--report", "/nowhere/report.json");
    assert.deepEqual([unwritable.code, unwritable.out], [1, ""]);
    assert.match(unwritable.err, /The report cannot be written: ENOENT/);
  });

  const makeLarge = async (): Promise<void> => {
    await makeLegacy(mariadb, "large");
    await mariadb.run(
      `insert into department values (1, 'Everything', '');
       insert into product (name, description, price) select concat('Product ', seq), repeat('word ', 100), 10 from seq_1_to_100000`,
      "large",
    );
  };

  const areProductsOnTheirWay = async () =>
    (
      await sql(
        "select from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and query like '%insert into product (%'",
      )
    ).length > 0;

  /** Starts the import of the large shop, and waits until it inserts products. */
  const startLarge = async (...given: string[]) => {
    await until(async () => !(await areProductsOnTheirWay()), 10_000, "the import before has ended");
    const started = startImport(url, mariadb.url("large"), ...given);
    await until(areProductsOnTheirWay, 60_000, "products are on their way");
    return started;
  };

  test("a source that dies in the middle leaves nothing behind", async () => {
    await makeLarge();
    const { ended } = await startLarge();
    await mariadb.kill();
    const { code, err } = await ended;
    assert.equal(code, 1);
    assert.match(
      err,
      /^\nThe source mysql:\/\/127\.0\.0\.1:\d+\/large was lost while product was read: its connection ended\. Nothing was taken over\.\n$/,
    );
    assert.deepEqual(await everything(sql), empty);
    await mariadb.start();
  });

  test("nor does whoever interrupts it, and the report of before stays", async () => {
    const folder = await mkdtemp(join(tmpdir(), "selvedge-report-"));
    ends.push(() => rm(folder, { recursive: true }));
    const report = join(folder, "report.json");
    for (const before of [undefined, "of before"]) {
      if (before !== undefined) await writeFile(report, before);
      const { child, ended } = await startLarge("--report", report);
      child.kill(before === undefined ? "SIGINT" : "SIGTERM");
      const { code, err } = await ended;
      assert.deepEqual([code, err], [1, "\nInterrupted: nothing was taken over.\n"]);
      assert.deepEqual(await everything(sql), empty);
      assert.equal(existsSync(report) ? await readFile(report, "utf8") : undefined, before);
    }
  });

  test("Ctrl-C is heard while the source is waited for, and before the embedded database ends", async () => {
    const blocker = createConnection({ uri: where() });
    await blocker.promise().query("lock tables product write");
    const dataDir = await mkdtemp(join(tmpdir(), "selvedge-embedded-"));
    ends.push(() => rm(dataDir, { recursive: true, force: true }));
    await chmod(dataDir, 0o755);
    const { child, ended } = startImportWith({ DATA_DIR: join(dataDir, "shop") }, where());
    const isWaiting = async () => {
      const [rows] = await blocker.promise().query("show processlist");
      return JSON.stringify(rows).includes("lock tables `");
    };
    try {
      await until(isWaiting, 60_000, "the import waits for its lock");
      child.kill("SIGINT");
      const { code, err } = await ended;
      assert.deepEqual([code, err.split("\n").at(-2)], [1, "Interrupted: nothing was taken over."]);
    } finally {
      blocker.destroy();
    }
  });

  test("and in the last moment before everything is there", async () => {
    const holder = new pg.Client({ connectionString: url });
    await holder.connect();
    await holder.query("begin; select from catalogue_revision for update");
    const isWaiting = async () =>
      (
        await sql(
          "select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and query like '%catalogue_revision%'",
        )
      ).length > 0;
    try {
      const { child, ended } = startImport(url, where());
      await until(isWaiting, 60_000, "the import is at its end");
      child.kill("SIGTERM");
      await until(() => child.exitCode !== null, 10_000, "it does not wait for the lock");
      const { code, err } = await ended;
      assert.deepEqual([code, err], [1, "\nInterrupted: nothing was taken over.\n"]);
    } finally {
      await holder.end();
    }
    assert.deepEqual(await everything(sql), empty);
  });

  test("a source that freezes is not waited for without end; a slow reader is no frozen source", async () => {
    const sockets = () => process.getActiveResourcesInfo().filter((name) => name.includes("TCP")).length;
    const before = sockets();
    const patienceMilliseconds = 400;
    const source = await openSource(readAddress(mariadb.url("large"), ""), { lock: true, patienceMilliseconds });
    const rows = source.rows("product")[Symbol.asyncIterator]();
    await rows.next();
    await delay(2 * patienceMilliseconds);
    assert.equal((await rows.next()).value?.["product_id"]?.toString(), "2");
    mariadb.freeze();
    const readAll = async (): Promise<void> => {
      while (!(await rows.next()).done);
    };
    try {
      await assert.rejects(
        readAll(),
        /large was lost while product was read: nothing came of it for 0\.4 seconds\. Nothing/,
      );
      await source.close();
      await until(() => sockets() <= before, 2000, "its sockets are closed");
    } finally {
      mariadb.thaw();
    }
  });
});
