import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";
import pg from "pg";
import { newCartId } from "../../src/cart/cart-numbers.ts";
import { root } from "../architecture/source.ts";
import { askingUrl, newBuyer, terms, type Ask, type Buyer } from "../support/clients/buyers.ts";
import { upTo } from "../support/crowd.ts";
import { startHaproxy, withoutHaproxy } from "../support/deploy/haproxy.ts";
import { makeRepository, manifestOf, newestMigration } from "../support/deploy/repository.ts";
import { openSupervisor } from "../support/deploy/supervisor.ts";
import { freePort } from "../support/servers/free-port.ts";
import { withoutBounds } from "../support/servers/servers.ts";
import { cloneDatabase } from "../support/servers/shop.ts";
import { tell } from "../support/tally.ts";
import { trials } from "../support/trials.ts";
import { until } from "../support/until.ts";

/** Requests during a release, a release that fails, and a rollback. */
const requests = trials(10_000, 2000);
const clients = 8;
const pauseMilliseconds = 100;

const ends: (() => unknown)[] = [];
after(async () => {
  for (const end of ends.toReversed()) await end();
});

type Told = { readonly code: number; readonly out: string };
type Load = { sent: number; readonly failures: string[]; readonly versions: Set<string> };

const readJson = (path: string): object => JSON.parse(readFileSync(path, "utf8")) as object;

/** Runs the release program as `npm run release` does. */
const releaseWith = (plan: string, repository: string, ...given: readonly string[]): Promise<Told> =>
  new Promise((resolve) => {
    const program = join(root, "deploy/release/release.ts");
    const options = { env: { PATH: process.env["PATH"] ?? "" }, timeout: 240_000 };
    execFile(
      process.execPath,
      [program, `--plan=${plan}`, `--repository=${repository}`, ...given],
      options,
      (error, out) => resolve({ code: error ? Number(error.code) : 0, out }),
    );
  });

/** Two hosts of a server each, in folders of this machine, and the plan that leads there. */
const makeHosts = async (databaseUrl: string) => {
  const folder = mkdtempSync(join(tmpdir(), "selvedge-hosts-"));
  const ports = [await freePort(), await freePort()];
  const hosts = ports.map((port, index) => ({ name: `server-${index}`, port, folder: join(folder, `host-${index}`) }));
  const shared = {
    ...withoutBounds,
    DATABASE_URL: databaseUrl,
    DATA_DIR: join(folder, "data"),
    SAMPLE_CATALOGUE: "off",
  };
  for (const { folder: place } of hosts) {
    mkdirSync(join(place, "shared"), { recursive: true });
    const lines = Object.entries({ ...shared, RATE_LIMIT: "off", ORDERS_PER_HOUR: "100000", LOG_LEVEL: "warn" });
    writeFileSync(join(place, "shared/.env"), lines.map(([name, value]) => `${name}=${value}\n`).join(""));
  }
  const supervisor = await openSupervisor(
    Object.fromEntries(
      hosts.map(({ name, port, folder: place }) => [name, { folder: place, settings: { PORT: `${port}` } }]),
    ),
  );
  ends.push(() => rmSync(folder, { recursive: true, force: true }), supervisor.close);
  const plan = join(folder, "release.json");
  writeFileSync(
    plan,
    JSON.stringify({
      hosts: hosts.map(({ name, port, folder: place }) => ({
        at: "local",
        folder: place,
        processes: [{ name, restart: supervisor.restartOf(name), ready: `http://127.0.0.1:${port}/readyz` }],
      })),
      install: `ln -s ${root}node_modules node_modules`,
      gateSeconds: 30,
      settleSeconds: 1.5,
    }),
  );
  /** Restarts every server at once, as no release does. */
  const restartAll = () =>
    Promise.all(hosts.map(({ name }) => promisify(execFile)("sh", ["-c", supervisor.restartOf(name)])));
  return { plan, ports, restartAll };
};

/** What a customer does, over and over: reads, fills a cart and orders it. Nothing is repeated. */
const visit = async (ask: Ask, buyer: Ask, number: number, versions: Set<string>): Promise<string[]> => {
  const cart_id = newCartId();
  const line = { cart_id, product_id: 1 + (number % 50), attributes: "M, White" };
  const replies = [
    ["welcome", await ask("GET", "/").catch(String)],
    ["list", await ask("GET", `/products?limit=3&page=${1 + (number % 20)}`).catch(String)],
    ["product", await ask("GET", `/products/${line.product_id}`).catch(String)],
    ["add", await ask("POST", "/shoppingcart/add", line).catch(String)],
    ["order", await buyer("POST", "/orders", { cart_id, ...terms }).catch(String)],
  ] as const;
  const [, welcome] = replies[0];
  if (typeof welcome !== "string") versions.add(String(welcome.body?.version));
  return replies.flatMap(([what, reply]) => {
    if (typeof reply === "string") return [`${what}: ${reply}`];
    return reply.status === 200 ? [] : [`${what}: ${reply.status} ${JSON.stringify(reply.body)}`];
  });
};

/** Sends requests until it is stopped and at least so many were sent. */
const loadOn = async (
  ask: Ask,
  buyers: readonly Buyer[],
  { stop, least }: { readonly stop: AbortSignal; readonly least: number },
): Promise<Load> => {
  const load: Load = { sent: 0, failures: [], versions: new Set() };
  const client = async ({ ask: buyer }: { readonly ask: Ask }, first: number): Promise<void> => {
    for (let number = first; !stop.aborted || load.sent < least; number += clients) {
      load.failures.push(...(await visit(ask, buyer, number, load.versions)));
      load.sent += 5;
      await delay(pauseMilliseconds);
    }
  };
  await Promise.all(buyers.map(client));
  return load;
};

/** Returns the next migration, which the version before can ignore. */
const planted = (): { readonly name: string; readonly text: string } => {
  const [newest, next] = [newestMigration(), newestMigration() + 1].map((number) => String(number).padStart(4, "0"));
  return {
    name: `${next}_planted.sql`,
    text: `-- compatible from ${newest}\nalter table product add column planted text;\n`,
  };
};

const openClient = async (url: string): Promise<pg.Client> => {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  ends.push(() => client.end());
  return client;
};

test("a release, one that fails and a rollback: no request fails", { skip: withoutHaproxy }, async (context) => {
  const database = await cloneDatabase();
  ends.push(database.drop);
  const sql = await openClient(database.url);
  await sql.query("update stock set units = 1000000");
  const { plan, ports, restartAll } = await makeHosts(database.url);
  const repository = makeRepository();
  ends.push(repository.remove);
  const run = (...given: readonly string[]) => releaseWith(plan, repository.folder, ...given);
  const first = await run("deploy");
  assert.equal(first.code, 0, first.out);
  const proxy = await startHaproxy(ports);
  ends.push(proxy.stop);
  const isUp = async () => (await fetch(`${proxy.url}/readyz`).catch(() => undefined))?.ok ?? false;
  await until(isUp, 20_000, "HAProxy serves");

  const ask = askingUrl(proxy.url);
  const buyers = await Promise.all(upTo(clients).map(() => newBuyer(ask)));
  const stop = new AbortController();
  const loading = loadOn(ask, buyers, { stop: stop.signal, least: requests });
  // Requests flow before the first restart.
  await delay(500);
  const { name, text } = planted();
  repository.commit({ "package.json": manifestOf("0.2.0"), [`migrations/${name}`]: text });
  const second = await run("deploy");
  // It can be installed, and does not start.
  const broken = 'if (!process.argv.includes("--version")) process.exit(1);\n';
  repository.commit({ "package.json": manifestOf("0.3.0"), "src/cli/launch.js": broken });
  writeFileSync(`${plan}.hasty`, JSON.stringify({ ...readJson(plan), gateSeconds: 3 }));
  const third = await releaseWith(`${plan}.hasty`, repository.folder);
  const back = await run("rollback");
  stop.abort();
  const { sent, failures, versions } = await loading;

  tell(context, "requests during a release and a rollback", { requests: sent, failed: failures.length });
  assert.equal(second.code, 0, second.out);
  assert.match(second.out, new RegExp(`Applied ${name}`));
  assert.equal(third.code, 1, third.out);
  assert.match(third.out, /not released: every host runs what it ran before/);
  assert.equal(back.code, 0, back.out);
  assert.deepEqual(failures.slice(0, 5), []);
  assert.ok(sent >= requests);
  const { version } = readJson(join(root, "package.json")) as { version: string };
  assert.deepEqual(versions, new Set([version, "0.2.0"]));
  // The version before runs again, on the schema of the later one.
  for (const port of ports)
    assert.equal((await askingUrl(`http://127.0.0.1:${port}`)("GET", "/")).body.version, version);
  assert.deepEqual((await sql.query("select planted from product limit 1")).rows, [{ planted: null }]);

  // The trial can fail: it notices servers that are restarted together.
  const enough = new AbortController();
  const noticing = loadOn(ask, buyers, { stop: enough.signal, least: 0 });
  await restartAll();
  enough.abort();
  assert.ok((await noticing).failures.length > 0);
});
