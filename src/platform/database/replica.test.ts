import assert from "node:assert/strict";
import { after, before, describe, mock, test } from "node:test";
import type pg from "pg";
import { pino } from "pino";
import { openRelay, type Relay } from "../../../test/support/fakes/relay.ts";
import { cloneDatabase } from "../../../test/support/servers/shop.ts";
import { openShop, type Shop } from "../../server/app.ts";
import { readConfig } from "../config.ts";
import { readFromReplica } from "./replica.ts";

const ends: (() => Promise<unknown>)[] = [];
let primary = "";
before(async () => {
  const made = await cloneDatabase();
  ends.push(made.drop);
  primary = made.url;
});
after(async () => {
  for (const end of ends.toReversed()) await end();
});

const openWith = async (replica: string): Promise<{ shop: Shop; state: () => Promise<unknown> }> => {
  const config = readConfig({
    LOG_LEVEL: "silent",
    WORKER: "off",
    DATABASE_URL: primary,
    DATABASE_READ_URL: replica,
  });
  const shop = await openShop({ config, log: pino({ level: "silent" }), databaseUrl: primary, migration: 0 });
  await shop.app.ready();
  ends.push(() => shop.close());
  return { shop, state: async () => (await shop.app.inject("/readyz")).json().replica };
};

const searched = async ({ app }: Shop, words: string): Promise<unknown> => {
  const reply = await app.inject(`/products/search?query_string=${words}`);
  return [reply.statusCode, reply.json().count > 0];
};

describe("reads go to the primary", () => {
  let relay: Relay;
  before(async () => {
    relay = await openRelay(primary);
    ends.push(() => relay.close());
  });

  test("while the replica cannot be reached, and /readyz says so", async () => {
    const { shop, state } = await openWith(relay.url);
    assert.deepEqual(await searched(shop, "owl"), [200, true]);
    assert.equal(await state(), "answers");
    await relay.refuse();
    for (const words of ["fox", "koi"]) assert.deepEqual(await searched(shop, words), [200, true]);
    assert.equal(await state(), "away");
    await relay.accept();
  });

  test("from the first request, where nobody ever listened or the password is wrong", async () => {
    const wrong = Object.assign(new URL(primary), { username: "nobody", password: "wrong" }).href;
    for (const replica of ["postgres://shop@127.0.0.1:9/shop", wrong]) {
      const { shop, state } = await openWith(replica);
      assert.deepEqual(await searched(shop, "owl"), [200, true]);
      assert.equal(await state(), "away");
    }
  });

  test("while the replica has not the tables yet", async () => {
    const { hostname, port, username, password } = new URL(primary);
    const { shop, state } = await openWith(`postgres://${username}:${password}@${hostname}:${port}/postgres`);
    assert.deepEqual(await searched(shop, "owl"), [200, true]);
    assert.equal(await state(), "away");
  });
});

test("a replica that failed is tried by one read in five seconds, and told when it answers again", async () => {
  mock.timers.enable({ apis: ["Date"] });
  const asked: string[] = [];
  const told: string[] = [];
  let isUp = false;
  const answer = (who: string) => async (): Promise<pg.QueryResult> => {
    asked.push(who);
    if (who === "replica" && !isUp) throw Object.assign(new Error("gone"), { code: "ECONNREFUSED" });
    return { rows: [] } as unknown as pg.QueryResult;
  };
  const { run } = readFromReplica(answer("replica"), answer("primary"), (state) => told.push(state));
  const reads = async (count: number): Promise<string> => {
    asked.length = 0;
    for (let read = 0; read < count; read += 1) await run({ text: "select" });
    return asked.join(" ");
  };
  assert.equal(await reads(3), "replica primary primary primary");
  mock.timers.tick(5000);
  assert.equal(await reads(2), "replica primary primary");
  isUp = true;
  assert.equal(await reads(1), "primary");
  mock.timers.tick(5000);
  assert.equal(await reads(2), "replica replica");
  assert.deepEqual(told, ["away", "answers"]);
  mock.timers.reset();
});

test("what fails by itself fails, and is not asked twice", async () => {
  const failing = async (): Promise<never> => {
    throw Object.assign(new Error("syntax"), { code: "42601" });
  };
  const { run, state } = readFromReplica(
    failing,
    () => assert.fail("the primary was asked"),
    () => assert.fail("told"),
  );
  await assert.rejects(run({ text: "selec" }), /syntax/);
  assert.equal(state(), "answers");
});
