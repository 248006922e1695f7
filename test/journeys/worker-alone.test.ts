import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { test, type TestContext } from "node:test";
import { fileURLToPath } from "node:url";
import { askingApp, newBuyer } from "../support/clients/buyers.ts";
import { replicaSettings } from "../support/databases/lagging-replica.ts";
import { freePort } from "../support/servers/free-port.ts";
import { testShop } from "../support/servers/shop.ts";
import { until } from "../support/until.ts";

const shop = testShop({ settings: { RATE_LIMIT: "off", WORKER: "off" } });
const launcher = fileURLToPath(new URL("../../src/cli/launch.js", import.meta.url));

const waiting = async (): Promise<number> =>
  (await shop().sql("select count(*)::int from job where task like 'mail-%'"))[0]?.["count"] as number;

const jobsOf = async (): Promise<unknown> => (await shop().app.inject("/readyz")).json().jobs;

/** Starts a process that runs jobs alone; returns its closing and the line with which it opens. */
const startWorker = async (context: TestContext, port: number) => {
  const dataDir = await mkdtemp(join(tmpdir(), "selvedge-worker-"));
  context.after(() => rm(dataDir, { recursive: true, force: true }));
  const child = spawn(process.execPath, [launcher], {
    cwd: dataDir,
    env: {
      PATH: process.env["PATH"],
      DATABASE_URL: shop().url,
      ...replicaSettings(shop().url),
      DATA_DIR: dataDir,
      LOG_LEVEL: "silent",
      PORT: String(port),
      SHUTDOWN_DELAY_SECONDS: "0",
      WORKER: "only",
    },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const gone = once(child, "exit");
  context.after(() => child.kill("SIGKILL"));
  let opening = "";
  for await (const line of createInterface({ input: child.stdout })) {
    opening = line;
    if (/background jobs/.test(line)) break;
  }
  child.stdout.resume();
  return {
    opening,
    end: async () => {
      child.kill("SIGTERM");
      return (await gone)[0] as number | null;
    },
  };
};

test("a process for background jobs alone runs those of servers without a worker", async (context) => {
  await newBuyer(askingApp(shop().app));
  assert.ok((await waiting()) > 0, "a mail about the new account waits");
  assert.equal(await jobsOf(), "no worker");
  const port = await freePort();
  const worker = await startWorker(context, port);
  assert.match(worker.opening, /^Selvedge runs background jobs, after \d+\.\d s, and nothing else\.$/);
  await until(async () => (await waiting()) === 0, 20_000, "the mail is sent");
  assert.equal(await jobsOf(), "running");
  await assert.rejects(fetch(`http://127.0.0.1:${port}/livez`), "it listens on no port");
  assert.equal(await worker.end(), 0);
  assert.equal(await jobsOf(), "no worker");
});
