import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test, type TestContext } from "node:test";
import pg from "pg";
import { freePort } from "../../../test/support/servers/free-port.ts";
import { cloneDatabase, openShopOn } from "../../../test/support/servers/shop.ts";
import { until } from "../../../test/support/until.ts";
import { row, text } from "./columns.ts";
import { migrate } from "./migrate.ts";
import { DatabaseUnfit } from "./fitness.ts";
import { requireOwnSession } from "./session.ts";
import { reads } from "./statement.ts";

const ends: (() => unknown)[] = [];
after(async () => {
  for (const end of ends.toReversed()) await end();
});

const answers = async (url: string): Promise<boolean> => {
  const client = new pg.Client({ connectionString: url });
  client.on("error", () => undefined);
  const isUp = await client.connect().then(
    () => true,
    () => false,
  );
  await client.end().catch(() => undefined);
  return isUp;
};

/** Starts Debian's PgBouncer in front of a database. Skips the test, or fails in CI, where it is not installed. */
const pooled = async (context: TestContext, address: string, mode: string): Promise<string | undefined> => {
  if (spawnSync("pgbouncer", ["--version"]).status !== 0) {
    if (process.env["CI"] === "true") throw new Error("PgBouncer is not installed.");
    context.skip("PgBouncer is not installed");
    return undefined;
  }
  const { hostname, port, username, password, pathname } = new URL(address);
  const listenPort = await freePort();
  const folder = mkdtempSync(join(tmpdir(), "selvedge-pooler-"));
  ends.push(() => rmSync(folder, { recursive: true, force: true }));
  chmodSync(folder, 0o755);
  const file = join(folder, "pgbouncer.ini");
  writeFileSync(
    file,
    `[databases]
* = host=${hostname} port=${port} user=${username} password=${decodeURIComponent(password)}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${listenPort}
unix_socket_dir =
auth_type = any
pool_mode = ${mode}
`,
  );
  const isRoot = process.getuid?.() === 0;
  const pooler = spawn("pgbouncer", [...(isRoot ? ["-u", "nobody"] : []), file], { stdio: "ignore" });
  const gone = once(pooler, "exit");
  ends.push(async () => {
    pooler.kill("SIGKILL");
    await gone;
  });
  const url = `postgres://${username}@127.0.0.1:${listenPort}${pathname}`;
  await until(() => answers(url), 20_000, "PgBouncer is up");
  return url;
};

const settings = () => reads(row({ level: text, waits: text }))`
  select current_setting('transaction_isolation') as level, current_setting('lock_timeout') as waits`;

test("a shop sells through PgBouncer in session mode, with its own limits", async (context) => {
  const { url, drop } = await cloneDatabase();
  ends.push(drop);
  const through = await pooled(context, url, "session");
  if (!through) return;
  await requireOwnSession(through);
  assert.deepEqual((await migrate(through)).applied, []);
  const shop = await openShopOn(through);
  ends.push(() => shop.close());
  const payload = { cart_id: "pooled", product_id: 9, attributes: "M" };
  const reply = await shop.app.inject({ method: "POST", url: "/shoppingcart/add", payload });
  assert.equal(reply.statusCode, 200);
  assert.deepEqual(await shop.db.first(settings()), { level: "read committed", waits: "2s" });
  assert.deepEqual(await shop.db.transaction((tx) => tx.first(settings())), { level: "read committed", waits: "30ms" });
});

for (const mode of ["transaction", "statement"])
  test(`PgBouncer in ${mode} mode is refused with what to set`, async (context) => {
    const { url, drop } = await cloneDatabase();
    ends.push(drop);
    const through = await pooled(context, url, mode);
    if (!through) return;
    await assert.rejects(
      requireOwnSession(through),
      (error) => error instanceof DatabaseUnfit && /pool_mode = session/.test(error.message),
    );
  });
