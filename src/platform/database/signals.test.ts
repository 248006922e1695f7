import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { testDatabase } from "../../../test/support/databases/database.ts";
import { listen, type Signals } from "./signals.ts";

const database = testDatabase();

/** Records the calls that a listener receives. */
const diary = () => {
  const told: string[] = [];
  const listener = {
    received: (payload: string) => void told.push(`received ${payload}`),
    connected: () => void told.push("connected"),
    missing: () => void told.push("missing"),
  };
  return { told, listener };
};

const until = async (isSo: () => boolean, milliseconds: number, what: string): Promise<number> => {
  const began = Date.now();
  while (!isSo()) {
    assert.ok(Date.now() - began < milliseconds, `${what}: not within ${milliseconds} ms`);
    await delay(5);
  }
  return Date.now() - began;
};

const listeningConnections = async (): Promise<number> =>
  Number(
    (
      await database().sql(
        "select count(*) from pg_stat_activity where datname = current_database() and application_name = 'selvedge'",
      )
    )[0]?.["count"],
  );

const listening = async (signals: Signals) => until(() => signals.isConnected(), 4000, "the listening connection");

test("signals reach the listener of their channel, after it was told that they can", async (context) => {
  const [first, second] = [diary(), diary()];
  const signals = listen(database().relay.url, { first: first.listener, "Second channel": second.listener });
  context.after(() => signals.close());
  await listening(signals);
  await database().sql(`notify first, 'a'; notify "Second channel", 'b'; notify third, 'c'`);
  await until(() => first.told.length + second.told.length >= 4, 1000, "both signals");
  assert.deepEqual(first.told, ["connected", "received a"]);
  assert.deepEqual(second.told, ["connected", "received b"]);
});

test("a killed connection is missed each second, opened again, and listens as before (3 times)", async (context) => {
  const { told, listener } = diary();
  const { relay, sql } = database();
  const signals = listen(relay.url, { news: listener });
  context.after(() => signals.close());
  for (let round = 1; round <= 3; round += 1) {
    await listening(signals);
    await relay.refuse();
    await until(() => !signals.isConnected(), 500, "the loss");
    told.length = 0;
    await until(() => told.includes("missing"), 1500, "the first question");
    await relay.accept();
    await listening(signals);
    await sql("notify news, 'again'");
    await until(() => told.includes("received again"), 500, "a signal");
    assert.deepEqual(
      told.filter((line) => line !== "missing"),
      ["connected", "received again"],
    );
    assert.equal(await listeningConnections(), 1);
  }
});

test("a backend that is terminated alone is replaced within two seconds", async (context) => {
  const { told, listener } = diary();
  const { relay, sql } = database();
  const signals = listen(relay.url, { news: listener });
  context.after(() => signals.close());
  await listening(signals);
  await sql(
    "select pg_terminate_backend(pid, 2000) from pg_stat_activity where datname = current_database() and application_name = 'selvedge'",
  );
  await until(() => told.filter((line) => line === "connected").length === 2, 2000, "the second connection");
  assert.equal(await listeningConnections(), 1);
});

test("a silent connection is noticed by its missing heartbeat, and one connection remains", async (context) => {
  const { told, listener } = diary();
  const { relay, sql } = database();
  const signals = listen(relay.url, { news: listener });
  context.after(() => signals.close());
  await listening(signals);
  relay.hold();
  await until(() => !signals.isConnected(), 5000, "the silence");
  relay.release();
  await until(() => told.filter((line) => line === "connected").length === 2, 4000, "the second connection");
  await delay(1500);
  await sql("notify news, 'once'");
  await until(() => told.includes("received once"), 500, "a signal");
  await delay(50);
  assert.equal(told.filter((line) => line === "received once").length, 1);
  assert.equal(await listeningConnections(), 1);
});

test("what is closed stays closed, even while it looks for its database", async () => {
  const { told, listener } = diary();
  const { relay } = database();
  await relay.refuse();
  const signals = listen(relay.url, { news: listener });
  await delay(50);
  await signals.close();
  await relay.accept();
  await delay(1500);
  assert.deepEqual(told, []);
  assert.equal(await listeningConnections(), 0);
});
