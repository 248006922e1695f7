import assert from "node:assert/strict";
import { spawn } from "node:child_process";
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
import { fileURLToPath } from "node:url";
import { testDatabase } from "../../test/support/database.ts";
import { migrate } from "../platform/database/migrate.ts";

const database = testDatabase();
const folder = mkdtempSync(join(tmpdir(), "selvedge commands "));
chmodSync(folder, 0o755);
after(() => rmSync(folder, { recursive: true, force: true }));

type Settings = Readonly<Record<string, string>>;

/** Runs a command with these settings alone, in an empty folder. */
const run = async (settings: Settings, command: string, ...given: readonly string[]) => {
  const program = fileURLToPath(new URL(`${command}.ts`, import.meta.url));
  const child = spawn(process.execPath, [program, ...given], {
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

  test("names the database, without its password, beside what it answers", async () => {
    const { host, pathname } = new URL(database().url);
    const { code, out, err } = await run({ DATABASE_URL: database().url }, "jobs", "--json");
    assert.deepEqual([code, err], [0, `Database: ${host}${pathname}\n`]);
    assert.deepEqual(JSON.parse(out).workers, 0);
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

  test("is only told about where it is asked for help, or for what it does not know", async () => {
    const unreachable = { DATABASE_URL: "postgres://nobody@127.0.0.1:1/shop" };
    for (const [command, help] of [
      ["rotate-keys", "npm run keys:rotate"],
      ["jobs", "npm run jobs"],
      ["order", "npm run order"],
      ["refund", "npm run refund"],
      ["retire", "npm run retire"],
      ["currency", "npm run currency"],
      ["import", "npm run import"],
      ["seed-stress", "npm run seed:stress"],
      ["print-schema", "npm run schema"],
      ["print-postman", "npm run postman"],
      ["write-settings", "npm run docs:settings"],
    ] as const) {
      const asked = await run(unreachable, command, "--help");
      assert.deepEqual([asked.code, asked.out.startsWith(`Usage: ${help}`), asked.err], [0, true, ""], command);
    }
    for (const command of ["rotate-keys", "retire"]) {
      const unknown = await run(unreachable, command, "--hlep");
      assert.deepEqual([unknown.code, unknown.out], [2, ""], command);
      assert.match(unknown.err, /Usage: npm run/);
    }
  });
});
