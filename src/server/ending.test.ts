import assert from "node:assert/strict";
import { Agent, get, type IncomingMessage } from "node:http";
import { after, before, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";
import { startProgram } from "../../test/support/servers/program.ts";
import { cloneDatabase } from "../../test/support/servers/shop.ts";
import { until } from "../../test/support/until.ts";

let database: Awaited<ReturnType<typeof cloneDatabase>>;
let holder: pg.Client;
before(async () => {
  database = await cloneDatabase();
  holder = new pg.Client({ connectionString: database.url });
  await holder.connect();
});
after(async () => {
  await holder.end();
  await database.drop();
});

const agent = new Agent({ keepAlive: true, maxSockets: 1 });
const reading = (url: string, over?: Agent): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    get(url, over ? { agent: over } : {}, (reply) => resolve(reply.resume())).on("error", reject);
  });
const statusOf = async (url: string): Promise<number | undefined> => (await reading(url)).statusCode;

test("SIGTERM: not ready first, then connections end with their replies, then work in flight", async () => {
  const { url, end } = await startProgram({
    DATABASE_URL: database.url,
    LOG_LEVEL: "silent",
    SAMPLE_CATALOGUE: "off",
    DRAIN_SECONDS: "1",
  });
  assert.equal((await reading(`${url}/departments`, agent)).headers.connection, "keep-alive");
  await holder.query("begin; lock table tax");
  const inFlight = statusOf(`${url}/tax`);
  await delay(200);
  const began = Date.now();
  const ended = end("SIGTERM");
  await until(async () => (await statusOf(`${url}/readyz`)) === 503, 800, "it is not ready");
  const reply = await reading(`${url}/departments`, agent);
  assert.deepEqual([reply.statusCode, reply.headers.connection], [200, "close"]);
  const isRefused = async () => (await statusOf(`${url}/departments`).catch(() => undefined)) === undefined;
  await until(isRefused, 1700, "it accepts no more connections");
  assert.ok(Date.now() - began >= 1000, "it went on answering for its delay");
  await holder.query("commit");
  assert.equal(await inFlight, 200);
  await ended;
  assert.ok(Date.now() - began < 5000, `${Date.now() - began} ms`);
});
