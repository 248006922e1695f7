import assert from "node:assert/strict";
import { test } from "node:test";
import { pino } from "pino";
import { openRelay } from "../../test/support/relay.ts";
import { openShopOn, openTestDatabase, testShop } from "../../test/support/shop.ts";
import { readConfig } from "../platform/config.ts";
import { openShop } from "./app.ts";

const shop = testShop();
const notReady = (message: string) => ({ error: { status: 503, code: "COM_50", message, field: "" } });

test("a running server is alive and ready, and nobody may keep that answer", async () => {
  for (const [url, status] of [
    ["/livez", "alive"],
    ["/readyz", "ready"],
  ] as const) {
    const reply = await shop().app.inject(url);
    assert.deepEqual([reply.statusCode, reply.json(), reply.headers["cache-control"]], [200, { status }, "no-store"]);
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

test("without its database a server is alive but not ready, and ready again when the database is back", async () => {
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
