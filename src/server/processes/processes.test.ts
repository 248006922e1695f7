import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";
import { ShopProcess } from "../../../test/faults/shop-process.ts";
import { programOf } from "../../../test/support/servers/command.ts";
import { parseMetrics } from "../../../test/support/prometheus/text.ts";
import { freePort } from "../../../test/support/servers/free-port.ts";
import { childrenOf, isThere, keepAsking } from "../../../test/support/servers/processes.ts";
import { openProcesses, severalSettings } from "../../../test/support/servers/several-processes.ts";
import { cloneDatabase } from "../../../test/support/servers/shop.ts";
import { until } from "../../../test/support/until.ts";

const longMilliseconds = 30_000;

const hasOthers = (pid: number, earlier: readonly number[]) => {
  const now = childrenOf(pid);
  return now.length === earlier.length && now.every((child) => !earlier.includes(child));
};

const answers = async (url: string): Promise<boolean> =>
  (await fetch(`${url}/readyz`).catch(() => undefined))?.status === 200;

test("one process is all there is where the setting says no more", async (context) => {
  const { program } = await openProcesses(context, 1);
  assert.deepEqual(childrenOf(program.pid), []);
  process.kill(program.pid, "SIGUSR2");
  await delay(300);
  assert.ok(await answers(program.url), "it goes on at the signal for a restart");
});

test("a process that takes another's place keeps to the database, whatever .env says by then", async (context) => {
  const { url, drop } = await cloneDatabase();
  const folder = await mkdtemp(join(tmpdir(), "selvedge-processes-"));
  const write = (database: string) => writeFile(join(folder, ".env"), `DATABASE_URL="${database}"\nWORKERS=2\n`);
  await write(url);
  const program = await startProgram(settings, undefined, folder);
  context.after(async () => {
    await program.end("SIGINT");
    await Promise.all([drop(), rm(folder, { recursive: true })]);
  });
  await write("postgres://nobody@127.0.0.1:1/none");
  const first = childrenOf(program.pid);
  for (const child of first) process.kill(child, "SIGKILL");
  await until(() => !first.some(isThere), longMilliseconds, "both are gone");
  await until(() => answers(program.url), longMilliseconds, "others answer");
});

test("each of three processes that is killed is replaced, and the jobs go on in one", async (context) => {
  const { program, sql } = await openProcesses(context, 3);
  const first = childrenOf(program.pid);
  assert.equal(first.length, 3);
  const workers = async () => (await sql("select worker_id from job_worker")).length;
  await until(async () => (await workers()) === 1, longMilliseconds, "one process runs the jobs");
  for (const child of first) {
    process.kill(child, "SIGKILL");
    await until(() => !isThere(child) && childrenOf(program.pid).length === 3, longMilliseconds, "it is replaced");
    await until(() => answers(program.url), longMilliseconds, "the shop answers");
  }
  assert.ok(hasOthers(program.pid, first));
  await until(async () => (await workers()) >= 2, longMilliseconds, "the jobs have moved");
  await sql("delete from job_worker");
  await until(async () => (await workers()) === 1, longMilliseconds, "one process goes on with them");
});

test("a restart replaces every process, and no request is lost", async (context) => {
  const { program } = await openProcesses(context, 2);
  const first = childrenOf(program.pid);
  const stop = keepAsking(context, program.url, ({ ask }) => ask("GET", "/departments"));
  await delay(300);
  process.kill(program.pid, "SIGUSR2");
  await until(() => hasOthers(program.pid, first), longMilliseconds, "every process was replaced");
  await delay(300);
  const { sent, failed } = await stop();
  assert.deepEqual(failed, []);
  assert.ok(sent > 1000, `${sent} requests`);
  context.diagnostic(`${sent} requests through a restart of both processes, 0 failed`);
});

test("a process that is told to end finishes its work, and is replaced", async (context) => {
  const { program } = await openProcesses(context, 2);
  const [child = 0] = childrenOf(program.pid);
  const stop = keepAsking(context, program.url, ({ ask }) => ask("GET", "/departments"));
  process.kill(child, "SIGTERM");
  await until(() => !isThere(child) && childrenOf(program.pid).length === 2, longMilliseconds, "it is replaced");
  assert.deepEqual((await stop()).failed, []);
});

test("SIGTERM ends all: not ready first, then after the work in flight", async (context) => {
  const { program } = await openProcesses(context, 2);
  const children = childrenOf(program.pid);
  const ended = program.end("SIGTERM");
  await until(async () => !(await answers(program.url)), 900, "it is not ready");
  assert.equal((await fetch(`${program.url}/departments`)).status, 200);
  await ended;
  assert.deepEqual(children.filter(isThere), []);
});

test("when the primary process is killed, the others end too", async (context) => {
  const { program } = await openProcesses(context, 2);
  const children = childrenOf(program.pid);
  await program.end("SIGKILL");
  await until(() => !children.some(isThere), 10_000, "they end");
});

test("a process that has not opened yet ends with the others", async (context) => {
  const { program } = await openProcesses(context, 2, { SHUTDOWN_DELAY_SECONDS: "60" });
  const [child = 0] = childrenOf(program.pid);
  process.kill(child, "SIGKILL");
  await until(() => !isThere(child) && childrenOf(program.pid).length === 2, longMilliseconds, "it is replaced");
  // A process that missed the order would be waited for until the delay and the drain are over, and then killed.
  const ended = program.end("SIGINT");
  await until(() => !isThere(program.pid), 60_000, "all end");
  await ended;
});

test("one port tells the metrics of all processes, also while one hangs or is replaced", async (context) => {
  const port = await freePort();
  const { program } = await openProcesses(context, 2, { METRICS_PORT: String(port) });
  const scrape = async () => parseMetrics(await (await fetch(`http://127.0.0.1:${port}/metrics`)).text()).numbers;
  const processes = async (state: string) => (await scrape()).get(`selvedge_processes{state="${state}"}`);
  const asked = 40;
  for (let count = 0; count < asked; count += 1) assert.equal((await fetch(`${program.url}/tax/99`)).status, 404);
  const answered = async () =>
    [...(await scrape())]
      .filter(([key]) => /^selvedge_http_requests_total\{process="[12]",.*route="\/tax\/:tax_id"/.test(key))
      .reduce((sum, [, count]) => sum + count, 0);
  await until(async () => (await answered()) === asked, longMilliseconds, "every request is counted once");
  const numbers = await scrape();
  for (const name of ["1", "2", "primary"])
    assert.ok(numbers.has(`process_cpu_seconds_total{process="${name}"}`), name);
  assert.equal(numbers.get("selvedge_database_up"), 1);

  const [hung = 0] = childrenOf(program.pid);
  process.kill(hung, "SIGSTOP");
  await until(async () => (await processes("silent")) === 1, longMilliseconds, "it is told that one is silent");
  assert.ok([...(await scrape()).keys()].some((key) => /^process_cpu_seconds_total\{process="[12]"\}/.test(key)));
  process.kill(hung, "SIGCONT");
  await until(async () => (await processes("silent")) === 0, longMilliseconds, "it answers again");
  process.kill(hung, "SIGKILL");
  await until(async () => (await processes("answering")) === 2 && !isThere(hung), longMilliseconds, "another does");
  const names = [...(await scrape()).keys()].flatMap(
    (key) => /^process_cpu_seconds_total\{process="(\w+)"/.exec(key)?.[1] ?? [],
  );
  assert.deepEqual(names.toSorted(), ["1", "2", "primary"], "it has the number of the one that it replaces");
});

test("what keeps the first process from starting is told once, and ends the start", async (context) => {
  const { url, drop } = await cloneDatabase();
  context.after(drop);
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query("insert into shop (currency, recorded_at) values ('usd', now())");
  await client.end();
  const env = { PATH: process.env["PATH"], ...severalSettings, PORT: "0", DATABASE_URL: url, CURRENCY: "EUR" };
  const words = [programOf("start"), "--workers", "2"];
  const child = spawn(process.execPath, words, { cwd: tmpdir(), env, stdio: ["ignore", "pipe", "pipe"] });
  const [told, [code]] = await Promise.all([text(child.stderr), once(child, "close")]);
  assert.equal(code, 1);
  assert.match(
    told,
    /^\n[^\n]*CURRENCY is EUR[^\n]*\n\nA process ended before it answered requests: it ended with code 1\.\n$/,
  );
});

test("the processes follow their embedded database when it ends and comes back", async () => {
  const shop = new ShopProcess({ LOG_LEVEL: "fatal", WORKERS: "2" });
  try {
    await shop.start();
    const [leader = 0] = shop.databaseProcesses();
    process.kill(leader, "SIGKILL");
    await until(async () => !isThere(leader), longMilliseconds, "the database is dead");
    await until(
      async () => (await Promise.all([1, 2, 3, 4].map(() => answers(shop.url)))).every(Boolean),
      longMilliseconds,
      "all answer again",
    );
    assert.equal((await fetch(`${shop.url}/products?limit=1&page=7`)).status, 200);
  } finally {
    await shop.close();
  }
});
