import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { openRelay, type Relay } from "../../test/support/fakes/relay.ts";
import { cloneDatabase, openShopOn } from "../../test/support/servers/shop.ts";
import { CurrencyMismatch } from "../orders/index.ts";

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
