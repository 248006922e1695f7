import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { ShopProcess } from "../../../test/faults/shop-process.ts";
import { upTo } from "../../../test/support/crowd.ts";
import { TestPostgres } from "../../../test/support/databases/postgres.ts";
import { startRedis, withoutRedis } from "../../../test/support/redis/redis.ts";
import { childrenOf, isThere } from "../../../test/support/servers/processes.ts";
import { startProgram } from "../../../test/support/servers/program.ts";
import { openProcesses, severalSettings } from "../../../test/support/servers/several-processes.ts";
import { until } from "../../../test/support/until.ts";

const longMilliseconds = 60_000;

type Ready = { readonly replica: string; readonly redis: string };

/** Asks several times at once, so that more than one process answers; true if each reply is as expected. */
const all = async (isSo: () => Promise<boolean>): Promise<boolean> =>
  (await Promise.all(upTo(12).map(() => isSo().catch(() => false)))).every(Boolean);

const isReady = (url: string, expected: Partial<Ready>) => () =>
  all(async () => {
    const reply = await fetch(`${url}/readyz`);
    const said = (await reply.json()) as Ready;
    return reply.ok && Object.entries(expected).every(([name, value]) => said[name as keyof Ready] === value);
  });

const opensAccounts = (url: string) => () =>
  all(async () => {
    const email = `${crypto.randomUUID()}@example.com`;
    const reply = await fetch(`${url}/customers`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ name: "Ada", email, password: "twill and denim 9" }),
    });
    await reply.arrayBuffer();
    return reply.status === 200;
  });

/** Returns whether a process answers requests: others are databases, or hash passwords. */
const servesRequests = (pid: number): boolean => {
  try {
    return /src\/cli\/(?:start\.ts|launch\.js)/.test(readFileSync(`/proc/${pid}/cmdline`, "utf8"));
  } catch {
    return false;
  }
};

test("processes read from the replica of their embedded database, a replaced one too", async () => {
  const shop = new ShopProcess({ LOG_LEVEL: "fatal", SHUTDOWN_DELAY_SECONDS: "0", WORKERS: "2", REPLICAS: "1" });
  try {
    await shop.start();
    await until(isReady(shop.url, { replica: "answers" }), longMilliseconds, "all read from it");
    const serving = () => childrenOf(shop.server.pid ?? 0).filter(servesRequests);
    const [first = 0, second = 0, ...others] = serving();
    assert.deepEqual([others, isThere(second)], [[], true]);
    process.kill(first, "SIGKILL");
    await until(() => !isThere(first) && serving().length === 2, longMilliseconds, "it is replaced");
    await until(isReady(shop.url, { replica: "answers" }), longMilliseconds, "all read from it again");
    assert.equal((await fetch(`${shop.url}/products?limit=1`)).status, 200);
  } finally {
    await shop.close();
  }
});

test("processes share a Redis, and work without it when it is dead", { skip: withoutRedis }, async (context) => {
  const redis = await startRedis();
  context.after(() => redis.stop());
  const { program } = await openProcesses(context, 2, { REDIS_URL: `redis://127.0.0.1:${redis.port}` });
  await until(isReady(program.url, { redis: "answers" }), longMilliseconds, "all reach it");
  await redis.kill();
  await until(isReady(program.url, { redis: "away" }), longMilliseconds, "all notice");
  assert.ok(await opensAccounts(program.url)());
  await redis.start();
  await until(isReady(program.url, { redis: "answers" }), longMilliseconds, "all reach it again");
});

test("after a failover all processes write to the new primary, a replaced one too", async (context) => {
  const primary = await TestPostgres.primary();
  context.after(() => primary.remove());
  const standby = await primary.standby();
  context.after(() => standby.remove());
  const hosts = [primary, standby].map(({ port }) => `127.0.0.1:${port}`).join(",");
  const program = await startProgram({
    ...severalSettings,
    DATABASE_URL: `postgres://selvedge@${hosts}/shop`,
    WORKERS: "2",
  });
  context.after(async () => (isThere(program.pid) ? program.end("SIGKILL") : undefined));
  assert.ok(await opensAccounts(program.url)());
  const accounts = () => standby.sql("select count(*)::int as count from customer");
  await until(async () => (await accounts())[0]?.["count"] === 12, longMilliseconds, "the standby has them");
  await primary.kill();
  await standby.sql("select pg_promote()");
  await until(opensAccounts(program.url), longMilliseconds, "all write again");
  const first = childrenOf(program.pid).find(servesRequests) ?? 0;
  process.kill(first, "SIGKILL");
  await until(() => !isThere(first), longMilliseconds, "it is dead");
  await until(opensAccounts(program.url), longMilliseconds, "all write");
});
