import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  elsewhere,
  filledCart,
  newBuyer,
  patient,
  terms,
  type Buyer,
  type Reply,
  type Wanted,
} from "../support/clients/buyers.ts";
import { crowd, upTo } from "../support/crowd.ts";
import { openHold } from "../support/databases/held.ts";
import { seededRandom } from "../support/seeded-random.ts";
import { twoServers, withoutBounds, type TwoServers } from "../support/servers/servers.ts";
import { isFull, trials } from "../support/trials.ts";

/** The same customers on each of the two servers. */
type Crowd = readonly (readonly [Buyer, Buyer])[];

const signUp = ({ servers }: TwoServers, count: number): Promise<Crowd> =>
  crowd(upTo(count), 4, async () => {
    const buyer = await newBuyer(patient(servers[0].ask));
    return [buyer, elsewhere(buyer, patient(servers[1].ask))] as const;
  });

const setUnits = ({ sql }: TwoServers, productId: number, known: string, units: number) =>
  sql("insert into stock values ($1, $2, $3) on conflict (product_id, variant_key) do update set units = $3", [
    productId,
    known,
    units,
  ]);

const toldOf = ({ status, body }: Reply): string => (status === 200 ? "200" : `${status} ${body.error.code}`);

type Sale = { readonly answers: Readonly<Record<string, number>>; readonly left: number; readonly slowest: number };

/** Sells one unit each to this many buyers at once, on two servers. */
const sell = async (open: TwoServers, buyers: Crowd, count: number, units: number): Promise<Sale> => {
  await setUnits(open, 60, "", units);
  const who = (index: number) => buyers[index % buyers.length]?.[index % 2] as Buyer;
  const carts = await crowd(upTo(count), 16, (index) => filledCart(who(index).ask, [{ product_id: 60 }]));
  let slowest = 0;
  const told = await Promise.all(
    carts.map(async (cart_id, index) => {
      const begin = performance.now();
      const reply = await patient(who(index).ask)("POST", "/orders", { cart_id, ...terms });
      if (reply.status !== 200) slowest = Math.max(slowest, performance.now() - begin);
      return toldOf(reply);
    }),
  );
  const answers = Object.fromEntries([...Map.groupBy(told, (each) => each)].map(([each, all]) => [each, all.length]));
  const [{ left }] = (await open.sql("select units as left from stock where product_id = 60")) as [{ left: number }];
  return { answers, left, slowest };
};

const manyBuyers = isFull ? 200 : 40;
const [crowdOfBuyers, fewUnits] = isFull ? [300, 100] : [45, 15];
const accounts = trials(crowdOfBuyers, 4);

const attributes: Readonly<Record<string, string>> = { "1,6": "S, White", "1,7": "S, Black", "2,6": "M, White" };
const combinations = Object.keys(attributes);
const products = [61, 62, 63];
const shelf = products.flatMap((product) =>
  ["", ...combinations].map((known) => ({ product, known, units: known === "" ? 30 : 12 })),
);

type Line = { readonly product: number; readonly known: string; readonly quantity: number };
type Bought = { readonly orderId: number; readonly lines: readonly Line[]; readonly by: readonly [Buyer, Buyer] };
type ImportLog = {
  readonly refused: number;
  readonly differences: readonly string[];
  readonly faults: readonly string[];
};

/** Returns where the stock differs from the initial stock without the units in orders. */
const differencesIn = async ({ sql }: TwoServers, out: readonly Line[]): Promise<string[]> => {
  const found: string[] = [];
  for (const { product, known, units } of shelf) {
    const [row] = await sql("select units from stock where product_id = $1 and variant_key = $2", [product, known]);
    const held = out
      .filter((line) => line.product === product && (known === "" || line.known === known))
      .reduce((sum, { quantity }) => sum + quantity, 0);
    if (row?.units + held !== units) found.push(`product ${product} (${known}): ${row?.units} left and ${held} out`);
  }
  return found;
};

/** Places orders of one to four lines, and cancels half of them later; many at once, on both servers. */
const trade = async (open: TwoServers, count: number, seed: number): Promise<ImportLog> => {
  for (const { product, known, units } of shelf) await setUnits(open, product, known, units);
  const buyers = await signUp(open, 4);
  const { below, pick } = seededRandom(seed);
  const bought: Bought[] = [];
  const faults: string[] = [];
  let refused = 0;

  const buy = async (by: Bought["by"], lines: readonly Line[], server: 0 | 1) => {
    const wanted = lines.map(({ product, known, quantity }): Wanted => {
      return { product_id: product, attributes: attributes[known] as string, quantity };
    });
    const cart_id = await filledCart(by[server].ask, wanted);
    const reply = await by[server].ask("POST", "/orders", { cart_id, ...terms });
    if (reply.status === 200) bought.push({ orderId: reply.body.orderId, lines, by });
    else if (toldOf(reply) === "409 CAR_04") refused += 1;
    else faults.push(toldOf(reply));
  };
  const cancel = async ({ orderId, by }: Bought) => {
    const told = await Promise.all(by.map(async ({ ask }) => toldOf(await ask("POST", `/orders/${orderId}/cancel`))));
    if (told.toSorted().join() !== "200,409 COM_02") faults.push(told.join());
  };

  await crowd(upTo(count), 16, async () => {
    const order = below(2) === 0 ? bought.splice(below(bought.length), 1)[0] : undefined;
    if (order) return cancel(order);
    const chosen = new Set(upTo(1 + below(4)).map(() => `${pick(products)} ${pick(combinations)}`));
    const lines = [...chosen].map((each) => {
      const [product = "", known = ""] = each.split(" ");
      return { product: Number(product), known, quantity: 1 + below(5) };
    });
    return buy(pick(buyers), lines, below(2) as 0 | 1);
  });
  const differences = await differencesIn(
    open,
    bought.flatMap(({ lines }) => lines),
  );
  return { refused, differences, faults };
};

describe("counted goods, over two servers", () => {
  let buyers: Crowd = [];
  const open = twoServers({
    wish: () => ({ settings: withoutBounds }),
    prepare: async (given) => {
      buyers = await signUp(given, accounts);
      // The shop is already at work when buyers come: its code is compiled, its connections are open.
      await sell(given, buyers, manyBuyers, manyBuyers);
    },
  });

  test(`the last item is sold once among ${manyBuyers} buyers; the others get a clean 409 soon`, async (context) => {
    let longest = 0;
    for (const _ of upTo(trials(50, 2))) {
      const { answers, left, slowest } = await sell(open(), buyers, manyBuyers, 1);
      assert.deepEqual([answers, left], [{ "200": 1, "409 CAR_04": manyBuyers - 1 }, 0]);
      longest = Math.max(longest, slowest);
    }
    // A time means nothing while other tests use the processor.
    if (isFull) assert.ok(longest < 1000, `${longest} ms`);
    context.diagnostic(`the slowest refusal took ${Math.round(longest)} ms`);
  });

  test(`of ${fewUnits} units ${fewUnits} are sold to ${crowdOfBuyers} buyers`, async () => {
    for (const _ of upTo(trials(20, 1))) {
      const { answers, left } = await sell(open(), buyers, crowdOfBuyers, fewUnits);
      assert.deepEqual([answers, left], [{ "200": fewUnits, "409 CAR_04": crowdOfBuyers - fewUnits }, 0]);
    }
  });

  const operations = trials(5000, 150);
  test(`stock and orders add up after ${operations} random orders and cancellations`, async () => {
    const { refused, differences, faults } = await trade(open(), operations, 20_261_122);
    assert.deepEqual({ differences, faults }, { differences: [], faults: [] });
    assert.ok(refused > operations / 50, `only ${refused} were refused: the shelf was never short`);
    const [deadlocks] = await open().sql(
      "select deadlocks::int from pg_stat_database where datname = current_database()",
    );
    assert.deepEqual(deadlocks, { deadlocks: 0 });
  });
});

describe("the trials can fail:", () => {
  const barrier = 20_261_123;
  // A server that reads the stock first: the value is old when it takes a unit, here as long as the test holds the
  // barrier.
  const lookAndThink = (text: string): string =>
    text
      .replace("for update", "")
      .replace(
        "from shelf join wanted on",
        `from shelf join wanted on pg_advisory_xact_lock_shared(${barrier} + 0 * shelf.units)::text = '' and`,
      );
  const naive = twoServers({
    wish: () => ({ spoil: (text) => (text.includes("taken as (") ? lookAndThink(text) : text) }),
  });
  test("they notice servers that look first and take then", async () => {
    const hold = await openHold(naive().databaseUrl);
    try {
      const buyers = await signUp(naive(), 4);
      // Each buyer waits only for the barrier.
      await hold.run("select pg_advisory_xact_lock($1)", [barrier]);
      const selling = sell(naive(), buyers, 4, 1);
      // Two have read the one unit before either takes it.
      await hold.untilWaiting(2, selling);
      await hold.commit();
      const { answers, left } = await selling;
      assert.ok((answers["200"] ?? 0) > 1, JSON.stringify(answers));
      assert.equal(left, 0);
    } finally {
      await hold.close();
    }
  });

  const generous = twoServers({
    wish: () => ({
      settings: withoutBounds,
      spoil: (text) => text.replace("demand.on_shelf + demand.units", "demand.on_shelf + 2 * demand.units"),
    }),
  });
  test("they notice servers that give units back twice", async () => {
    assert.notDeepEqual((await trade(generous(), 40, 7)).differences, []);
  });

  const greedy = twoServers({
    wish: () => ({
      settings: withoutBounds,
      spoil: (text) => text.replace("demand.on_shelf + demand.units", "demand.on_shelf"),
    }),
  });
  test("they notice servers that give nothing back", async () => {
    assert.notDeepEqual((await trade(greedy(), 40, 7)).differences, []);
  });
});
