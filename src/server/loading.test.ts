import assert from "node:assert/strict";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { before, test } from "node:test";
import { startProgram } from "../../test/support/servers/program.ts";
import { cloneDatabase } from "../../test/support/servers/shop.ts";

const hook = new URL("../../test/support/loaded.ts", import.meta.url);
let packages: ReadonlySet<string | undefined>;
let legacy: readonly string[];

before(async () => {
  const [database, folder] = await Promise.all([cloneDatabase(), mkdtemp(join(tmpdir(), "selvedge-loaded-"))]);
  const file = join(folder, "loaded");
  const { url, end } = await startProgram({
    DATABASE_URL: database.url,
    DATA_DIR: folder,
    LOADED_FILE: file,
    NODE_OPTIONS: `--import ${hook.href}`,
  });
  const stranger = new URLSearchParams({ email: "ada@example.com", password: "twill and denim 9" });
  const replies = await Promise.all([
    fetch(`${url}/products`),
    fetch(`${url}/customers/login`, { method: "POST", body: stranger }),
  ]);
  await end("SIGINT");
  assert.deepEqual(
    replies.map(({ status }) => status),
    [200, 400],
  );
  const loaded = (await readFile(file, "utf8")).split("\n");
  packages = new Set(loaded.map((one) => /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(one)?.[1]));
  legacy = loaded.flatMap((one) => /\/src\/import\/(.+)$/.exec(one)?.[1] ?? []);
  await Promise.all([database.drop(), rm(folder, { recursive: true })]);
});

test("a server that served reads and a refused login has loaded nothing of the import", () => {
  assert.deepEqual(legacy.toSorted(), [
    "index.ts",
    "personal-data.queries.ts",
    "personal-data.ts",
    "source/encoding.ts",
    "source/source-fault.ts",
  ]);
});

test("nor what only an import, a seeding, a letter, a card, Redis, traces or a terminal needs", () => {
  const seldom = [
    "mysql2",
    "pg-copy-streams",
    "@node-rs/argon2",
    "bcryptjs",
    "nodemailer",
    "stripe",
    "pino-pretty",
    "ioredis",
    "@opentelemetry/api",
  ];
  assert.deepEqual(
    seldom.filter((name) => packages.has(name)),
    [],
  );
  assert.ok(
    ["fastify", "pg", "pino"].every((name) => packages.has(name)),
    "what a server needs is seen",
  );
});
