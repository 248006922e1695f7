import assert from "node:assert/strict";
import { test } from "node:test";
import { pino } from "pino";
import { ownDatabase } from "../../test/support/databases/own-database.ts";
import { keptLog } from "../../test/support/servers/log.ts";
import { openRelay } from "../../test/support/fakes/relay.ts";
import { oneServerOnly } from "../../test/support/one-server.ts";
import { openShopOn, openTestDatabase, testShop } from "../../test/support/servers/shop.ts";
import { until } from "../../test/support/until.ts";
import { readConfig } from "../platform/config.ts";
import { watchWorkers } from "../platform/jobs/workers.ts";
import { openShop } from "./app.ts";

oneServerOnly("what a server says of itself names its replicas");
const shop = testShop();
const notReady = (message: string) => ({ error: { status: 503, code: "COM_50", message, field: "" } });

test("a running server is alive and ready, and nobody may keep that answer", async () => {
  for (const [url, state] of [
    ["/livez", { status: "alive" }],
    ["/readyz", { status: "ready", jobs: "no worker", replica: "none", replicas: [], redis: "none" }],
  ] as const) {
    const reply = await shop().app.inject(url);
    assert.deepEqual([reply.statusCode, reply.json(), reply.headers["cache-control"]], [200, state, "no-store"]);
  }
});

test("a server that was told to end is not ready, while it goes on answering", async () => {
  const ending = await openShopOn(shop().url);
  try {
    ending.drain();
    const reply = await ending.app.inject("/readyz");
    assert.deepEqual(
      [reply.statusCode, reply.json(), reply.headers["retry-after"]],
      [503, notReady("The server is ending"), "1"],
    );
    assert.equal((await ending.app.inject("/livez")).statusCode, 200);
    assert.equal((await ending.app.inject("/products/2")).statusCode, 200);
  } finally {
    await ending.close();
  }
});

test("without its database a server is alive and not ready, and ready again when it is back", async () => {
  const relay = await openRelay(shop().url);
  const lonely = await openShopOn(relay.url);
  try {
    assert.equal((await lonely.app.inject("/readyz")).statusCode, 200);
    await relay.refuse();
    const reply = await lonely.app.inject("/readyz");
    assert.deepEqual(
      [reply.statusCode, reply.json(), reply.headers["retry-after"]],
      [503, notReady("Temporarily unavailable"), "1"],
    );
    assert.equal((await lonely.app.inject("/livez")).statusCode, 200);
    await relay.accept();
    assert.equal((await lonely.app.inject("/readyz")).statusCode, 200);
  } finally {
    await lonely.close();
    await relay.close();
  }
});

test("a server newer than its database is not ready", async () => {
  const config = readConfig({ LOG_LEVEL: "silent" });
  const newer = await openShop({
    config,
    log: pino({ level: "silent" }),
    databaseUrl: shop().url,
    migration: 9999,
    db: openTestDatabase(shop().url),
  });
  try {
    const reply = await newer.app.inject("/readyz");
    assert.deepEqual([reply.statusCode, reply.json()], [503, notReady("The database is not migrated yet")]);
  } finally {
    await newer.close();
  }
});

test("a server whose database's folder is deleted is alive and not ready, and requests get 503", async () => {
  const own = ownDatabase();
  const { url, drop } = await own.open();
  try {
    const bereft = await openShopOn(url);
    try {
      assert.equal((await bereft.app.inject("/readyz")).statusCode, 200);
      await own.deleteFiles();
      const reply = await bereft.app.inject("/readyz");
      assert.deepEqual([reply.statusCode, reply.json()], [503, notReady("The database's files are gone")]);
      assert.equal((await bereft.app.inject("/livez")).statusCode, 200);
      // Its tables have not been read yet on any connection, so their files are not open.
      const payload = { email: "ada@example.com", password: "twill and denim 9" };
      const refused = await bereft.app.inject({ method: "POST", url: "/customers/login", payload });
      assert.deepEqual([refused.statusCode, refused.headers["retry-after"]], [503, "1"], refused.body);
    } finally {
      await bereft.close();
    }
  } finally {
    await drop();
  }
});

test("/readyz of every server says whether any works off jobs, and no server is unready for it", async () => {
  const readiness = async () => {
    const reply = await shop().app.inject("/readyz");
    return [reply.statusCode, reply.json().jobs];
  };
  assert.deepEqual(await readiness(), [200, "no worker"]);
  const working = await openShopOn(shop().url, { WORKER: "on" });
  try {
    await until(async () => (await readiness())[1] === "running", 5000, "the worker is seen");
  } finally {
    await working.close();
  }
  assert.deepEqual(await readiness(), [200, "no worker"], "one that ended orderly is gone at once");
  await shop().sql("insert into job_worker values (gen_random_uuid(), now(), now() - interval '50 s')");
  assert.deepEqual(await readiness(), [200, "running"]);
  await shop().sql("update job_worker set seen_at = now() - interval '61 s'");
  assert.deepEqual(await readiness(), [200, "no worker"], "one that was killed is gone after a minute");
});

test("while nobody works off jobs the log is told", async (context) => {
  await shop().sql("delete from job_worker");
  const log = keptLog();
  const watch = watchWorkers(shop().db, log, 20);
  context.after(() => watch.close());
  await until(() => log.lines.length > 0, 3000, "a line");
  assert.equal(log.lines[0]?.level, "error");
  assert.match(log.lines[0]?.text ?? "", /^no server runs background jobs/);
});
