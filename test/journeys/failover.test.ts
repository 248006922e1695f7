import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import {
  complaintsOf,
  countedProduct,
  keepBuying,
  readBooks,
  successesAfter,
  summaryOf,
  unitsAtFirst,
} from "../faults/buying.ts";
import { askingUrl, newBuyer, type Buyer } from "../support/clients/buyers.ts";
import type { TestPostgres } from "../support/databases/postgres.ts";
import { replicatedShop, type ReplicatedShop } from "../support/databases/replicated-shop.ts";
import { startProgram, type Program } from "../support/servers/program.ts";
import { until } from "../support/until.ts";

/** Time after a promotion within which orders are placed again. */
const backWithinMilliseconds = 10_000;

let standby: TestPostgres;
let folder: string;
let program: Program;
const buyers: Buyer[] = [];

const replicated = replicatedShop({ prepare });

async function prepare(shop: ReplicatedShop): Promise<void> {
  const { primary } = shop;
  standby = await shop.standby();
  await primary.sql("alter system set synchronous_standby_names = 'ANY 1 (*)'");
  await primary.sql("select pg_reload_conf()");
  await primary.sql(`update stock set units = ${unitsAtFirst} where product_id = ${countedProduct}`);
  folder = await mkdtemp(join(tmpdir(), "selvedge-failover-"));
  program = await startProgram({
    DATABASE_URL: `postgres://selvedge@127.0.0.1:${primary.port},127.0.0.1:${standby.port}/shop?target_session_attrs=read-write`,
    DATA_DIR: folder,
    LOG_LEVEL: "fatal",
    RATE_LIMIT: "off",
  });
  shop.atEnd(async () => {
    await program.end("SIGINT");
    await rm(folder, { recursive: true, force: true });
  });
  for (let count = 0; count < 3; count += 1) buyers.push(await newBuyer(askingUrl(program.url)));
}

test("a standby that is promoted under orders takes them on, and none that was confirmed is lost", async (context) => {
  const { primary } = replicated();
  const stop = keepBuying(program.url, buyers, 8);
  await delay(2000);
  await primary.kill();
  await delay(500);
  await standby.sql("select pg_promote()");
  const promotedAt = Date.now();
  await delay(5000);
  // It comes back as what it was, and would take orders.
  await primary.start({ synchronous_standby_names: "" });
  const returnedAt = Date.now();
  const ordersThere = () =>
    primary.sql("select count(*)::int as orders, max(order_id)::int as last from customer_order");
  const left = await ordersThere();
  await delay(3000);
  const purchases = await stop();

  const complaints = complaintsOf(purchases, await readBooks((text) => standby.sql(text)));
  assert.deepEqual(complaints.slice(0, 20), [], summaryOf(purchases, complaints));
  const back = Math.min(...successesAfter(purchases, promotedAt));
  assert.ok(back <= backWithinMilliseconds, `bought again ${back} ms after the promotion`);
  assert.ok(successesAfter(purchases, returnedAt).length > 0, "nobody bought after the former primary had come back");
  assert.deepEqual(await ordersThere(), left, "the former primary got orders");
  context.diagnostic(`${summaryOf(purchases, complaints)}; bought again after ${back} ms`);
});

test("after the failover a change of the catalogue shows as before", async () => {
  const price = async (): Promise<string> =>
    ((await (await fetch(`${program.url}/products/1`)).json()) as { price: string }).price;
  await price();
  await standby.sql(`begin; update product set price_cents = 7777, discounted_price_cents = null where product_id = 1;
    update catalogue_revision set revision = revision + 1; select pg_notify('catalogue', '1'); commit`);
  await until(async () => (await price()) === "77.77", 2000, "the new price");
});
