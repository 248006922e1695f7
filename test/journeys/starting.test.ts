import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { existsSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { settings } from "../../src/platform/settings.ts";
import { version } from "../../src/server/version.ts";
import { startProgram } from "../support/servers/program.ts";
import { testShop } from "../support/servers/shop.ts";

const shop = testShop();
const program = fileURLToPath(new URL("../../src/cli/start.ts", import.meta.url));
type Ended = { readonly code: number; readonly out: string; readonly told: string };
let folder: string;
before(async () => void (folder = await mkdtemp(join(tmpdir(), "selvedge-start-"))));
after(() => rm(folder, { recursive: true, force: true }));

/** Runs the program in an empty folder, with these settings alone. */
const start = (given: Record<string, string>, ...words: string[]): Promise<Ended> =>
  new Promise((resolve) => {
    const options = { cwd: folder, env: { PATH: process.env["PATH"] ?? "", ...given }, timeout: 20_000 };
    execFile(process.execPath, [program, ...words], options, (error, out, told) =>
      resolve({ code: error ? Number(error.code) : 0, out, told }),
    );
  });

test("wrong settings are told all at once, each with what it may be, and nothing is started", async () => {
  const { code, out, told } = await start({
    PORT: "99999",
    DATABASE_URL: "mysql://user:hunter2@host/shop",
    ITEMS_PER_PAGE: "many",
    LOG_LEVEL: "loud",
    SAMPLE_CATALOGUE: "yes",
    SHUTDOWN_DELAY_SECONDS: "-1",
  });
  assert.equal(code, 1);
  assert.equal(out, "");
  const lines = told.trim().split("\n");
  assert.deepEqual(lines.map((line) => line.split(" ")[0] ?? "").toSorted(), [
    "DATABASE_URL",
    "ITEMS_PER_PAGE",
    "LOG_LEVEL",
    "PORT",
    "SAMPLE_CATALOGUE",
    "SHUTDOWN_DELAY_SECONDS",
  ]);
  assert.match(told, /PORT is "99999": it must be a number from 0 to 65535\./);
  assert.match(told, /LOG_LEVEL is "loud": it must be one of fatal, error, warn, info, debug, trace, silent\./);
  assert.doesNotMatch(told, /hunter2|\n\s+at /);
});

test("the number of replicas may be an option, and goes with the embedded database alone", async () => {
  const wrong = await start({}, "--replicas", "9");
  assert.deepEqual([wrong.code, wrong.told.trim()], [1, 'REPLICAS is "9": it must be a number from 0 to 5.']);
  const { code, told } = await start({ DATABASE_URL: "postgres://db.example/shop" }, "--replicas=2");
  assert.equal(code, 1);
  assert.match(told.trim(), /^REPLICAS starts replicas of the embedded database, and DATABASE_URL names another/);
  const vain = await start({ SYNCHRONOUS_REPLICAS: "2", REPLICAS: "1" });
  assert.match(vain.told.trim(), /^SYNCHRONOUS_REPLICAS is larger than REPLICAS/);
});

test("settings that do not go together are told too", async () => {
  const { code, told } = await start({ ITEMS_PER_PAGE: "50", MAX_ITEMS_PER_PAGE: "10" });
  assert.deepEqual([code, told.trim()], [1, "ITEMS_PER_PAGE is larger than MAX_ITEMS_PER_PAGE."]);
});

test("--help names every setting, --version the version, an unknown word the way to help", async () => {
  const help = await start({}, "--help");
  assert.equal(help.code, 0);
  for (const { env } of Object.values(settings)) assert.match(help.out, new RegExp(`^  ${env} `, "m"));
  assert.deepEqual(await start({}, "-h"), help);
  assert.deepEqual(await start({}, "--version"), { code: 0, out: `${version}\n`, told: "" });
  const unknown = await start({}, "--prot=3000");
  assert.equal(unknown.code, 2);
  assert.match(unknown.told, /--prot[^]*--help/);
});

test("a database that cannot be reached ends the start with a sentence, not with a trace", async () => {
  const { code, told } = await start({ DATABASE_URL: "postgres://nobody:hunter2@127.0.0.1:1/shop" });
  assert.equal(code, 1);
  assert.doesNotMatch(told, /hunter2|\n\s+at /);
  assert.match(told, /127\.0\.0\.1:1/);
});

test("a port that is taken and a host that is nowhere are told before a database is made", async (context) => {
  const holder = createServer().listen(0, "127.0.0.1");
  context.after(() => holder.close());
  await once(holder, "listening");
  const { port } = holder.address() as { port: number };
  const taken = await start({ PORT: String(port) });
  assert.deepEqual(
    [taken.code, taken.out, taken.told],
    [1, "", `\nPort ${port} is in use by another program. Stop it, or choose another: PORT=3001 npm start\n`],
  );
  // conda sets HOST like this.
  const conda = await start({ PORT: "0", HOST: "x86_64-conda-linux-gnu" });
  assert.deepEqual([conda.code, conda.out], [1, ""]);
  assert.match(
    conda.told,
    /^\nThe API cannot listen on x86_64-conda-linux-gnu:0 \(E\w+\)\. Choose another HOST or PORT\.\n$/,
  );
  // An address that is reserved for documentation (RFC 5737).
  const nowhere = await start({ PORT: "0", HOST: "192.0.2.1" });
  assert.deepEqual(
    [nowhere.code, nowhere.out, nowhere.told],
    [1, "", "\nThe API cannot listen on 192.0.2.1:0 (EADDRNOTAVAIL). Choose another HOST or PORT.\n"],
  );
  assert.equal(existsSync(join(folder, ".selvedge")), false);
});

test("a word that means nothing in NODE_ENV is warned of", async () => {
  const unreachable = { DATABASE_URL: "postgres://nobody@127.0.0.1:1/shop", PORT: "0" };
  assert.match(
    (await start({ ...unreachable, NODE_ENV: "prod" })).out,
    /NODE_ENV is \\"prod\\", no word that is known/,
  );
  assert.equal((await start({ ...unreachable, NODE_ENV: "Test" })).out, "");
});

test("a folder of pictures that is not there is told before a database is made", async () => {
  const { code, out, told } = await start({ PORT: "0", PICTURES_DIR: "/nonexistent" });
  assert.deepEqual(
    [code, out, told],
    [1, "", '\nPICTURES_DIR is "/nonexistent", which is no folder that can be read (ENOENT).\n'],
  );
  assert.equal(existsSync(join(folder, ".selvedge")), false);
});

test("the address that is announced is the one that answers", async () => {
  for (const [host, shown] of [
    [undefined, "127.0.0.1"],
    ["127.0.0.1", "127.0.0.1"],
    ["[::1]", "[::1]"],
    ["0.0.0.0", "127.0.0.1"],
  ] as const) {
    const program = await startProgram({ DATABASE_URL: shop().url, WORKER: "off", ...(host ? { HOST: host } : {}) });
    try {
      assert.match(program.url, new RegExp(`^http://${shown.replaceAll(/[.[\]]/g, String.raw`\$&`)}:\\d+$`));
      assert.equal((await fetch(`${program.url}/livez`)).status, 200, program.url);
    } finally {
      await program.end("SIGTERM");
    }
  }
});

test("a settings file is read whatever wrote it; near names are warned of, a folder refused", async (context) => {
  const file = join(folder, ".env");
  context.after(() => rm(file, { recursive: true, force: true }));
  await writeFile(file, Buffer.from("\ufeffPORT=many\r\nDATBASE_URL=postgres://nobody:hunter2@h/d\r\n", "utf16le"));
  assert.deepEqual(await start({}), {
    code: 1,
    out: "",
    told: 'Warning: DATBASE_URL is no setting, and nothing reads it: did you mean DATABASE_URL?\n\nPORT is "many": it must be a number from 0 to 65535.\n',
  });
  await rm(file);
  await mkdir(file);
  assert.equal((await start({})).told, "\nThe settings in .env cannot be read: it is a folder.\n");
});

test("an older Node is told which one is needed, in a sentence", async () => {
  const launcher = fileURLToPath(new URL("../../src/cli/launch.js", import.meta.url));
  const older = "data:text/javascript,Object.defineProperty(process,'versions',{value:{node:'20.1.0'}})";
  const told = await new Promise<string>((resolve) => {
    execFile(process.execPath, ["--import", older, launcher], { cwd: folder }, (error, _out, err) =>
      resolve(`${error?.code} ${err}`),
    );
  });
  assert.match(told, /^1 Selvedge needs Node 24 or newer, and this is 20\.1\.0\. .*npm start`\.\n$/);
});
