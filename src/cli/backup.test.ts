import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  chownSync,
  closeSync,
  constants,
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
} from "node:fs";
import { cp, open, readFile, rename, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { askingUrl, newBuyer, placedOrder } from "../../test/support/clients/buyers.ts";
import { runOn } from "../../test/support/databases/empty-database.ts";
import { programOf, runCommandWith } from "../../test/support/servers/command.ts";
import { startProgram } from "../../test/support/servers/program.ts";
import { withoutBounds } from "../../test/support/servers/servers.ts";
import { until } from "../../test/support/until.ts";
import { startEmbedded } from "../platform/embedded-postgres/index.ts";
import { killAll } from "../platform/embedded-postgres/orphaned-processes.ts";

const isRoot = process.getuid?.() === 0;
const nobody = (() => {
  const [, , uid, gid] = /^nobody:.*$/m.exec(readFileSync("/etc/passwd", "utf8"))?.[0].split(":") ?? [];
  return { uid: Number(uid), gid: Number(gid) };
})();

const folder = mkdtempSync(join(tmpdir(), "selvedge backup "));
chmodSync(folder, 0o755);
const [dataDir, backup] = [join(folder, "it's a shop"), join(folder, "backup")];
const settings = {
  DATA_DIR: dataDir,
  WAL_ARCHIVE: join(folder, "100 % of 'wal'"),
  WAL_ARCHIVE_SECONDS: "3600",
  TRUST_PROXY: "127.0.0.1",
  RATE_LIMIT: "off",
  ...withoutBounds,
};
const command = (more: Readonly<Record<string, string>>, ...asked: [string, ...string[]]) =>
  runCommandWith({ ...settings, ...more }, "", ...asked);

type Sale = { readonly order: number; readonly begunAt: number; readonly acknowledgedAt: number };
const sales: Sale[] = [];
/** Number of orders that were acknowledged before the backup began. */
let soldBefore: number;
let moment: Date;

after(async () => {
  await killAll(join(dataDir, "database", "cluster"));
  rmSync(folder, { recursive: true, force: true });
});

const urlOf = (shop: string) => {
  const [password, port] = ["password", "port"].map((name) => readFileSync(join(shop, name), "utf8").trim());
  return `postgres://selvedge:${password}@127.0.0.1:${port}/selvedge?sslmode=disable`;
};

/** Returns the numbers of all orders in a data folder, on a database started for it. */
const ordersIn = async (shop: string): Promise<Set<number>> => {
  const { url, stop } = await startEmbedded({ dataDir: shop });
  try {
    const rows = await runOn(url, "select order_id::int as number from customer_order");
    return new Set(rows.map(({ number }) => Number(number)));
  } finally {
    await stop();
  }
};

const missing = (orders: Set<number>, sold: readonly Sale[]) =>
  sold.map(({ order }) => order).filter((order) => !orders.has(order));

/** Sells before, during and after a backup, and loses the shop's folder with all that is in it. */
before(async () => {
  const program = await startProgram(settings);
  mkdirSync(join(dataDir, "pictures"));
  await writeFile(join(dataDir, "pictures", "own.png"), "own");
  const ask = askingUrl(program.url);
  let isSelling = true;
  const sell = async (): Promise<void> => {
    while (isSelling) {
      const buyer = await newBuyer(ask);
      const begunAt = Date.now();
      sales.push({ order: await placedOrder(buyer), begunAt, acknowledgedAt: Date.now() });
    }
  };
  const sold = (more: number) => {
    const most = sales.length + more;
    return until(() => sales.length >= most, 60_000, `${more} orders`);
  };
  const selling = Promise.all([sell(), sell()]);
  await sold(5);
  soldBefore = sales.length;
  const { code, out, err } = await command({}, "backup", backup);
  assert.equal(code, 0, err);
  assert.match(out, /^Backed up [\d ]+ files \([\d.]+ MB\) to .*backup in [\d.]+ s\.\n/);
  await sold(5);
  moment = new Date();
  await until(() => Date.now() > moment.getTime() + 20, 1000, "the next moment");
  await sold(5);
  isSelling = false;
  await selling;
  const [switched] = await runOn(urlOf(dataDir), "select pg_walfile_name(pg_switch_wal()) as name");
  const archived = "select coalesce(last_archived_wal, '') as name from pg_stat_archiver";
  const isArchived = async () =>
    String((await runOn(urlOf(dataDir), archived))[0]?.["name"]) >= String(switched?.["name"]);
  await until(isArchived, 20_000, "the last WAL is archived");
  await program.end("SIGKILL");
  await killAll(join(dataDir, "database", "cluster"));
  rmSync(dataDir, { recursive: true });
});

test("a backup and the archive bring back every order, also those after the backup", async () => {
  const { code, out, err } = await command({}, "restore", backup);
  assert.equal(code, 0, err);
  assert.match(
    out,
    /^Restored [\d ]+ files into .*, with what WAL_ARCHIVE has of the time since, in .*\nStart it: npm start\n$/s,
  );
  assert.deepEqual(missing(await ordersIn(dataDir), sales), []);
  assert.equal(await readFile(join(dataDir, "pictures", "own.png"), "utf8"), "own");
  const again = await command({}, "restore", backup);
  assert.deepEqual([again.code, again.out], [1, ""]);
  assert.match(again.err, /^\nThere is a database in .* already, and nothing is overwritten/);
});

test("a shop is restored as it was at a moment: every order before it, and none after", async () => {
  const shop = join(folder, "until");
  const { code, err } = await command({ DATA_DIR: shop }, "restore", backup, "--until", moment.toISOString());
  assert.equal(code, 0, err);
  const orders = await ordersIn(shop);
  assert.deepEqual(
    missing(
      orders,
      sales.filter(({ acknowledgedAt }) => acknowledgedAt < moment.getTime()),
    ),
    [],
  );
  const later = sales.filter(({ begunAt }) => begunAt > moment.getTime());
  assert.ok(later.length > 0);
  assert.deepEqual(
    later.filter(({ order }) => orders.has(order)),
    [],
  );
});

test("without the archive, a backup without modes and empty folders restores its own moment", async () => {
  const copy = join(folder, "copied backup");
  await cp(backup, copy, { recursive: true });
  for (const entry of readdirSync(copy, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    chmodSync(path, entry.isDirectory() ? 0o777 : 0o666);
  }
  const theirs = join(folder, "theirs");
  mkdirSync(theirs);
  // Another user's folder, where root restores as that user.
  if (isRoot) chownSync(theirs, nobody.uid, nobody.gid);
  const shop = join(theirs, "alone");
  const { code, err } = await command({ DATA_DIR: shop, WAL_ARCHIVE: "" }, "restore", copy);
  assert.equal(code, 0, err);
  const cluster = join(shop, "database", "cluster");
  assert.equal(statSync(cluster).mode & 0o777, 0o700);
  assert.equal(statSync(join(cluster, "PG_VERSION")).mode & 0o777, 0o600);
  const { uid } = statSync(theirs);
  for (const path of [shop, join(shop, "password"), cluster, join(cluster, "base"), join(cluster, "PG_VERSION")])
    assert.equal(statSync(path).uid, uid, path);
  const orders = await ordersIn(shop);
  assert.ok(orders.size < sales.length);
  assert.deepEqual(missing(orders, sales.slice(0, soldBefore)), []);
});

test("a restore that is killed leaves no database, and is begun again", async (context) => {
  const [shop, wal] = [join(folder, "killed"), join(folder, "wal that hangs")];
  const { systemIdentifier } = JSON.parse(await readFile(join(backup, "manifest.json"), "utf8"));
  mkdirSync(join(wal, systemIdentifier), { recursive: true, mode: 0o755 });
  // PostgreSQL asks for it first, and waits for somebody who writes into it.
  const pipe = join(wal, systemIdentifier, "00000002.history");
  execFileSync("mkfifo", ["-m", "644", pipe]);
  const env = { PATH: process.env["PATH"], ...settings, DATA_DIR: shop, WAL_ARCHIVE: wal };
  const child = spawn(process.execPath, [programOf("restore"), backup], { env, stdio: "ignore" });
  const gone = once(child, "exit");
  context.after(() => child.kill("SIGKILL"));
  const isRecovering = () => globSync("database/cluster*/postmaster.pid", { cwd: shop }).length > 0;
  await until(isRecovering, 60_000, "the recovery");
  child.kill("SIGKILL");
  await gone;
  assert.equal(existsSync(join(shop, "database", "cluster")), false);
  const again = await command({ DATA_DIR: shop, WAL_ARCHIVE: "" }, "restore", backup);
  assert.equal(again.code, 0, again.err);
  assert.deepEqual(globSync("database/cluster*", { cwd: shop }), ["database/cluster"]);
  assert.deepEqual(missing(await ordersIn(shop), sales.slice(0, soldBefore)), []);
  // What read from it may end now.
  closeSync(openSync(pipe, constants.O_RDWR));
});

test("a backup that is damaged or not written to its end is refused, and nothing is made", async () => {
  const shop = join(folder, "none");
  const refused = async (sentence: RegExp, ...more: string[]) => {
    const { code, out, err } = await command({ DATA_DIR: shop }, "restore", backup, ...more);
    assert.deepEqual([code, out], [1, ""], err);
    assert.match(err, sentence);
    assert.equal(existsSync(shop), false);
  };
  const manifest = join(backup, "manifest.json");
  await rename(manifest, `${manifest}.kept`);
  await refused(/^\nThe backup .* has no manifest\.json, so it is no backup or was not written to its end\./);
  await writeFile(manifest, (await readFile(`${manifest}.kept`)).subarray(0, 1000));
  await refused(/^\nThe backup .* its manifest\.json is damaged/);
  await rename(`${manifest}.kept`, manifest);
  const victim = join(backup, "cluster", "global", "pg_control");
  const file = await open(victim, "r+");
  await file.write(Buffer.from([0xff]), 0, 1, 100);
  await file.close();
  await refused(/^\nThe backup .* cluster\/global\/pg_control in it is missing or damaged\. Nothing was changed\.\n$/);
  rmSync(victim);
  await refused(/pg_control in it is missing or damaged/);
});

test("what cannot be backed up or restored is explained", async () => {
  const [{ code, err }, none, before, elsewhere] = await Promise.all([
    command({}, "backup", folder),
    command({ WAL_ARCHIVE: "" }, "restore", folder, "--until", moment.toISOString()),
    command({}, "restore", folder, "--until", "2999-01-01T00:00:00Z"),
    runCommandWith(settings, "postgres://u@127.0.0.1:1/d", "restore", folder),
  ]);
  assert.equal(code, 1);
  assert.match(err, /\nThe folder .* is not empty, and nothing is overwritten\. Name a new one\.\n$/);
  assert.match(none.err, /^\n--until needs WAL_ARCHIVE/);
  assert.equal(before.code, 2);
  assert.match(before.err, /^--until takes a moment in the past, such as .*\nUsage: npm run restore/);
  assert.match(elsewhere.err, /^\nDATABASE_URL is set, and a backup is restored to the embedded database/);
});

test("WAL from before a backup is deleted when that is asked for", async () => {
  const segments = () => readdirSync(settings.WAL_ARCHIVE, { recursive: true }).map(String);
  const before = segments();
  const { code, out, err } = await command({}, "backup", join(folder, "second"), "--prune-wal");
  assert.equal(code, 0, err);
  const [, deleted] = /\nDeleted (\d+) files? from before it in WAL_ARCHIVE\.\n/.exec(out) ?? [];
  const gone = before.filter((name) => !segments().includes(name));
  // The backup itself completes a segment, which may be archived in time to be deleted.
  assert.ok(gone.length > 0 && gone.length <= Number(deleted), `${gone.length} of ${deleted}`);
  assert.ok(segments().some((name) => name.endsWith(".history")));
});
