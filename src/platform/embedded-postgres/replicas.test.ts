import assert from "node:assert/strict";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, test, type TestContext } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { startProgram } from "../../../test/support/servers/program.ts";
import {
  ask,
  goneAfter,
  postmasterOf,
  processesIn,
  settledShops,
} from "../../../test/support/embedded-postgres/trial.ts";
import { until } from "../../../test/support/until.ts";
import { startEmbedded, startReplicas, supervise } from "./index.ts";

const settledShop = settledShops();
const settings = { fsync: "off" };

/** Starts a database with replicas; `told` lists what was told of them. */
const openReplicated = async (context: TestContext, count: number, synchronous = 0) => {
  const shop = settledShop(context);
  const database = await startEmbedded({ dataDir: shop.dataDir, settings });
  const primary = supervise(database, {
    start: () => startEmbedded({ dataDir: shop.dataDir, settings, mustExist: true, keepsWaiting: true }),
    tell: () => undefined,
  });
  const told: string[] = [];
  const open = (replicas: number) =>
    startReplicas({
      count: replicas,
      synchronous,
      installation: database.installation,
      primaryUrl: primary.url,
      settings,
      progress: () => undefined,
      alarm: () => undefined,
      tell: (what, about) => void told.push(`${what} ${String(about["replica"])}`),
    });
  const replicas = await open(count);
  shop.atEnd(async () => {
    await replicas.stop();
    await primary.stop();
  });
  return { shop, database, primary, replicas, told, open };
};

const rowsAt = (url: string): Promise<number> =>
  ask(url, "select count(*)::int as rows from kept").then(
    ([found]) => Number(found?.["rows"]),
    () => -1,
  );
const untilRows = (url: () => string, rows: number, what: string): Promise<number> =>
  until(async () => (await rowsAt(url())) === rows, 30_000, what);

describe("replicas of the embedded database", { concurrency: 2 }, () => {
  test("follow it, are started again when they end, and end with it", async (context) => {
    const { database, primary, replicas, told } = await openReplicated(context, 2);
    await ask(primary.url(), "create table kept as select 1 as one");
    const [one, other] = replicas.urls as [() => string, () => string];
    for (const url of [one, other]) {
      await untilRows(url, 1, "the row");
      assert.deepEqual(await ask(url(), "select pg_is_in_recovery() as is_standby"), [{ is_standby: true }]);
    }
    const killed = postmasterOf(join(database.dataFolder, "replica-1"));
    process.kill(killed, "SIGKILL");
    await goneAfter(killed, 5000);
    await ask(primary.url(), "insert into kept values (2)");
    await untilRows(other, 2, "the row at the one that runs");
    await untilRows(one, 2, "the row at the one that was killed");
    assert.deepEqual(told, ["ended 1", "returned 1"]);
    await replicas.stop();
    await primary.stop();
    assert.deepEqual(processesIn(database.dataFolder), []);
  });

  test("follow it when it comes back after a crash", async (context) => {
    const { database, primary, replicas } = await openReplicated(context, 1);
    await ask(primary.url(), "create table kept as select 1 as one");
    const killed = postmasterOf(database.dataFolder);
    process.kill(killed, "SIGKILL");
    await goneAfter(killed, 5000);
    await until(
      () =>
        ask(primary.url(), "insert into kept values (2)").then(
          () => true,
          () => false,
        ),
      20_000,
      "it is back",
    );
    await untilRows(replicas.urls[0] as () => string, 2, "the row");
  });

  test("are copied anew when the log that they need is gone", async (context) => {
    const { database, primary, replicas, told } = await openReplicated(context, 1);
    await ask(primary.url(), "create table kept as select 1 as one");
    const [url] = replicas.urls as [() => string];
    await untilRows(url, 1, "the row");
    process.kill(postmasterOf(join(database.dataFolder, "replica-1")), "SIGSTOP");
    await ask(
      primary.url(),
      "select pg_terminate_backend(active_pid) from pg_replication_slots where active_pid is not null",
    );
    await delay(300);
    await ask(primary.url(), "select pg_drop_replication_slot('replica_1')");
    await ask(primary.url(), "insert into kept values (2)");
    await until(() => told.includes("rebuilt 1"), 10_000, "it is told");
    await untilRows(url, 2, "the row");
  });

  test("that are too many after a change of the setting are removed, with their slots", async (context) => {
    const { database, primary, replicas, open } = await openReplicated(context, 2);
    await replicas.stop();
    const fewer = await open(1);
    assert.deepEqual(
      readdirSync(database.dataFolder).filter((name) => name.startsWith("replica-")),
      ["replica-1"],
    );
    assert.deepEqual(await ask(primary.url(), "select slot_name from pg_replication_slots"), [
      { slot_name: "replica_1" },
    ]);
    await fewer.stop();
    await (await open(0)).stop();
    assert.equal(existsSync(join(database.dataFolder, "replica-1")), false);
    assert.deepEqual(await ask(primary.url(), "select slot_name from pg_replication_slots"), []);
  });

  test("confirm each change where they are to, and no later start waits for them in vain", async (context) => {
    const { shop, primary, replicas } = await openReplicated(context, 1, 1);
    await ask(primary.url(), "create table kept as select 1 as one");
    assert.deepEqual(await ask(primary.url(), "select sync_state from pg_stat_replication"), [
      { sync_state: "quorum" },
    ]);
    await replicas.stop();
    await assert.rejects(ask(primary.url(), "insert into kept values (2)"), /timeout/, "nobody has stored it");
    await primary.stop();
    const alone = await startEmbedded({ dataDir: shop.dataDir, settings });
    await ask(alone.url, "insert into kept values (3)");
    await alone.stop();
  });
});

test("a shop with REPLICAS=2 reads its catalogue from two replicas of its own", async (context) => {
  const shop = settledShop(context);
  const program = await startProgram({ DATA_DIR: shop.dataDir, REPLICAS: "2", SYNCHRONOUS_REPLICAS: "1" });
  context.after(() => program.end("SIGKILL"));
  const readiness = async () =>
    (await (await fetch(`${program.url}/readyz`)).json()) as { replicas: { state: string }[] };
  await until(
    async () => (await readiness()).replicas.map(({ state }) => state).join() === "answers,answers",
    20_000,
    "both answer",
  );
  assert.equal((await fetch(`${program.url}/products?limit=3`)).status, 200);
  const place = join(shop.dataDir, "database");
  const began = Date.now();
  await program.end("SIGINT");
  assert.ok(Date.now() - began < 6000, `it ended after ${Date.now() - began} ms`);
  assert.deepEqual(processesIn(place), []);
});
