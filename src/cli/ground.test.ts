import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { programOf } from "../../test/support/servers/command.ts";
import { testDatabase } from "../../test/support/databases/database.ts";
import { migrate } from "../platform/database/migrate.ts";

const database = testDatabase();
const folder = mkdtempSync(join(tmpdir(), "selvedge commands "));
chmodSync(folder, 0o755);
after(() => rmSync(folder, { recursive: true, force: true }));

type Settings = Readonly<Record<string, string>>;

/** Runs a command with these settings only, in an empty folder. */
const run = async (settings: Settings, command: string, ...given: readonly string[]) => {
  const child = spawn(process.execPath, [programOf(command), ...given], {
    cwd: folder,
    env: { PATH: process.env["PATH"], ...settings },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const [out, err, [code]] = await Promise.all([child.stdout.toArray(), child.stderr.toArray(), once(child, "close")]);
  return { code: code as number, out: Buffer.concat(out).toString(), err: Buffer.concat(err).toString() };
};

describe("a command", () => {
  test("says that there is no shop where none is, and makes none", async () => {
    const [none, empty] = [join(folder, "none"), join(folder, "empty")];
    mkdirSync(empty);
    for (const [dataDir, command] of [
      [none, "rotate-keys"],
      [empty, "jobs"],
    ] as const)
      assert.deepEqual(await run({ DATA_DIR: dataDir }, command), {
        code: 1,
        out: "",
        err: `Database: ${dataDir}\n\nThere is no shop in ${dataDir}; set DATA_DIR or DATABASE_URL.\n`,
      });
    assert.equal(existsSync(none), false);
    assert.deepEqual(readdirSync(empty), []);
  });

  test("that fills a shop says that it makes one, and where", async () => {
    const dataDir = join(folder, "made");
    const { code, out, err } = await run({ DATA_DIR: dataDir }, "import", "mysql://nobody@127.0.0.1:1/shop");
    assert.deepEqual([code, out], [1, ""]);
    assert.match(
      err,
      /^Database: .*\/made\nThere is none yet: one is made there\. Where another was meant, set DATA_DIR/,
    );
    assert.equal(existsSync(join(dataDir, "database")), true);
  });

  test("says that a file is in the way of its folder", async () => {
    const dataDir = join(folder, "file");
    writeFileSync(dataDir, "");
    for (const [command, ...given] of [["jobs"], ["import", "mysql://nobody@127.0.0.1:1/shop"]] as const)
      assert.match(
        (await run({ DATA_DIR: dataDir }, command, ...given)).err,
        /\n\nThe database needs the folder .*\/file, but a file/,
      );
    assert.equal(readFileSync(dataDir, "utf8"), "");
  });

  test("says in a sentence that a folder cannot be made", async () => {
    const { code, err } = await run({ DATA_DIR: join(folder, "x".repeat(300)) }, "seed-stress");
    assert.equal(code, 1);
    assert.match(
      err,
      /\n\nThe database cannot live in the folder .*: ENAMETOOLONG: .*Set DATA_DIR to another folder\.\n$/s,
    );
  });

  test("refuses what cannot be done before a database is made for it", async () => {
    const dataDir = join(folder, "not made");
    for (const [fault, ...given] of [
      [/The source's address must look like mysql:/, "postgres://u@h/d"],
      [/There is no folder \/nowhere to take pictures from/, "mysql://u@h/d", "--pictures", "/nowhere"],
      [/The report cannot be written: ENOENT/, "mysql://u@h/d", "--report", "/nowhere/report"],
      [/--status says twice what 4 means/, "mysql://u@h/d", "--status", "4=paid", "--status", "04=shipped"],
    ] as const) {
      const { code, out, err } = await run({ DATA_DIR: dataDir }, "import", ...given);
      assert.deepEqual([code === 0, out], [false, ""]);
      assert.match(err, fault);
    }
    assert.equal(existsSync(dataDir), false);
  });

  test("names the database, without its password, beside what it answers", async () => {
    const { host, pathname } = new URL(database().url);
    const { code, out, err } = await run({ DATABASE_URL: database().url }, "jobs", "--json");
    assert.deepEqual([code, err], [0, `Database: ${host}${pathname}\n`]);
    assert.deepEqual(JSON.parse(out).workers, 0);
  });

  test("says what the database refuses its role, and how the database is", async () => {
    const { sql, url } = database();
    const role = `role_${randomBytes(6).toString("hex")}`;
    await sql(`create role ${role} login password 'p'`);
    const theirs = Object.assign(new URL(url), { username: role, password: "p" }).href;
    const told = async (command: string, ...given: readonly string[]) => {
      const { code, out, err } = await run({ DATABASE_URL: theirs }, command, ...given);
      assert.deepEqual([code, out, err.split("\n").length <= 4], [1, "", true], err);
      return err;
    };
    try {
      assert.match(
        await told("jobs"),
        /\nThe database does not do what is needed: permission denied for table schema_migration\. Mend that, or/,
      );
      await sql(`grant select on schema_migration to ${role}`);
      assert.match(await told("jobs"), /\nThe database does not do what is needed: permission denied for table job/);
      await sql(`grant all on all tables in schema public to ${role}`);
      await sql(`alter role ${role} set default_transaction_read_only = on`);
      assert.match(await told("retire", "tax", "2"), /cannot execute UPDATE in a read-only transaction/);
    } finally {
      await sql(`drop owned by ${role}`);
      await sql(`drop role ${role}`);
    }
  });

  test("that opens the shop refuses settings that do not work, and makes nothing", async () => {
    const before = readdirSync(folder).toSorted();
    const elsewhere = Object.assign(new URL(database().url), { pathname: "/postgres" }).href;
    for (const [settings, said] of [
      [
        { DATABASE_URL: elsewhere, DATABASE_MIGRATE_URL: database().url, PORT: "0" },
        /\nThere is no shop in this database; set DATA_DIR or DATABASE_URL/,
      ],
      [
        { DATABASE_URL: database().url, DATA_DIR: "/dev/null/shop", PORT: "0" },
        /\nDATA_DIR is "\/dev\/null\/shop", and a file is in the way of that folder\.\n$/,
      ],
    ] as const) {
      const { code, err } = await run(settings, "start");
      assert.equal(code, 1);
      assert.match(err, said);
    }
    writeFileSync(join(folder, ".env"), "PORT=0\nDATA_DIR: shop\n");
    const { code, out, err } = await run({}, "start");
    rmSync(join(folder, ".env"));
    assert.deepEqual([code, out], [1, ""]);
    assert.match(err, /^\nThe settings in \.env cannot be read: line 2 is not of the form NAME=value\./);
    assert.deepEqual(readdirSync(folder).toSorted(), before);
  });

  test("leaves a database of another version, or of no shop, as it is", async () => {
    const { sql, url } = database();
    const applied = () => sql("select number, name, checksum from schema_migration order by number");
    const [newest] = await sql("select * from schema_migration order by number desc limit 1");
    const refusedWith = async (sentence: RegExp) => {
      const before = await applied();
      const { code, out, err } = await run({ DATABASE_URL: url }, "rotate-keys");
      assert.deepEqual([code, out], [1, ""]);
      assert.match(err, sentence);
      assert.deepEqual(await applied(), before);
    };
    await sql("delete from schema_migration where number = $1", [newest?.["number"]]);
    await refusedWith(/\nThe database is of an older version of Selvedge\. .*start the server first: npm start\n$/);
    await sql("insert into schema_migration select (jsonb_populate_record(null::schema_migration, $1)).*", [newest]);
    await sql("insert into schema_migration (number, name, checksum) values (9999, '9999_later.sql', 'x')");
    await refusedWith(/\nThe database has migration 9999_later\.sql, which this version of Selvedge does not know\./);
    await assert.rejects(migrate(url), /9999_later/);
    await sql("alter schema public rename to kept");
    await sql("create schema public");
    assert.match(
      (await run({ DATABASE_URL: url }, "jobs")).err,
      /\nThere is no shop in this database; set DATA_DIR or DATABASE_URL, or run npm start first\.\n$/,
    );
    assert.deepEqual(await sql("select from pg_class where relnamespace = 'public'::regnamespace"), []);
  });

  test("does nothing where npm kept an option from it", async () => {
    const unreachable = "postgres://nobody@127.0.0.1:1/shop";
    for (const [option, command, ...given] of [
      ["dry_run", "refund", "12"],
      ["restock", "refund", "12"],
      ["dry_run", "import", "mysql://u@h/d"],
      ["now", "rotate-keys"],
      ["undo", "retire", "tax", "2"],
      ["none", "synonyms"],
      ["account", "privacy", "erase", "a@b.c"],
      ["retry_all", "jobs"],
      ["products", "seed-stress"],
      ["despite_dispute", "order", "12", "shipped"],
      ["rolling", "migrate"],
    ] as const) {
      const { code, out, err } = await run(
        { DATABASE_URL: unreachable, [`npm_config_${option}`]: "true" },
        command,
        ...given,
      );
      assert.deepEqual([code, out], [2, ""], command);
      assert.ok(err.startsWith(`npm took --${option.replace("_", "-")} for itself: write --`), err);
    }
    const { code, err } = await run({ DATABASE_URL: unreachable, npm_config_port: "3001" }, "start");
    assert.deepEqual(
      [code, err.split("\n")[0]],
      [2, "Settings are no options: instead of --port write them before the command, as in PORT=3001 npm start."],
    );
  });

  test("is only told about where it is asked for help, or for what it does not know", async () => {
    const unreachable = { DATABASE_URL: "postgres://nobody@127.0.0.1:1/shop" };
    for (const [command, help] of [
      ["rotate-keys", "npm run keys:rotate"],
      ["migrate", "npm run migrate"],
      ["jobs", "npm run jobs"],
      ["order", "npm run order"],
      ["refund", "npm run refund"],
      ["retire", "npm run retire"],
      ["review", "npm run review"],
      ["synonyms", "npm run synonyms"],
      ["privacy", "npm run privacy"],
      ["currency", "npm run currency"],
      ["import", "npm run import"],
      ["seed-stress", "npm run seed:stress"],
      ["print-schema", "npm run schema"],
      ["print-postman", "npm run postman"],
      ["write-client", "npm run client"],
      ["write-settings", "npm run docs:settings"],
    ] as const) {
      const asked = await run(unreachable, command, "--help");
      assert.deepEqual([asked.code, asked.out.startsWith(`Usage: ${help}`), asked.err], [0, true, ""], command);
    }
    for (const [command, ...given] of [
      ["rotate-keys", "--hlep"],
      ["migrate", "--hlep"],
      ["retire", "--hlep"],
      ["retire"],
      ["review"],
      ["review", "list"],
      ["review", "list", "1", "2"],
      ["review", "list", "0x1"],
      ["review", "remove", "1"],
      ["review", "remove", "1", "2", "3"],
      ["privacy"],
      ["privacy", "forget", "a@b.c"],
      ["privacy", "find", "a@b.c", "--account"],
      ["privacy", "erase", "nobody"],
      ["currency", "--relabel"],
      ["currency", "EURO"],
      ["jobs", "--json", "--retry-all"],
      ["jobs", "--retry", "1"],
      ["order", "1", "lost"],
      ["refund"],
      ["refund", "1", "--amount", "5,00"],
      ["synonyms", "a", "b"],
      ["seed-stress", "--products", "1e5"],
      ["import"],
    ] as const) {
      const unknown = await run(unreachable, command, ...given);
      assert.deepEqual([unknown.code, unknown.out], [2, ""], `${command} ${given.join(" ")}: ${unknown.err}`);
      assert.match(unknown.err, /^[^\n]{5,}\nUsage: npm run/, `${command} ${given.join(" ")}`);
    }
  });
});
