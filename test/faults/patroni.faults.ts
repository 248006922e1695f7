import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { askingUrl, newBuyer, type Buyer } from "../support/clients/buyers.ts";
import { seededRandom } from "../support/seeded-random.ts";
import { startProgram, type Program } from "../support/servers/program.ts";
import { tell } from "../support/tally.ts";
import { until } from "../support/until.ts";
import {
  complaintsOf,
  countedProduct,
  keepBuying,
  orderFigures,
  readBooks,
  successesAfter,
  summaryOf,
  unitsAtFirst,
  type Purchase,
} from "./buying.ts";
import { PatroniCluster, withoutPatroni } from "./patroni.ts";
import { fewerRounds, seed } from "./rounds.ts";
import { granted } from "./times.ts";

/** Time after a promotion within which orders are placed again. */
const backWithinMilliseconds = granted(10_000);
const longestMilliseconds = 180_000;
const random = seededRandom(seed);

const ends: (() => unknown)[] = [];
const programs: Program[] = [];
const buyers: Buyer[] = [];
let cluster: PatroniCluster;

before(async () => {
  if (withoutPatroni !== false) return;
  cluster = new PatroniCluster();
  ends.push(() => cluster.close());
  await cluster.start(3);
  await untilWhole();
  const leader = await leaderNow();
  await cluster.sql(leader, "postgres", "create role shop login password 'secret'");
  await cluster.sql(leader, "postgres", "create database shop owner shop encoding 'UTF8' template template0");
  const folder = await mkdtemp(join(tmpdir(), "selvedge-patroni-shop-"));
  ends.push(() => rm(folder, { recursive: true, force: true }));
  for (let count = 0; count < 2; count += 1) {
    const program = await startProgram({
      DATABASE_URL: cluster.url(),
      DATABASE_READ_URLS: cluster.names.map((name) => cluster.url(name)).join(" "),
      DATA_DIR: folder,
      LOG_LEVEL: "fatal",
      RATE_LIMIT: "off",
    });
    ends.push(() => program.end("SIGINT"));
    programs.push(program);
  }
  const [first] = programs;
  for (let count = 0; count < 3; count += 1) buyers.push(await newBuyer(askingUrl(first?.url ?? "")));
  await cluster.sql(leader, "shop", `update stock set units = ${unitsAtFirst} where product_id = ${countedProduct}`);
});
after(async () => {
  for (const end of ends.toReversed()) await end();
});

/** Waits until a leader has its standbys; tells what the programs said otherwise. */
const untilWhole = async (): Promise<void> => {
  const isWhole = async () => (await cluster.isWhole()) || delay(200, false);
  await until(isWhole, longestMilliseconds, "a leader and two standbys").catch((error: unknown) =>
    assert.fail(`${String(error)}\n${cluster.logs()}`),
  );
};

/** Waits for a node that takes writes and is not the one that was lost. */
const leaderNow = async (lost?: string): Promise<string> => {
  let leader: string | undefined;
  const isThere = async () => {
    leader = await cluster.primary(lost);
    return leader !== undefined || delay(50, false);
  };
  await until(isThere, longestMilliseconds, "a leader").catch((error: unknown) =>
    assert.fail(`${String(error)}\n${cluster.logs()}`),
  );
  return leader ?? "";
};

/** How a leader is lost, by turns; each returns what brings it back. */
const losses: readonly (readonly [string, (node: string) => Promise<() => void>])[] = [
  [
    "is killed",
    async (node) => {
      await cluster.killNode(node);
      return () => cluster.startNode(node);
    },
  ],
  // When it goes on, its PostgreSQL is a primary that takes writes, until its Patroni has noticed.
  ["is stopped", async (node) => cluster.freezeNode(node)],
];

/** Buyers keep buying at both servers while the leader is lost, replaced, and comes back. */
const buyThrough = async (lose: (node: string) => Promise<() => void>) => {
  const former = await leaderNow();
  const stops = programs.map(({ url }) => keepBuying(url, buyers, 3));
  const stop = async () => (await Promise.all(stops.map((each) => each()))).flat();
  try {
    await delay(1000 + random.below(1000));
    const lostAt = Date.now();
    const bringBack = await lose(former);
    const leader = await leaderNow(former);
    const ledAt = Date.now();
    await delay(3000);
    bringBack();
    const returnedAt = Date.now();
    await untilWhole();
    await delay(1000);
    const purchases = await stop();
    return {
      purchases,
      leader,
      ledAfter: ledAt - lostAt,
      backAfter: Math.min(...successesAfter(purchases, ledAt)),
      sinceReturn: successesAfter(purchases, returnedAt).length,
    };
  } finally {
    await stop();
  }
};

test(
  "Patroni replaces a lost leader under orders, and none that was confirmed is lost",
  { skip: withoutPatroni },
  async (context) => {
    const all: Purchase[] = [];
    for (let round = 1; round <= fewerRounds; round += 1) {
      const [how, lose] = losses[(round - 1) % losses.length] as (typeof losses)[number];
      const { purchases, leader, ledAfter, backAfter, sinceReturn } = await buyThrough(lose);
      all.push(...purchases);
      const complaints = complaintsOf(all, await readBooks((text) => cluster.sql(leader, "shop", text)));
      assert.deepEqual(complaints.slice(0, 20), [], summaryOf(purchases, complaints));
      assert.ok(backAfter <= backWithinMilliseconds, `bought again ${backAfter} ms after the promotion`);
      assert.ok(sinceReturn > 0, "nobody bought after the former leader had come back");
      context.diagnostic(
        `round ${round}: the leader ${how}: ${summaryOf(purchases, complaints)}; another leads after ${ledAfter} ms, and is bought from ${backAfter} ms later`,
      );
    }
    const complaints = complaintsOf(all, await readBooks(async (text) => cluster.sql(await leaderNow(), "shop", text)));
    assert.deepEqual(complaints, []);
    tell(context, "faults of Patroni's leader", { runs: fewerRounds, ...orderFigures(all, complaints) }, seed);
  },
);
