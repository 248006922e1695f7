import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { buyersFor, terms, type Buyer } from "../support/clients/buyers.ts";
import { crowd, upTo } from "../support/crowd.ts";
import { ownDatabase, type OwnDatabase } from "../support/databases/own-database.ts";
import { seededRandom } from "../support/seeded-random.ts";
import { askSomewhere } from "../support/somewhere.ts";
import type { Fault } from "../support/stripe/faults.ts";
import { charge, disagreements, paidShop, settled, type PaidShop } from "../support/stripe/paid-shop.ts";
import { tell } from "../support/tally.ts";
import { counts, seed } from "../support/trials.ts";
import { keepWorking } from "../support/work.ts";

const orderCount = counts.providerAndDatabaseOrders;
const faults: readonly Fault[] = ["fail", "cut", "lose", "lose", "late", "hang"];
const tokens = ["tok_visa", "tok_visa", "tok_chargeDeclined"] as const;

/** What buyers were told: which orders they have, and which of these are paid. */
type Told = { readonly orders: Map<string, number>; readonly paid: Set<number>; crashes: number };

/** Crashes the database each time some more orders were placed, until it is stopped. */
const crashAgain = async (database: OwnDatabase, told: Told, stop: AbortSignal): Promise<void> => {
  const random = seededRandom(seed);
  while (!stop.aborted) {
    const crashAt = told.orders.size + 1 + random.below(counts.ordersBetweenCrashes);
    while (told.orders.size < crashAt && !stop.aborted) await delay(5);
    if (stop.aborted) return;
    await database.crash();
    told.crashes += 1;
  }
};

type Options = { readonly buyer: Buyer; readonly number: number; readonly random: ReturnType<typeof seededRandom> };

/** Places an order with an idempotency key, and tries up to three times to pay it. */
const buy = async (open: PaidShop, told: Told, { buyer, number, random }: Options): Promise<void> => {
  const cart_id = `both ${number}`;
  const line = { cart_id, product_id: 1 + random.below(50), attributes: cart_id };
  await askSomewhere(open, buyer, number, ({ ask }) => ask("POST", "/shoppingcart/add", line));
  const { reply } = await askSomewhere(open, buyer, number, ({ ask }) =>
    ask("POST", "/orders", { cart_id, ...terms }, { "idempotency-key": cart_id }),
  );
  if (reply?.status !== 200) throw new Error(`${cart_id}: told ${reply?.status} ${JSON.stringify(reply?.body)}`);
  const order = reply.body.orderId as number;
  told.orders.set(cart_id, order);
  for (const _ of upTo(3)) {
    const { reply: answer } = await askSomewhere(open, buyer, random.below(2), (at) =>
      charge(at, order, random.pick(tokens)),
    );
    if (answer?.status === 200) return void told.paid.add(order);
  }
};

describe("Stripe fails and the database dies, both again and again, under orders on two servers", () => {
  const database = ownDatabase();
  const open = paidShop({}, { database: database.open });
  test(`of ${orderCount} orders none is lost, and shop and Stripe agree about each`, async (context) => {
    const { stripe, servers, sql } = open();
    const random = seededRandom(seed);
    await sql("delete from stock");
    const buyers = await buyersFor(orderCount, servers[0].ask);
    const told: Told = { orders: new Map(), paid: new Set(), crashes: 0 };
    stripe.spoilBy(() => (random.below(100) < 12 ? random.pick(faults) : undefined));
    const stop = new AbortController();
    const beside = [crashAgain(database, told, stop.signal), keepWorking(open(), stop.signal)];
    await crowd(upTo(orderCount), 12, (number) =>
      buy(open(), told, { buyer: buyers[number % buyers.length] as Buyer, number, random }),
    ).finally(() => stop.abort());
    await Promise.all(beside);
    if (told.crashes === 0) await database.crash();
    stripe.spoilBy(() => undefined);
    await settled(open());

    const rows = await sql(
      "select attributes as cart, min(order_id)::int as order, count(distinct order_id)::int as orders from order_line group by attributes",
    );
    const kept = new Map(rows.map(({ cart, order }) => [cart, order]));
    const states = new Map(
      (await sql("select order_id::int as order, status from customer_order")).map(({ order, status }) => [
        order,
        status,
      ]),
    );
    const lost = [...told.orders].filter(([cart, order]) => kept.get(cart) !== order);
    const unpaid = [...told.paid].filter((order) => states.get(order) !== "paid");
    const doubled = rows.filter(({ orders }) => orders > 1);
    const wrong = await disagreements(open());
    tell(context, "orders while Stripe fails and the database dies", {
      acknowledged: told.orders.size,
      paid: told.paid.size,
      lost: lost.length + unpaid.length,
      doubled: doubled.length,
      disagreements: wrong.length,
      crashes: Math.max(1, told.crashes),
    });
    assert.deepEqual({ lost, unpaid, doubled, wrong }, { lost: [], unpaid: [], doubled: [], wrong: [] });
    assert.equal(told.orders.size, orderCount);
    assert.ok(told.paid.size > orderCount / 3, `${told.paid.size} paid`);
  });
});
