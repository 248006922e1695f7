import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { newBuyer, terms, type Buyer } from "../support/clients/buyers.ts";
import { crowd, upTo } from "../support/crowd.ts";
import { seededRandom } from "../support/seeded-random.ts";
import { twoServers, withoutBounds, type TwoServers } from "../support/servers/servers.ts";
import { askSomewhere, losingAnswers } from "../support/somewhere.ts";
import { tell } from "../support/tally.ts";
import { counts, seed, trials } from "../support/trials.ts";

const accounts = trials(100, 4, 20);
const atOnce = 24;

/** What a buyer was told about a cart: an order's number, or only that the cart is empty. */
type Told = { readonly cart: string; readonly isKeyed: boolean; readonly order: number | undefined };
type ImportLog = {
  readonly faults: string[];
  readonly told: Told[];
  acknowledged: number;
  retried: number;
  kills: number;
};

/** The only product with tracked stock, in large supply. */
const counted = { product: 60, units: 1_000_000 };
const onlyOneCounted = async ({ sql }: TwoServers): Promise<void> => {
  await sql("delete from stock");
  await sql("insert into stock values ($1, '', $2)", [counted.product, counted.units]);
};

/** Fills a cart and orders it, with or without an idempotency key; the line's attributes name the cart in the order. */
const buy = async (open: TwoServers, books: ImportLog, buyer: Buyer, number: number): Promise<void> => {
  const cart = `kill ${number}`;
  const isKeyed = number % 9 === 0;
  const add = { cart_id: cart, product_id: 1 + (number % 100), attributes: cart };
  const filled = await askSomewhere(open, buyer, number, ({ ask }) => ask("POST", "/shoppingcart/add", add));
  if (filled.reply?.status !== 200)
    return void books.faults.push(
      `${cart}: not filled, told ${filled.reply?.status} ${JSON.stringify(filled.reply?.body)}`,
    );
  const key: Record<string, string> = isKeyed ? { "idempotency-key": cart } : {};
  const { reply, isAgain } = await askSomewhere(open, buyer, number >> 1, ({ ask }) =>
    ask("POST", "/orders", { cart_id: cart, ...terms }, key),
  );
  if (isAgain) books.retried += 1;
  if (reply?.status === 200) {
    books.acknowledged += 1;
    books.told.push({ cart, isKeyed, order: reply.body.orderId });
  } else if (isAgain && !isKeyed && reply?.body.error.code === "CAR_02")
    books.told.push({ cart, isKeyed, order: undefined });
  else books.faults.push(`${cart}: told ${reply?.status} ${reply?.body.error.code}`);
};

/** Kills one server and then the other, each time after about this many more orders. */
const killByTurns = async ({ servers, replace }: TwoServers, books: ImportLog, stop: AbortSignal): Promise<void> => {
  const random = seededRandom(seed);
  const every = counts.ordersBetweenKills;
  for (let index: 0 | 1 = 0; ; index = index === 0 ? 1 : 0) {
    const killAt = books.acknowledged + every / 2 + random.below(every);
    while (books.acknowledged < killAt) {
      if (stop.aborted) return;
      await delay(2);
    }
    await servers[index].kill();
    books.kills += 1;
    await replace(index);
  }
};

/** Returns where the replies to buyers and the shop's data differ. */
const differences = async ({ sql }: TwoServers, told: readonly Told[]) => {
  const rows = await sql(
    "select attributes as cart, min(order_id)::int as order, count(distinct order_id)::int as orders from order_line group by attributes",
  );
  const kept = new Map(rows.map(({ cart, order, orders }) => [cart as string, { order, orders }]));
  const lost = told.filter(({ cart, order }) => {
    const found = kept.get(cart);
    return !found || (found.orders === 1 && order !== undefined && found.order !== order);
  });
  const doubled = rows.filter(({ orders }) => orders > 1);
  const [shelf] = await sql(
    "select (select units from stock) + (select coalesce(sum(quantity), 0)::int from order_line where is_counted) as units",
  );
  return {
    units: shelf?.units,
    lost: lost.map(({ cart }) => cart),
    doubled: doubled.map(({ cart }) => cart as string),
  };
};

/** Places orders, with idempotency keys and without, until this many are acknowledged. */
const orderThrough = async (open: TwoServers, wanted: number, isKilling: boolean): Promise<ImportLog> => {
  const books: ImportLog = { faults: [], told: [], acknowledged: 0, retried: 0, kills: 0 };
  const buyers = await crowd(upTo(accounts), 4, () => newBuyer(open.servers[0].ask));
  const stop = new AbortController();
  const killing = isKilling ? killByTurns(open, books, stop.signal) : undefined;
  let next = 0;
  const turn = async (): Promise<void> => {
    while (books.acknowledged < wanted && books.faults.length < 20) {
      const number = next++;
      await buy(open, books, buyers[number % buyers.length] as Buyer, number);
    }
  };
  await Promise.all(upTo(atOnce).map(turn));
  stop.abort();
  await killing;
  return books;
};

describe("kill -9 of one of two servers and then the other, under orders", () => {
  const open = twoServers({ wish: () => ({ settings: withoutBounds }), prepare: onlyOneCounted });

  test(`${counts.killedServerOrders} orders: none lost or doubled when buyers ask again`, async (context) => {
    const { faults, told, acknowledged, retried, kills } = await orderThrough(open(), counts.killedServerOrders, true);
    const { lost, doubled, units } = await differences(open(), told);
    tell(context, "orders at killed servers", {
      acknowledged,
      keyed: told.filter(({ isKeyed }) => isKeyed).length,
      lost: lost.length,
      doubled: doubled.length,
      "asked again": retried,
      kills,
    });
    assert.deepEqual({ faults, lost, doubled, units }, { faults: [], lost: [], doubled: [], units: counted.units });
    assert.ok(retried > 0 && kills > 0, "nobody met a kill: nothing was tried");
  });
});

describe("the trial can fail:", () => {
  const count = 40;

  const heedless = twoServers({ wish: () => losingAnswers(false), prepare: onlyOneCounted });
  test("it notices servers that heed no key", async () => {
    const { faults } = await orderThrough(heedless(), count, false);
    assert.match(faults.join(), /told 400 CAR_02/);
  });

  const hoarding = twoServers({
    wish: () => ({
      ...losingAnswers(true),
      settings: withoutBounds,
      // Ordered lines stay in the cart.
      spoil: (text) => text.replace("delete from cart_item", "update cart_item set quantity = quantity"),
    }),
    prepare: onlyOneCounted,
  });
  test("it notices servers that order a cart again when they are asked again", async () => {
    const { told } = await orderThrough(hoarding(), count, false);
    const { doubled } = await differences(hoarding(), told);
    assert.ok(doubled.length >= count / 2, `${doubled.length} doubled`);
  });

  test("it notices an order that was acknowledged and is not there", async () => {
    const { told } = await orderThrough(hoarding(), 1, false);
    const { lost } = await differences(hoarding(), [...told, { cart: "never", isKeyed: true, order: 1 }]);
    assert.deepEqual(lost, ["never"]);
  });
});
