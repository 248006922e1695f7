import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { chown, glob, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { freePort } from "../support/servers/free-port.ts";

const programs = "/usr/lib/postgresql/15/bin";
const root = fileURLToPath(new URL("../../", import.meta.url));
const longestRunMilliseconds = 1_700_000;

const ends: (() => unknown)[] = [];
after(async () => {
  for (const end of ends.toReversed()) await end();
});

/** PostgreSQL refuses to run as root. */
const account = async (): Promise<{ uid: number; gid: number } | undefined> => {
  if (process.getuid?.() !== 0) return undefined;
  const [, uid, gid] = /^postgres:[^:]*:(\d+):(\d+):/m.exec(await readFile("/etc/passwd", "utf8")) ?? [];
  return { uid: Number(uid), gid: Number(gid) };
};

const startPostgres = async (): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), "selvedge-postgres15-"));
  ends.push(() => rm(folder, { recursive: true, force: true }));
  const as = await account();
  if (as) await chown(folder, as.uid, as.gid);
  const run = (program: string, ...given: string[]) => {
    const { status, stdout, stderr } = spawnSync(join(programs, program), given, {
      cwd: folder,
      encoding: "utf8",
      ...as,
    });
    assert.equal(status, 0, `${program}: ${stdout}${stderr}`);
  };
  const cluster = join(folder, "cluster");
  const port = await freePort();
  const settings = `-c listen_addresses=127.0.0.1 -c port=${port} -c unix_socket_directories= -c fsync=off -c full_page_writes=off -c max_connections=300`;
  run(
    "initdb",
    "--no-sync",
    "--auth=trust",
    "--username=selvedge",
    "--encoding=UTF8",
    "--locale=C.UTF-8",
    "-D",
    cluster,
  );
  run("pg_ctl", "start", "--wait", "--silent", "-D", cluster, "-l", join(folder, "log"), "-o", settings);
  ends.push(() => run("pg_ctl", "stop", "--mode=immediate", "-D", cluster));
  return `postgres://selvedge@127.0.0.1:${port}/postgres`;
};

/**
 * Tests with separate databases, browsers, input before any statement, lost connections and long proofs: they do not
 * depend on PostgreSQL's version. The others run every statement of the shop.
 */
const indifferent =
  /^(test\/(grounds|faults|bad-input|security|invariants|journeys|deploy)|src\/platform\/(http|cache|database|jobs|mail)|src\/catalogue\/revision)\//;

/** Returns the test files that use the shop's database. */
const filesWithDatabase = async (): Promise<string[]> => {
  const found = await Array.fromAsync(glob(["src/**/*.test.ts", "test/**/*.test.ts"], { cwd: root }));
  const files = found.filter((path) => !indifferent.test(path)).toSorted();
  const texts = await Promise.all(files.map((path) => readFile(join(root, path), "utf8")));
  return files.filter(
    (_, index) =>
      /support\/(?:servers\/shop|databases\/database)\.ts"/.test(texts[index] ?? "") &&
      !/playwright/.test(texts[index] ?? ""),
  );
};

const runTests = (files: readonly string[], url: string): Promise<{ code: number | null; said: string }> => {
  const environment = { ...process.env };
  for (const name of ["NODE_TEST_CONTEXT", "SELVEDGE_TEST_GROUND", "SELVEDGE_TEST_REPLICA", "DATABASE"])
    delete environment[name];
  const child = spawn(
    process.execPath,
    ["--test", "--test-reporter=tap", "--test-global-setup=test/support/ground.ts", "--test-concurrency=2", ...files],
    {
      cwd: root,
      env: { ...environment, TEST_DATABASE_URL: url },
      stdio: ["ignore", "pipe", "pipe"],
      timeout: longestRunMilliseconds,
    },
  );
  let said = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => (said += text));
  return new Promise((resolve) => child.once("close", (code) => resolve({ code, said })));
};

/** Returns what the database server reports: its version, and whether the tests created their templates on it. */
const traces = async (url: string) => {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query(
    "select current_setting('server_version_num')::int / 10000 as version, count(*)::int as templates from pg_database where datname ~ '^template_(sample|empty)$'",
  );
  await client.end();
  return rows[0];
};

const missing = existsSync(join(programs, "initdb")) ? false : `PostgreSQL 15 is not installed in ${programs}`;

test("PostgreSQL 15 is here", { skip: process.env["CI"] === "true" ? false : missing }, () =>
  assert.equal(missing, false),
);

test("the same tests pass on PostgreSQL 15", { skip: missing }, async (context) => {
  const files = await filesWithDatabase();
  assert.ok(files.length > 0);
  const url = await startPostgres();
  const { code, said } = await runTests(files, url);
  const passed = /^# pass (\d+)$/m.exec(said)?.[1] ?? "0";
  const failures = said
    .split(/(?=^ *not ok )/m)
    .filter((part) => /^ *not ok /.test(part))
    .map((part) => part.slice(0, 1500));
  assert.equal(code, 0, failures.join("\n") || said.slice(-3000));
  assert.deepEqual(await traces(url), { version: 15, templates: 2 });
  assert.ok(Number(passed) > files.length, said.slice(-500));
  context.diagnostic(`${passed} tests in ${files.length} files`);
});
