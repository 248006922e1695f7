import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { pino } from "pino";
import { openRelay, type Relay } from "../../test/support/fakes/relay.ts";
import { cloneDatabase, openShopOn, openTestDatabase } from "../../test/support/servers/shop.ts";
import { until } from "../../test/support/until.ts";
import { CurrencyMismatch } from "../orders/index.ts";
import { readConfig } from "../platform/config.ts";
import { row, text } from "../platform/database/columns.ts";
import { reads } from "../platform/database/statement.ts";
import { openShop } from "./app.ts";

const scheduledTasks = () => reads(row({ task: text }))`select task from job_schedule`;

let relay: Relay;
let drop: () => Promise<void>;
before(async () => {
  const made = await cloneDatabase();
  ({ drop } = made);
  relay = await openRelay(made.url);
});
after(async () => {
  await relay.close();
  await drop();
});

test("a server that starts while the database refuses connections opens when it answers", async () => {
  await relay.refuse();
  let isOpen = false;
  const opening = openShopOn(relay.url).finally(() => (isOpen = true));
  opening.catch(() => undefined);
  await delay(700);
  assert.equal(isOpen, false);
  await relay.accept();
  const shop = await opening;
  assert.equal((await shop.app.inject("/readyz")).statusCode, 200);
  await shop.close();
});

test("what waiting does not mend ends the start at once", async () => {
  const began = Date.now();
  await assert.rejects(openShopOn(relay.url, { CURRENCY: "EUR" }), CurrencyMismatch);
  assert.ok(Date.now() - began < 20_000, "it was tried again");
});

test("background work begins when the server is ready, not while the shop is being filled", async () => {
  const { url, drop: dropIt } = await cloneDatabase("empty");
  const db = openTestDatabase(url);
  const config = readConfig({ LOG_LEVEL: "silent" });
  const shop = await openShop({ config, log: pino({ level: "silent" }), databaseUrl: url, migration: 0, db });
  const scheduled = async () => (await db.all(scheduledTasks())).length;
  try {
    assert.equal(config.worker, "on");
    await delay(500);
    assert.equal(await scheduled(), 0);
    await shop.app.ready();
    await until(async () => (await scheduled()) === 15, 10_000, "every periodic task has begun");
  } finally {
    await shop.close();
    await dropIt();
  }
});
