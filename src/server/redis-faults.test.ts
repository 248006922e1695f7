import assert from "node:assert/strict";
import { after, before, describe, test, type TestContext } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { elsewhere, filledCart, newBuyer, terms, type Ask, type Buyer } from "../../test/support/clients/buyers.ts";
import { oneServerOnly } from "../../test/support/one-server.ts";
import { startCluster, startRedis, withoutRedis, type RedisServer } from "../../test/support/redis/redis.ts";
import { openServer, withoutBounds, type Server } from "../../test/support/servers/servers.ts";
import { cloneDatabase, openTestDatabase } from "../../test/support/servers/shop.ts";
import { until } from "../../test/support/until.ts";
import { changeCatalogueNow } from "../catalogue/index.ts";
import type { Database } from "../platform/database/database.ts";

oneServerOnly("the state of Redis at each of two servers, which are asked by themselves");

/** Longest time that a request may take while all servers, their clients and other tests share the processors. */
const longestMilliseconds = 1500;
const calmMilliseconds = 1500;

const ends: (() => unknown)[] = [];
let url: string;
let db: Database;

before(async () => {
  const database = await cloneDatabase();
  ends.push(database.drop);
  url = database.url;
  db = openTestDatabase(url);
  ends.push(() => db.close());
});
after(async () => {
  for (const end of ends.toReversed()) await end();
});

type Seen = { requests: number; longest: number; readonly failures: string[] };
const watched = (ask: Ask, seen: Seen): Ask => {
  return async (...asked) => {
    const began = performance.now();
    const reply = await ask(...asked);
    seen.requests += 1;
    seen.longest = Math.max(seen.longest, performance.now() - began);
    if (reply.status !== 200)
      seen.failures.push(`${asked.slice(0, 2).join(" ")}: ${reply.status} ${JSON.stringify(reply.body)}`);
    return reply;
  };
};

const opened = async (redisUrl: string): Promise<readonly [Server, Server]> => {
  const settings = { ...withoutBounds, REDIS_URL: redisUrl, WORKER: "off", RATE_LIMIT_PER_MINUTE: "1000000" };
  const servers = [await openServer(url, { settings }), await openServer(url, { settings })] as const;
  ends.push(() => Promise.all(servers.map((server) => server.close())));
  const answers = async ({ ask }: Server) => (await ask("GET", "/readyz")).body.redis === "answers";
  for (const server of servers) await until(() => answers(server), 10_000, "Redis answers");
  return servers;
};

/** Reads and buys on both servers, and changes the catalogue, until all steps are done. */
const underLoad = async (servers: readonly Server[], steps: readonly (() => unknown)[]) => {
  const reads: Seen = { requests: 0, longest: 0, failures: [] };
  const checkouts: Seen = { requests: 0, longest: 0, failures: [] };
  let isOver = false;
  const during = async (work: (turn: number) => Promise<unknown>): Promise<void> => {
    for (let turn = 1; !isOver; turn += 1) await work(turn);
  };
  const buyers: Buyer[] = [];
  for (const { ask } of servers) buyers.push(elsewhere(await newBuyer(ask), watched(ask, checkouts)));
  const loads = [
    ...servers.flatMap(({ ask }) => {
      const read = watched(ask, reads);
      return [1, 2, 3].map((reader) =>
        during(async (turn) => {
          await read("GET", `/products/${1 + ((turn * reader) % 90)}`);
          await read("GET", `/products?limit=${1 + (turn % 20)}`);
        }),
      );
    }),
    ...buyers.map(({ ask }) =>
      during(async () => {
        const cart_id = await filledCart(ask);
        await ask("POST", "/orders", { cart_id, ...terms });
        await delay(20);
      }),
    ),
    // Each change empties the servers' own caches, so that all of them turn to Redis.
    during(async () => {
      await changeCatalogueNow(db, async () => ({ productIds: [] }));
      await delay(150);
    }),
  ];
  for (const step of steps) {
    await delay(calmMilliseconds);
    await step();
  }
  await delay(calmMilliseconds);
  isOver = true;
  await Promise.all(loads);
  return { reads, checkouts };
};

const passes = (context: TestContext, { reads, checkouts }: Record<"reads" | "checkouts", Seen>): void => {
  const told = (name: string, { requests, longest, failures }: Seen) =>
    `${requests} ${name}, ${failures.length} failed, longest ${Math.round(longest)} ms`;
  context.diagnostic(`${told("reads", reads)}; ${told("requests of checkouts", checkouts)}`);
  for (const { requests, longest, failures } of [reads, checkouts]) {
    assert.deepEqual(failures, []);
    assert.ok(requests > 50, `${requests} requests`);
    assert.ok(longest < longestMilliseconds, `${longest} ms`);
  }
};

describe("the loss of Redis under load", { skip: withoutRedis }, () => {
  test("flushed, hung, killed and restarted: no request fails, and no checkout is slow", async (context) => {
    const redis = await startRedis();
    ends.push(() => redis.stop());
    const servers = await opened(`redis://127.0.0.1:${redis.port}`);
    const seen = await underLoad(servers, [
      () => redis.tell("flushall"),
      () => redis.freeze(),
      () => redis.thaw(),
      () => redis.kill(),
      () => redis.start(),
      () => redis.tell("config", "set", "maxmemory", "1"),
    ]);
    passes(context, seen);
  });

  test("a cluster that loses one of three masters, and gets it back, fails nobody", async (context) => {
    const cluster: readonly RedisServer[] = await startCluster();
    ends.push(() => Promise.all(cluster.map((node) => node.stop())));
    const nodes = cluster.map(({ port }) => `127.0.0.1:${port}`).join(",");
    const servers = await opened(`redis+cluster://${nodes}`);
    const seen = await underLoad(servers, [
      () => cluster[2]?.kill(),
      () => cluster[2]?.start(),
      () => cluster[0]?.freeze(),
      () => cluster[0]?.thaw(),
    ]);
    passes(context, seen);
  });
});
