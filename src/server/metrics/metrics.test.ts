import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { askingApp, newBuyer, placedOrder } from "../../../test/support/clients/buyers.ts";
import { objections } from "../../../test/support/prometheus/promtool.ts";
import { parseMetrics, type Scraped } from "../../../test/support/prometheus/text.ts";
import { freePort } from "../../../test/support/servers/free-port.ts";
import { cloneDatabase, openShopOn, type TestShop } from "../../../test/support/servers/shop.ts";
import { until } from "../../../test/support/until.ts";
import { readConfig } from "../../platform/config.ts";
import type { Read } from "../../platform/database/statement.ts";
import { keepReplies } from "../../platform/http/cache/replies.ts";
import { PortTaken } from "../listening.ts";
import { openMetrics } from "./metrics.ts";

const ends: (() => Promise<unknown>)[] = [];
let databaseUrl: string;
let dataDir: string;
before(async () => {
  const database = await cloneDatabase();
  databaseUrl = database.url;
  dataDir = await mkdtemp(join(tmpdir(), "selvedge-metrics-"));
  ends.push(database.drop, () => rm(dataDir, { recursive: true, force: true }));
});
after(async () => {
  for (const end of ends.toReversed()) await end();
});

type Watched = { readonly shop: TestShop; readonly url: string; scrape(): Promise<Scraped>; text(): Promise<string> };

/** Opens a server with metrics for one test. */
const watched = async (settings: Record<string, string> = {}): Promise<Watched> => {
  const port = await freePort();
  const shop = await openShopOn(databaseUrl, {
    METRICS_PORT: String(port),
    DATA_DIR: dataDir,
    RATE_LIMIT: "off",
    ...settings,
  });
  const url = `http://127.0.0.1:${port}/metrics`;
  const text = async () => (await fetch(url)).text();
  return { shop, url, text, scrape: async () => parseMetrics(await text()) };
};

/** Returns the numbers of a metric by their labels. */
const numbersOf = ({ numbers }: Scraped, name: string): Record<string, number> =>
  Object.fromEntries(
    [...numbers]
      .filter(([key]) => key.replace(/\{.*/, "") === name)
      .map(([key, value]) => [key.slice(name.length), value]),
  );

test("requests count by route pattern and status, and those to no route are one series", async () => {
  const { shop, scrape } = await watched();
  for (const url of ["/products/2", "/products/2", "/products/2?a=1", "/products/999999", "/nowhere/1", "/nowhere/2"])
    await shop.app.inject(url);
  await shop.app.inject({ method: "HEAD", url: "/products/2" });
  await shop.app.inject({ method: "POST", url: "/nowhere/3", payload: { a: 1 } });
  const found = await scrape();
  await shop.close();
  assert.deepEqual(numbersOf(found, "selvedge_http_requests_total"), {
    '{method="GET",route="/products/:product_id",status="2xx"}': 3,
    '{method="GET",route="/products/:product_id",status="4xx"}': 1,
    '{method="HEAD",route="/products/:product_id",status="2xx"}': 1,
    '{method="any",route="unknown",status="4xx"}': 3,
  });
  assert.deepEqual(numbersOf(found, "selvedge_http_request_duration_seconds_count"), {
    '{method="GET",route="/products/:product_id"}': 4,
    '{method="HEAD",route="/products/:product_id"}': 1,
    '{method="any",route="unknown"}': 3,
  });
  const sum =
    found.numbers.get('selvedge_http_request_duration_seconds_sum{method="GET",route="/products/:product_id"}') ?? 0;
  assert.ok(sum > 0 && sum < 60, `${sum} s`);
});

/** Waits until a server has heard that it hears of changes, at which it forgets all replies. */
const isListening = async ({ sql }: TestShop): Promise<void> => {
  const listening = "select from pg_stat_activity where datname = current_database() and query = 'select 1'";
  await until(async () => (await sql(listening)).length > 0, 5000, "it listens");
};

test("the cache tells its hits, its misses and its bytes", async () => {
  const { shop, scrape } = await watched();
  await isListening(shop);
  for (const url of ["/tax", "/tax", "/tax?a=1", "/tax/2", "/tax/99"]) await shop.app.inject(url);
  const { numbers } = await scrape();
  await shop.close();
  const of = (name: string) => numbers.get(`selvedge_reply_cache_${name}`) ?? -1;
  assert.deepEqual(["hits_total", "misses_total", "entries"].map(of), [2, 3, 2]);
  assert.equal(of("limit_bytes"), 24 * 1024 * 1024);
  assert.ok(of("bytes") > 2 * 400 && of("bytes") < 5000, `${of("bytes")} bytes`);
});

test("statements count by the function that declares them, and failed ones apart", async () => {
  const { shop, scrape } = await watched();
  for (const url of ["/tax/2", "/tax/2", "/tax/1"]) await shop.app.inject(url);
  const broken: Read<unknown> = {
    kind: "read",
    name: "",
    origin: "test/broken",
    text: "select 1 / 0",
    values: [],
    row: {},
  };
  await assert.rejects(shop.db.all(broken));
  const found = await scrape();
  await shop.close();
  const tax = '{folder="tax",statement="tax"}';
  assert.equal(found.numbers.get(`selvedge_database_statements_total${tax}`), 2);
  assert.equal(found.numbers.get('selvedge_database_statements_total{folder="test",statement="broken"}'), 1);
  assert.deepEqual(numbersOf(found, "selvedge_database_statement_failures_total"), {
    '{folder="test",statement="broken"}': 1,
  });
  const seconds = found.numbers.get(`selvedge_database_statement_seconds_total${tax}`) ?? 0;
  assert.ok(seconds > 0 && seconds < 10, `${seconds} s`);
  assert.equal(found.numbers.get('selvedge_database_connections_limit{pool="brief"}'), 10);
  assert.equal(found.numbers.get('selvedge_database_connections_busy{pool="brief"}'), 0);
});

test("payments count by what became of them, orders by what they wait for", async () => {
  const { shop, scrape } = await watched();
  const buyer = await newBuyer(askingApp(shop.app));
  const [paid, unpaid] = [await placedOrder(buyer), await placedOrder(buyer)];
  const charge = async (stripeToken: string) =>
    (await buyer.ask("POST", "/stripe/charge", { stripeToken, order_id: paid, description: "A shirt" })).status;
  assert.deepEqual([await charge("tok_chargeDeclined"), await charge("tok_visa")], [402, 200]);
  const found = await scrape();
  const [order] = await shop.sql("select amount_cents::int as cents from customer_order where order_id = $1", [unpaid]);
  await shop.close();
  const calls = numbersOf(found, "selvedge_payment_provider_calls_total");
  assert.equal(calls['{operation="charge",outcome="refused"}'], 1);
  assert.equal(calls['{operation="charge",outcome="succeeded"}'], 1);
  assert.deepEqual(numbersOf(found, "selvedge_open_orders"), {
    '{waits_for="payment",currency="usd"}': 1,
    '{waits_for="shipping",currency="usd"}': 1,
  });
  const money = found.numbers.get('selvedge_open_orders_cents{waits_for="payment",currency="usd"}');
  assert.equal(money, order?.["cents"]);
  assert.equal(found.numbers.get("selvedge_payments_unanswered"), 0);
  assert.equal(found.numbers.get('selvedge_jobs_waiting{task="mail-order-confirmation"}'), 1);
});

test("runs of jobs and mails count by how they ended", async () => {
  const { shop, text } = await watched({ WORKER: "on" });
  const counts = async (count: RegExp) => count.test(await text());
  await newBuyer(askingApp(shop.app));
  await until(() => counts(/^selvedge_mails_total\{outcome="sent"\} [12]$/m), 20_000, "a mail is sent");
  await until(
    () => counts(/^selvedge_job_runs_total\{task="mail-email-proof",outcome="done"\} [12]$/m),
    20_000,
    "its job is done",
  );
  await shop.sql(
    "insert into job (job_id, task, payload, run_at) values (gen_random_uuid(), 'mail-email-proof', 'null', now())",
  );
  await until(
    () => counts(/^selvedge_job_runs_total\{task="mail-email-proof",outcome="failed"\} [12]$/m),
    20_000,
    "a run without a customer fails",
  );
  await shop.sql("delete from job where payload::text = 'null'");
  await shop.close();
});

test("the state of the shop is asked of the database once, however often metrics are read", async () => {
  const { shop, scrape } = await watched();
  for (let times = 0; times < 5; times += 1) await scrape();
  const { numbers } = await scrape();
  await shop.close();
  for (const origin of ['folder="orders",statement="openOrders"', 'folder="payments",statement="unsettledPayments"'])
    assert.equal(numbers.get(`selvedge_database_statements_total{${origin}}`), 1, origin);
  assert.equal(numbers.get("selvedge_database_up"), 1);
});

test("Prometheus' own tool finds nothing to object to, nor does a strict reader", async (context) => {
  const { shop, url } = await watched();
  await shop.app.inject("/products");
  const reply = await fetch(url);
  const text = await reply.text();
  assert.equal(reply.headers.get("content-type"), "text/plain; version=0.0.4; charset=utf-8");
  const { types } = parseMetrics(text);
  await shop.close();
  assert.ok(types.size > 40, `${types.size} metrics`);
  for (const name of types.keys()) assert.match(name, /^(selvedge|process)_[a-z_]+$/);
  assert.equal(objections(context, ["check", "metrics"], text) ?? "", "");
});

test("only /metrics is answered on its port, and a taken port is told in words", async () => {
  const { shop, url } = await watched();
  assert.equal((await fetch(new URL("/products", url))).status, 404);
  assert.equal((await fetch(url, { method: "POST" })).status, 404);
  assert.equal((await shop.app.inject("/metrics")).statusCode, 404);
  const config = readConfig({ METRICS_PORT: new URL(url).port });
  const replies = keepReplies({ maxBytes: 0, maxAgeSeconds: 1, publicAgeSeconds: 1 });
  const second = openMetrics({ config, db: shop.db, replies, features: [], sendMetrics: undefined });
  const isTold = (error: Error) => error instanceof PortTaken && /METRICS_PORT/.test(error.message);
  await assert.rejects(second.listen(), isTold);
  await second.close();
  await shop.close();
  await assert.rejects(fetch(url), "the port is closed with the shop");
});
