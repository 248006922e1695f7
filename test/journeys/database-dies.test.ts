import assert from "node:assert/strict";
import { once } from "node:events";
import { existsSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { after, before, test } from "node:test";
import { ShopProcess } from "../faults/shop-process.ts";
import { askingUrl, newBuyer, placedOrder } from "../support/clients/buyers.ts";
import { until } from "../support/until.ts";

const withinMilliseconds = 30_000;

const shop = new ShopProcess({ LOG_LEVEL: "warn" });
before(() => shop.start());
after(() => shop.close());

/** Kills the database; the server is stopped until `meanwhile` has run, and notices only then. */
const killDatabase = async (meanwhile: () => unknown): Promise<void> => {
  const [leader = 0] = shop.databaseProcesses();
  shop.server.kill("SIGSTOP");
  process.kill(leader, "SIGKILL");
  await until(() => shop.databaseProcesses().length === 1, withinMilliseconds, "the database is dead");
  await meanwhile();
  shop.server.kill("SIGCONT");
};

const isReady = async () => (await fetch(`${shop.url}/readyz`).catch(() => undefined))?.status === 200;

test("a database whose port was taken while it was dead moves, and the shop goes on", async (context) => {
  const ask = askingUrl(shop.url);
  const buyer = await newBuyer(ask);
  const earlier = await placedOrder(buyer);
  const port = shop.databasePort;
  const holder = createServer();
  context.after(() => holder.close());
  await killDatabase(async () => {
    holder.listen(port, "127.0.0.1");
    await once(holder, "listening");
  });
  await until(isReady, withinMilliseconds, "the shop is ready again");
  assert.notEqual(shop.databasePort, port);
  assert.match(
    shop.said,
    new RegExp(`Port ${port} is taken by another program; the database listens on port ${shop.databasePort}`),
  );
  const later = await placedOrder(buyer);
  const { status, body } = await buyer.ask("GET", "/orders/inCustomer");
  assert.deepEqual([status, body.map((order: { order_id: number }) => order.order_id)], [200, [later, earlier]]);
});

test("a shop whose database is gone ends with a code after which no supervisor restarts it", async () => {
  const ended = once(shop.server, "exit");
  await killDatabase(() => rmSync(shop.place, { recursive: true, maxRetries: 10 }));
  assert.deepEqual(await ended, [78, null]);
  assert.match(
    shop.said,
    /\nThe database in .* is gone: its folder was deleted or moved, or its disk is not mounted any more\. /,
  );
  assert.equal(existsSync(shop.place), false, "nothing was made in its place");
});
