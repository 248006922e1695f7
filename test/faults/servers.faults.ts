import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { askingUrl, newBuyer, type Buyer } from "../support/clients/buyers.ts";
import { replicatedShop } from "../support/databases/replicated-shop.ts";
import { seededRandom } from "../support/seeded-random.ts";
import type { LoadBalancer } from "../support/servers/load-balancer.ts";
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
  unitsOfEach,
  type ImportLog,
  type Purchase,
} from "./buying.ts";
import { Installation, withoutInstallation } from "./installation.ts";
import { complaints, constantLoad, counts, seeded, type Sent } from "./load.ts";
import { fewerRounds, seed } from "./rounds.ts";
import { granted } from "./times.ts";

const perSecond = 40;
const buyersAtOnce = 6;
/** Time after a promotion within which orders are placed again. */
const backWithinMilliseconds = granted(10_000);
const longestMilliseconds = 120_000;
const draw = seeded(seed);
const random = seededRandom(seed);

const buyers: Buyer[] = [];
let installation: Installation;
let balancer: LoadBalancer;

replicatedShop({
  async prepare(shop) {
    if (withoutInstallation !== false) return;
    await shop.primary.sql(`update stock set units = ${unitsAtFirst} where product_id = ${countedProduct}`);
    installation = await Installation.open(shop);
    balancer = await installation.balance();
    for (let count = 0; count < 3; count += 1) buyers.push(await newBuyer(askingUrl(balancer.url)));
  },
});

const untilWhole = (): Promise<number> => {
  const isWhole = async () => (await installation.isWhole(balancer)) || delay(50, false);
  return until(isWhole, longestMilliseconds, "both servers have all that they work with");
};

/** Who may be told to come again during a fault. */
type Refused = "nobody" | "buyers" | "everyone";

type Fault = {
  /** Is over when this resolves; returns the moment from which the promised time runs, where that is earlier. */
  readonly happen: () => Promise<unknown>;
  readonly refused?: Refused;
};

const anyServer = (): 0 | 1 => random.pick([0, 1] as const);

const faults: Readonly<Record<string, Fault>> = {
  "kill -9 of Redis": {
    async happen() {
      await installation.redis.kill();
      await delay(1500);
      await installation.redis.start();
    },
  },
  "kill -9 of a server": { happen: () => installation.replaceServer(anyServer(), "SIGKILL") },
  "a server is ended and another started": { happen: () => installation.replaceServer(anyServer(), "SIGTERM") },
  "a server is stopped for 6 s": {
    async happen() {
      const goOn = installation.freezeServer(anyServer());
      await delay(6000);
      goOn();
    },
    // It may have stopped while it held the row of what is sold.
    refused: "buyers",
  },
  "Redis is stopped for 2 s": {
    async happen() {
      installation.redis.freeze();
      await delay(2000);
      installation.redis.thaw();
    },
  },
  "kill -9 of the replica": {
    async happen() {
      await installation.replica.kill();
      await delay(1500);
      await installation.replica.start();
    },
  },
  "the replica is stopped for 3 s": {
    async happen() {
      installation.replica.freeze();
      await delay(3000);
      installation.replica.thaw();
    },
  },
  "the replica lags by 3 s": {
    async happen() {
      await installation.replica.sql("select pg_wal_replay_pause()");
      await delay(3000);
      await installation.replica.sql("select pg_wal_replay_resume()");
    },
  },
  "Redis is flushed": { happen: () => installation.redis.tell("flushall") },
  "HAProxy is reloaded twice": {
    async happen() {
      await balancer.reload();
      await delay(300);
      await balancer.reload();
    },
  },
  "kill -9 of the primary and promotion of the replica": {
    async happen() {
      const { promotedAt, strays } = await installation.failOver();
      assert.equal(strays, 0, "the former primary got orders");
      return promotedAt;
    },
    refused: "everyone",
  },
};

/** Readers read and buyers buy during a fault and until all is whole again. */
const goThrough = async ({ happen }: Fault, { url }: LoadBalancer) => {
  await untilWhole();
  const load = constantLoad(url, perSecond, draw);
  const stopBuying = keepBuying(url, buyers, buyersAtOnce, "everything");
  const stop = () => Promise.all([load.stop(), stopBuying()]);
  try {
    await delay(500 + random.below(500));
    const faultAt = Date.now();
    const over = await happen();
    const overAt = typeof over === "number" ? over : Date.now();
    await untilWhole();
    const wholeAt = Date.now();
    await delay(1000);
    const [sent, purchases] = await stop();
    return { faultAt, overAt, wholeAt, sent, purchases };
  } finally {
    await stop();
  }
};

type Passage = Awaited<ReturnType<typeof goThrough>>;

/** Returns the replies that a fault does not excuse. */
const inexcusable = ({ faultAt, wholeAt, sent, purchases }: Passage, refused: Refused = "nobody"): string[] => {
  const limits = { faultAt, wellFrom: refused === "everyone" ? wholeAt : 0, longest: granted(8500) };
  const refusals = purchases
    .flatMap(({ told }) => told)
    // Another server may still be executing the same request.
    .filter(({ told: { status } }) => status !== 200 && status !== 409)
    .map(({ act, told: { status } }) => `${status} to ${act}, which nothing excuses`);
  return [...complaints(sent, limits), ...(refused === "nobody" ? refusals : [])];
};

/** Returns the orders with more than their buyer has asked for: a request with a key was executed twice. */
const doubledUnits = ({ orders }: ImportLog): string[] =>
  orders.filter(({ units }) => units > unitsOfEach).map(({ order_id }) => `doubled units of order ${order_id}`);

const complaintsAbout = async (all: readonly Purchase[]): Promise<string[]> => {
  const books = await readBooks((text) => installation.sql(text));
  return [...complaintsOf(all, books), ...doubledUnits(books)];
};

describe("two servers, a replica, Redis and HAProxy", { skip: withoutInstallation }, () => {
  const all: Purchase[] = [];
  let runs = 0;
  for (const [name, fault] of Object.entries(faults))
    test(`${name}: no order is lost or doubled`, async (context) => {
      for (let round = 1; round <= fewerRounds; round += 1) {
        const passage = await goThrough(fault, balancer);
        const { sent, purchases, overAt } = passage;
        all.push(...purchases);
        runs += 1;
        const found = [...inexcusable(passage, fault.refused), ...(await complaintsAbout(all))];
        assert.deepEqual(found.slice(0, 20), [], `${summaryOf(purchases, found)}; ${counts(sent)}`);
        const again = Math.min(...successesAfter(purchases, overAt));
        assert.ok(again <= backWithinMilliseconds, `bought again ${again} ms after the fault`);
        context.diagnostic(`round ${round}: ${summaryOf(purchases, found)}; ${counts(sent)}; again after ${again} ms`);
      }
    });

  test("a balancer that repeats nothing is noticed", async () => {
    const careless = await installation.balance((text) =>
      text.replace(/^ *retries 3\n *option redispatch 1\n/m, "    retries 0\n").replace(/^ *retry-on .*\n/m, ""),
    );
    const passage = await goThrough({ happen: () => installation.replaceServer(0, "SIGKILL") }, careless);
    assert.match(inexcusable(passage).join(), /status 503|503 to/);
    all.push(...passage.purchases);
  });

  test("in all", async (context) => {
    const found = await complaintsAbout(all);
    tell(context, "faults of servers, replica, Redis and HAProxy", { runs, ...orderFigures(all, found) }, seed);
    assert.deepEqual(
      found.filter((one) => /^(lost|doubled|stock)/.test(one)),
      [],
    );
  });
});

test("each complaint can be made", () => {
  const well: Sent = { plannedAt: 1000, endedAt: 1005, status: 200, retryAfter: undefined, isKept: false };
  const during = { ...well, plannedAt: 2100, endedAt: 2105, status: 503, retryAfter: "1" };
  const told = (status: number): Purchase => ({
    cart: "a",
    told: [{ act: "add", told: { status, retryAfter: "1", body: {}, endedAt: 1 } }],
    units: 0,
    orderId: undefined,
    isPaid: false,
  });
  const passage = (one: Sent, status: number): Passage => ({
    faultAt: 2000,
    overAt: 3000,
    wholeAt: 5000,
    sent: [one],
    purchases: [told(status)],
  });
  assert.deepEqual(inexcusable(passage(well, 409)), []);
  assert.deepEqual(inexcusable(passage(well, 503), "buyers"), []);
  assert.deepEqual(inexcusable(passage(during, 503), "everyone"), []);
  assert.match(inexcusable(passage(well, 503)).join(), /503 to add/);
  assert.match(inexcusable(passage(during, 200), "buyers").join(), /status 503/);
  assert.match(inexcusable(passage({ ...during, status: 502 }, 200), "everyone").join(), /neither answer nor 503/);
  const order = { order_id: 7, cart: "a", units: unitsOfEach, status: "pending", is_paid: false };
  assert.deepEqual(doubledUnits({ orders: [order], unitsLeft: 0 }), []);
  assert.match(doubledUnits({ orders: [{ ...order, units: 3 }], unitsLeft: 0 }).join(), /doubled units of order 7/);
});
