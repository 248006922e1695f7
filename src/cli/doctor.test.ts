import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { testDatabase } from "../../test/support/databases/database.ts";
import { runCommandWith } from "../../test/support/servers/command.ts";

const database = testDatabase();
let folder: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "selvedge-doctor-"));
});
after(() => rm(folder, { recursive: true, force: true }));

const doctor = (settings: Readonly<Record<string, string>>, url: string, ...asked: string[]) =>
  runCommandWith({ DATA_DIR: folder, ...settings }, url, "doctor", ...asked);

type Found = { readonly check: string; readonly level: string; readonly message: string; readonly advice?: string };
const parsed = (out: string) => JSON.parse(out) as { faults: number; warnings: number; findings: Found[] };

test("npm run doctor says what is wrong and what to do, and ends with 1 at a fault", async () => {
  const shop = database();
  const { code, out, err } = await doctor({}, shop.url);
  assert.deepEqual([code, err], [1, ""]);
  assert.match(out, /^ok {8}migrations {2}The schema is this version's\.$/m);
  assert.match(out, /^fault {5}jobs {8}No server runs background jobs.*\n {22}Start the shop with WORKER=on/m);
  assert.match(out, /\n\n1 fault, [12] warnings?\.\n$/);
  await shop.sql("insert into job_worker (worker_id, started_at, seen_at) values (gen_random_uuid(), now(), now())");
  const well = await doctor({}, shop.url, "--json");
  assert.deepEqual([well.code, well.err], [0, ""]);
  const { faults, warnings, findings } = parsed(well.out);
  assert.equal(faults, 0);
  assert.equal(warnings, findings.filter(({ level }) => level === "warning").length);
  const names = [...new Set(findings.map(({ check }) => check))];
  const all =
    "migrations settings addresses encryption database clock archive replicas redis disk folders backup jobs mail payments";
  assert.deepEqual(names, all.split(" "));
  assert.ok(findings.every(({ level, advice }) => (level === "ok") === (advice === undefined)));
});

test("an export is known to the doctor as a backup", async () => {
  const ofBackup = async () =>
    parsed((await doctor({}, database().url, "--json")).out).findings.find(({ check }) => check === "backup");
  assert.equal((await ofBackup())?.level, "warning");
  const exported = await runCommandWith({ DATA_DIR: folder }, database().url, "export", join(folder, "shop.tar.zst"));
  assert.equal(exported.code, 0, exported.err);
  const known = await ofBackup();
  assert.equal(known?.level, "ok");
  assert.match(known.message, /^The last backup known here is of \d{4}-.*Z, in .*\/shop\.tar\.zst\.$/);
});

test("wrong settings, a database that does not answer and one of another version are told", async () => {
  const told = async (settings: Readonly<Record<string, string>>, url: string) => {
    const { code, out } = await doctor(settings, url, "--json");
    assert.equal(code, 1);
    return parsed(out).findings.filter(({ level }) => level === "fault");
  };
  assert.deepEqual(
    (await told({ PORT: "0x10", CURRENCY: "JPY" }, database().url)).map(({ message }) => message.split(" ")[0]),
    ["PORT", "CURRENCY"],
  );
  const [closed] = await told({}, "postgres://nobody@127.0.0.1:1/shop");
  assert.deepEqual([closed?.check, closed?.message.split(":")[0]], ["database", "The database 127.0.0.1"]);
  const [none] = await told({ DATA_DIR: join(folder, "none") }, "");
  assert.match(none?.message ?? "", /^There is no shop in .*none;/);
  const { sql, url } = database();
  await sql("insert into schema_migration (number, name, checksum) values (9999, '9999_later.sql', 'x')");
  const [newer] = await told({}, url);
  assert.deepEqual([newer?.check, /9999_later/.test(newer?.message ?? "")], ["migrations", true]);
  await sql("delete from schema_migration where number = 9999");
});

test("of several hosts, the primary is examined", async () => {
  const { url } = database();
  const several = url.replace(/@([^/,]+)\//, "@127.0.0.1:1,$1/");
  assert.notEqual(several, url);
  const { out, err } = await doctor({ DATABASE_MIGRATE_URL: several }, several, "--json");
  assert.equal(err, "");
  const ofDatabase = parsed(out).findings.filter(({ check }) => check === "migrations" || check === "database");
  assert.deepEqual(
    ofDatabase.filter(({ level }) => level === "fault"),
    [],
  );
  assert.match(ofDatabase.map(({ message }) => message).join("\n"), /^The schema is this version's\.\nPostgreSQL \d+/);
});

test("a replica that is none and a Redis that does not answer are told", async () => {
  const { url } = database();
  const settings = {
    DATABASE_READ_URLS: `postgres://u@127.0.0.1:1/shop ${url}`,
    REDIS_URL: "redis://:secret@127.0.0.1:1",
  };
  const { out, err } = await doctor(settings, url, "--json");
  assert.equal(err, "");
  const told = parsed(out).findings.filter(({ check }) => check === "replicas" || check === "redis");
  assert.deepEqual(
    told.map(({ level }) => level),
    ["warning", "warning", "warning"],
  );
  const sentences = told.map(({ message }) => message).join("\n");
  assert.match(
    sentences,
    /^The replica 127\.0\.0\.1:1\/shop does not answer: .*ECONNREFUSED.*\nThe replica .* does not follow/,
  );
  assert.match(sentences, /\nRedis at REDIS_URL cannot be used: .*ECONNREFUSED.*\. The shop works without it\.$/);
  assert.ok(!sentences.includes("secret"));
});

test("options that nothing understands are refused with the usage", async () => {
  const { code, out, err } = await doctor({}, database().url, "--jason");
  assert.deepEqual([code, out], [2, ""]);
  assert.match(err, /\nUsage: npm run doctor/);
});
