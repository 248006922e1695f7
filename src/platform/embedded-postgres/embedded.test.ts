import assert from "node:assert/strict";
import { once } from "node:events";
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { describe, test } from "node:test";
import { slowStartOf } from "./control-file.ts";
import { EmbeddedRefusal, startEmbedded } from "./index.ts";
import { memoryBytes, sharedMegabytes } from "./memory.ts";
import { ask, settledShops, trialShop } from "../../../test/support/embedded-postgres/trial.ts";

const settledShop = settledShops();

const portOf = (url: string) => Number(new URL(url).port);

test("PostgreSQL gets an eighth of the memory, within reason", () => {
  const gigabyte = 1024 ** 3;
  assert.deepEqual([gigabyte / 2, 2 * gigabyte, 64 * gigabyte].map(sharedMegabytes), [128, 256, 1024]);
});

test("the first start makes a database, and later ones find it as it was, soon", async (context) => {
  const shop = trialShop(context);
  const beganFirst = performance.now();
  const first = await startEmbedded({ dataDir: shop.dataDir });
  const tookFirst = performance.now() - beganFirst;
  assert.equal(first.created, true);
  await ask(first.url, "create table kept as select 'a row' as written");
  const [settings] = await ask(
    first.url,
    `select current_setting('listen_addresses') as listen, current_setting('unix_socket_directories') as sockets,
       current_setting('server_encoding') as encoding, current_setting('data_checksums') as checksums,
       current_setting('synchronous_commit') as commit, pg_size_bytes(current_setting('shared_buffers'))::int / 1048576 as buffers,
       current_setting('max_connections') as connections, current_setting('fsync') as fsync, current_database() as name,
       (select datlocale from pg_database where datname = current_database()) as locale,
       current_setting('server_version_num')::int / 10000 as version`,
  );
  await first.stop();
  assert.deepEqual(settings, {
    listen: "127.0.0.1",
    sockets: "",
    encoding: "UTF8",
    checksums: "on",
    commit: "on",
    buffers: sharedMegabytes(memoryBytes()),
    connections: "100",
    fsync: "on",
    name: "selvedge",
    locale: "C.UTF-8",
    version: 18,
  });

  const began = performance.now();
  const second = await startEmbedded({ dataDir: shop.dataDir });
  const took = performance.now() - began;
  context.after(() => second.stop());
  assert.equal(second.created, false);
  assert.equal(second.url, first.url, "port and password stay");
  assert.deepEqual(await ask(second.url, "select written from kept"), [{ written: "a row" }]);
  context.diagnostic(`the first start took ${Math.round(tookFirst)} ms, a later one ${Math.round(took)} ms`);
});

test("a slow start is told as a recovery only after an end that was not orderly", async (context) => {
  const shop = settledShop(context);
  const starting = "The database is still starting: the machine is slow or busy …";
  assert.equal(slowStartOf(join(shop.dataDir, "none")), starting);
  const first = await shop.start();
  const cluster = join(first.dataFolder, "cluster");
  assert.equal(slowStartOf(cluster), "The database is still recovering from its last end …");
  await first.stop();
  assert.equal(slowStartOf(cluster), starting);
});

describe("an embedded database", { concurrency: 3 }, () => {
  test("nobody connects without the password, which only its owner can read", async (context) => {
    const shop = settledShop(context);
    const { url } = await shop.start();
    const path = join(shop.dataDir, "password");
    assert.equal(statSync(path).mode & 0o777, 0o600);
    assert.equal(new URL(url).password, readFileSync(path, "utf8").trim());
    const guessed = new URL(url);
    guessed.password = "guessed";
    await assert.rejects(ask(guessed.href, "select 1"), { code: "28P01" });
    const [{ method } = {}] = await ask(
      url,
      "select string_agg(distinct auth_method, ',') as method from pg_hba_file_rules",
    );
    assert.equal(method, "scram-sha-256");
  });

  test("a lost password is replaced, and nothing else is lost", async (context) => {
    const shop = settledShop(context);
    const first = await shop.start();
    await ask(first.url, "create table kept as select 1 as one");
    await first.stop();
    rmSync(join(shop.dataDir, "password"));
    const second = await shop.start();
    assert.notEqual(new URL(second.url).password, new URL(first.url).password);
    assert.deepEqual(await ask(second.url, "select one from kept"), [{ one: 1 }]);
  });

  test("a port that another program holds is given way to, and the new one is remembered", async (context) => {
    const shop = settledShop(context);
    const holder = createServer().listen(0, "127.0.0.1");
    await once(holder, "listening");
    context.after(() => holder.close());
    const taken = (holder.address() as { port: number }).port;
    const notes: string[] = [];
    const first = await shop.start({ port: taken, progress: (note) => notes.push(note) });
    assert.notEqual(portOf(first.url), taken);
    assert.match(
      notes.join("\n"),
      new RegExp(`Port ${taken} is taken by another program; the database listens on port ${portOf(first.url)}`),
    );
    await first.stop();
    holder.close();
    await once(holder, "close");
    const second = await shop.start();
    assert.equal(portOf(second.url), portOf(first.url));
    await second.stop();
    const third = await shop.start({ port: taken });
    assert.equal(portOf(third.url), taken, "a wished port is taken as soon as it is free");
  });

  test("a second start in one folder is refused, from this program or another", async (context) => {
    const shop = settledShop(context);
    const first = await shop.start();
    const alreadyRuns = new RegExp(
      `Selvedge is already running with this database \\(process ${process.pid}, folder .*\\)`,
    );
    await assert.rejects(shop.start(), (error) => error instanceof EmbeddedRefusal && alreadyRuns.test(error.message));
    const { refusal } = await shop.run();
    assert.match(refusal ?? "started", alreadyRuns);
    assert.deepEqual(await ask(first.url, "select 1 as one"), [{ one: 1 }]);
  });

  test("two first starts at the same moment make one database", async (context) => {
    const shop = trialShop(context);
    const trials = await Promise.all([shop.run(), shop.run()]);
    assert.equal(trials.filter(({ created }) => created).length, 1);
    assert.equal(trials.filter(({ refusal }) => refusal?.startsWith("Selvedge is already running")).length, 1);
  });

  test("several databases run side by side", async (context) => {
    const shop = trialShop(context);
    const both = await Promise.all(["one", "two"].map((name) => shop.start({ dataDir: join(shop.folder, name) })));
    for (const { url } of both) await ask(url, `create table whose as select ${portOf(url)} as port`);
    for (const { url } of both) assert.deepEqual(await ask(url, "select port from whose"), [{ port: portOf(url) }]);
  });

  test("the user's own PG settings and library paths do not reach the database", async (context) => {
    const shop = settledShop(context);
    const env = {
      PATH: "/usr/bin:/bin",
      PGDATA: "/nowhere",
      PGPORT: "1",
      PGHOST: "192.0.2.1",
      PGUSER: "x",
      PGSSLMODE: "require",
      LC_ALL: "xx_XX",
      LD_LIBRARY_PATH: "/nowhere",
    };
    const { refusal, url } = await shop.run({ env });
    assert.equal(refusal, undefined);
    assert.deepEqual(await ask(url, "select 1 as one"), [{ one: 1 }]);
  });

  test("what an interrupted first start left half made is not taken for a database", async (context) => {
    const shop = trialShop(context);
    mkdirSync(join(shop.dataDir, "database", "cluster.new-0badf00d"), { recursive: true });
    writeFileSync(join(shop.dataDir, "database", "cluster.new-0badf00d", "PG_VERSION"), "18\n");
    const { url, created, dataFolder } = await shop.start();
    assert.equal(created, true);
    assert.deepEqual(await ask(url, "select 1 as one"), [{ one: 1 }]);
    assert.deepEqual(
      readdirSync(dataFolder).filter((name) => name.startsWith("cluster")),
      ["cluster"],
    );
  });

  test("a copy that lost its empty folders, or is open to others, starts with all its rows", async (context) => {
    const shop = settledShop(context);
    const first = await shop.start();
    await ask(first.url, "create table kept as select 1 as one");
    await first.stop();
    const cluster = join(first.dataFolder, "cluster");
    const empty = readdirSync(cluster, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => join(entry.parentPath, entry.name))
      .filter((path) => readdirSync(path).length === 0);
    assert.ok(empty.length >= 10, empty.join(" "));
    // Changes the cluster as archives, version control and object stores do.
    for (const path of empty) rmSync(path, { recursive: true });
    chmodSync(cluster, 0o755);
    const notes: string[] = [];
    const second = await shop.start({ progress: (note) => notes.push(note) });
    assert.deepEqual(await ask(second.url, "select one from kept"), [{ one: 1 }]);
    assert.deepEqual(notes, [`${empty.length} empty folders that a copy of the database had lost were made anew.`]);
    assert.equal(statSync(cluster).mode & 0o777, 0o700);
    await second.stop();

    rmSync(join(cluster, "pg_xact"), { recursive: true });
    await assert.rejects(shop.start(), { name: "EmbeddedRefusal" });
    assert.ok(!readdirSync(cluster).includes("pg_xact"), "what held data is not made");
  });

  test("only a wrong password is told to be the password's fault", async (context) => {
    const shop = settledShop(context);
    const { dataFolder, stop } = await shop.start();
    await stop();
    const kept = readFileSync(join(shop.dataDir, "password"), "utf8");
    writeFileSync(join(shop.dataDir, "password"), "changed\n");
    await assert.rejects(shop.start(), {
      name: "EmbeddedRefusal",
      message: /runs but does not answer: password authentication failed .* delete the file .*password, and the next/,
    });
    writeFileSync(join(shop.dataDir, "password"), kept);
    const base = join(dataFolder, "cluster", "base");
    for (const name of readdirSync(base)) if (name !== "1") rmSync(join(base, name), { recursive: true });
    await assert.rejects(shop.start(), (error) => {
      assert.ok(error instanceof EmbeddedRefusal);
      assert.match(error.message, /runs but does not answer: .*Its log, in .*\/log, may say more/);
      assert.doesNotMatch(error.message, /delete the file/);
      return true;
    });
  });

  test("a database of another PostgreSQL version is refused, not touched", async (context) => {
    const shop = settledShop(context);
    const { dataFolder, stop } = await shop.start();
    await stop();
    writeFileSync(join(dataFolder, "cluster", "PG_VERSION"), "17\n");
    await assert.rejects(shop.start(), {
      name: "EmbeddedRefusal",
      message:
        /was made by PostgreSQL 17; this Selvedge brings PostgreSQL 18\. .*npm run export .* then npm run restore/,
    });
  });
});
