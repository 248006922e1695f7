import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test, type TestContext } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";
import { openClient } from "../faults/client.ts";
import { askingUrl, newBuyer, terms, type Buyer } from "../support/clients/buyers.ts";
import { freePort } from "../support/servers/free-port.ts";
import {
  checkConfiguration,
  requireHaproxy,
  startLoadBalancer,
  type LoadBalancer,
} from "../support/servers/load-balancer.ts";
import { keepAsking } from "../support/servers/processes.ts";
import { startProgram, type Program } from "../support/servers/program.ts";
import { withoutBounds } from "../support/servers/servers.ts";
import { cloneDatabase } from "../support/servers/shop.ts";

const settings = {
  LOG_LEVEL: "silent",
  SAMPLE_CATALOGUE: "off",
  RATE_LIMIT: "off",
  TRUST_PROXY: "127.0.0.1",
  ORDERS_PER_HOUR: "100000",
  MAX_RESERVED_UNITS_NETWORK: "1000000",
  ...withoutBounds,
};
const unlimited = { SELVEDGE_REQUESTS_PER_10_SECONDS: "1000000" };

let database: Awaited<ReturnType<typeof cloneDatabase>>;
let client: pg.Client;
let ports: readonly [number, number];
const programs: (Program | undefined)[] = [];
const start = async (index: 0 | 1): Promise<void> => {
  programs[index] = await startProgram({ ...settings, DATABASE_URL: database.url, PORT: String(ports[index]) });
};
before(async () => {
  database = await cloneDatabase();
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
  await client.query("delete from stock");
  ports = [await freePort(), await freePort()];
  await Promise.all([start(0), start(1)]);
});
after(async () => {
  await Promise.all(programs.map(async (program) => program?.end("SIGINT")));
  await client.end();
  await database.drop();
});

const balanced = (
  context: TestContext,
  variables: Readonly<Record<string, string>> = unlimited,
  spoil = (text: string) => text,
): Promise<LoadBalancer> =>
  startLoadBalancer(context, { servers: [`127.0.0.1:${ports[0]}`, `127.0.0.1:${ports[1]}`], variables, spoil });

/** Ends a server, starts it again, and waits until HAProxy has taken it back. */
const replace = async (
  index: 0 | 1,
  signal: "SIGKILL" | "SIGTERM",
  { untilBothAreUp }: LoadBalancer,
): Promise<void> => {
  await programs[index]?.end(signal);
  await start(index);
  await untilBothAreUp();
};

/** Fills carts, with a key that HAProxy may repeat or without, and orders those with one; returns what was told. */
const keepBuying = (context: TestContext, url: string, buyer: Buyer, isKeyed: boolean) => {
  const carts: string[] = [];
  const stop = keepAsking(context, url, async ({ ask }) => {
    const cart = `${isKeyed ? "keyed" : "bare"}-${carts.length}-${Math.random().toString(36).slice(2)}`;
    carts.push(cart);
    const headers = (act: string): Record<string, string> => ({
      "user-key": buyer.token,
      ...(isKeyed ? { "idempotency-key": `${act} ${cart}` } : {}),
    });
    const line = { cart_id: cart, product_id: 1, attributes: cart };
    const added = await ask("POST", "/shoppingcart/add", line, headers("add"));
    return added.status === 200 && isKeyed
      ? ask("POST", "/orders", { cart_id: cart, ...terms }, headers("order"))
      : added;
  });
  return { carts, stop };
};

/** Returns the carts whose line was added twice, and those of which two orders were made. */
const doubled = async () => {
  const { rows: lines } = await client.query("select attributes from cart_item where quantity > 1");
  const { rows: orders } = await client.query(
    "select attributes from order_line group by attributes having sum(quantity) > 1",
  );
  return [...lines, ...orders];
};

test("HAProxy accepts the file, with and without TLS", (context) => {
  if (!requireHaproxy(context)) return;
  assert.deepEqual(checkConfiguration(), { status: 0, said: "Configuration file is valid\n" });
  const folder = mkdtempSync(join(tmpdir(), "selvedge-certificate-"));
  const [key, certificate, both] = ["key", "certificate", "both"].map((name) => join(folder, `${name}.pem`)) as [
    string,
    string,
    string,
  ];
  const words = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"];
  const made = spawnSync("openssl", [...words, "-keyout", key, "-out", certificate], { encoding: "utf8" });
  assert.equal(made.status, 0, made.stderr);
  writeFileSync(both, `${readFileSync(certificate, "utf8")}${readFileSync(key, "utf8")}`);
  assert.deepEqual(checkConfiguration({ SELVEDGE_CERTIFICATE: both }), {
    status: 0,
    said: "Configuration file is valid\n",
  });
  rmSync(folder, { recursive: true });
  assert.equal(checkConfiguration({ SELVEDGE_BIND: "nowhere" }).status, 1);
});

test("kill -9 of each server: no reply is an error, hardly one is cut, and nothing is done twice", async (context) => {
  if (!requireHaproxy(context)) return;
  const balancer = await balanced(context);
  const buyer = await newBuyer(askingUrl(balancer.url));
  const reading = keepAsking(context, balancer.url, ({ ask }) => ask("GET", "/products?limit=3"));
  const keyed = keepBuying(context, balancer.url, buyer, true);
  const bare = keepBuying(context, balancer.url, buyer, false);
  for (const index of [0, 1] as const) {
    await delay(500);
    await replace(index, "SIGKILL", balancer);
  }
  const [read, ordered, added] = await Promise.all([reading(), keyed.stop(), bare.stop()]);
  context.diagnostic(
    `${read.sent} GETs: ${read.failed.length} failed; ${ordered.sent} orders with keys: ${ordered.failed.length} failed; ${added.sent} adds without: ${added.failed.length} failed`,
  );
  // A reply whose first bytes have left cannot be sent again: at most one of each kind is cut off by each of the two kills.
  for (const { failed } of [read, ordered]) {
    assert.deepEqual(
      failed.filter((one) => !one.startsWith("0 ")),
      [],
    );
    assert.ok(failed.length <= 2, `${failed.length} were cut`);
  }
  assert.deepEqual(await doubled(), []);
  const { rows } = await client.query("select count(*)::int from customer_order");
  assert.ok(rows[0].count <= keyed.carts.length && rows[0].count >= keyed.carts.length - ordered.failed.length);
});

/** Starts a server that is ready, and closes the connection of every other request when it has noted it. */
const cuttingServer = async (context: TestContext, seen: string[]): Promise<string> => {
  const server = createServer((request, reply) => {
    if (request.url === "/readyz") return void reply.end("ready");
    seen.push(`${request.method} ${request.url}`);
    request.socket.destroy();
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  context.after(() => void server.close());
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
};

test("a request that is cut off is sent again by its method, or by a key that the shop heeds", async (context) => {
  if (!requireHaproxy(context)) return;
  const timesSent = async (spoil?: (text: string) => string) => {
    const seen: string[] = [];
    const servers = [await cuttingServer(context, seen), await cuttingServer(context, seen)] as const;
    const { url } = await startLoadBalancer(context, { servers, variables: unlimited, ...(spoil ? { spoil } : {}) });
    const { ask, close } = openClient(url);
    context.after(close);
    const times = async (method: "GET" | "POST", path: string, headers: Record<string, string> = {}) => {
      const before = seen.length;
      await ask(method, path, method === "POST" ? {} : undefined, headers);
      return seen.length - before;
    };
    const key = { "idempotency-key": "k" };
    return {
      read: await times("GET", "/products"),
      bare: await times("POST", "/orders"),
      keyed: await times("POST", "/orders", key),
      keyedInVain: await times("POST", "/customers/login", key),
    };
  };
  assert.deepEqual(await timesSent(), { read: 4, bare: 1, keyed: 4, keyedInVain: 1 });
  const careless = await timesSent((text) => text.replaceAll(/^ *http-request disable-l7-retry.*\n/gm, ""));
  assert.deepEqual([careless.bare, careless.keyedInVain], [4, 4], "the trial can fail");
});

test("sign-ins are limited per address, however their path is written", async (context) => {
  if (!requireHaproxy(context)) return;
  const spellings = [
    "/customers/login",
    "//customers/login",
    "/customers//login",
    "/%63ustomers/login",
    "/CUSTOMERS/Login/",
  ];
  const statuses = async (spoil = (text: string) => text) => {
    const { url } = await balanced(context, { ...unlimited, SELVEDGE_LOGINS_PER_MINUTE: "3" }, spoil);
    const found: number[] = [];
    for (const path of spellings) found.push((await fetch(`${url}${path}`, { method: "POST" })).status);
    return found;
  };
  assert.deepEqual(await statuses(), [400, 400, 400, 429, 429]);
  const careless = (text: string) =>
    text.replace("path,url_dec -m reg -i ^/+customers/+login", "path_beg -i /customers/login");
  assert.deepEqual(await statuses(careless), [400, 400, 400, 400, 400], "the trial can fail");
});

test("a restart of one server after the other: no request fails", async (context) => {
  if (!requireHaproxy(context)) return;
  const balancer = await balanced(context);
  const buyer = await newBuyer(askingUrl(balancer.url));
  const reading = keepAsking(context, balancer.url, ({ ask }) => ask("GET", "/products?limit=3"));
  const bare = keepBuying(context, balancer.url, buyer, false);
  for (const index of [0, 1] as const) await replace(index, "SIGTERM", balancer);
  const [read, added] = await Promise.all([reading(), bare.stop()]);
  context.diagnostic(`${read.sent} GETs and ${added.sent} POSTs without a key through a rolling restart`);
  assert.deepEqual([read.failed, added.failed], [[], []]);
  assert.ok(read.sent + added.sent > 3000, `${read.sent + added.sent} requests`);
});

test("a reload loses no request, and no count of the limits per address", async (context) => {
  if (!requireHaproxy(context)) return;
  const limited = { SELVEDGE_REQUESTS_PER_10_SECONDS: "40" };
  const [keeping, forgetting] = await Promise.all([
    balanced(context, limited),
    balanced(context, limited, (text) => text.replace(" peers balancers store", " store")),
  ]);
  const statusAfterReload = async ({ url, reload }: LoadBalancer): Promise<number> => {
    const statuses = new Set<number>();
    for (let count = 0; count < 60; count += 1) statuses.add((await fetch(`${url}/departments`)).status);
    assert.deepEqual([...statuses], [200, 429]);
    const refused = await fetch(`${url}/departments`);
    const { error } = (await refused.json()) as { error: { code: string } };
    assert.deepEqual([refused.status, error.code, refused.headers.get("retry-after")], [429, "COM_29", "10"]);
    assert.equal((await fetch(`${url}/readyz`)).status, 200, "a health check has no limit");
    await reload();
    await delay(300);
    return (await fetch(`${url}/departments`)).status;
  };
  // A process hands its counts on once it has itself stopped waiting for those of an earlier one.
  await delay(11_000);
  assert.equal(await statusAfterReload(keeping), 429);
  assert.equal(await statusAfterReload(forgetting), 200, "the trial can fail");

  const balancer = await balanced(context);
  const reading = keepAsking(context, balancer.url, ({ ask }) => ask("GET", "/departments"));
  for (let count = 0; count < 2; count += 1) {
    await delay(300);
    await balancer.reload();
  }
  await delay(300);
  const { sent, failed } = await reading();
  assert.deepEqual(failed, []);
  context.diagnostic(`${sent} GETs through two reloads, 0 failed`);
});
