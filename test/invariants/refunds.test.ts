import assert from "node:assert/strict";
import { after, describe, test } from "node:test";
import { moveOrder, shipOrder, type OrderKey } from "../../src/orders/index.ts";
import { openPayments, type Payments, type RefundOptions } from "../../src/payments/index.ts";
import { readConfig } from "../../src/platform/config.ts";
import type { Database } from "../../src/platform/database/database.ts";
import { newBuyer, placedOrder } from "../support/clients/buyers.ts";
import { crowd, upTo } from "../support/crowd.ts";
import { seededRandom } from "../support/seeded-random.ts";
import { openTestDatabase } from "../support/servers/shop.ts";
import { twoServers, type ServerOptions, type TwoServers } from "../support/servers/servers.ts";
import type { Thing } from "../support/stripe/book.ts";
import type { Fault } from "../support/stripe/faults.ts";
import type { RefundFate } from "../support/stripe/refunds.ts";
import { openStripeServer, type StripeServer } from "../support/stripe/server.ts";
import { trials } from "../support/trials.ts";

const orderCount = trials(200, 10);
const seed = 190726;
const product = 8;
const shelf = 100_000;

type RefundShop = TwoServers & { readonly stripe: StripeServer; readonly db: Database };

/** Two servers that share one Stripe; the test requests refunds on the same database, as a command does. */
const refundShop = (more: Omit<ServerOptions, "settings"> = {}): (() => RefundShop) => {
  let stripe: StripeServer | undefined;
  let db: Database | undefined;
  const open = twoServers({
    wish: async () => {
      stripe = await openStripeServer();
      return { settings: stripe.settings, ...more };
    },
    prepare: async ({ databaseUrl, sql }) => {
      db = openTestDatabase(databaseUrl);
      await sql("update stock set units = $2 where product_id = $1", [product, shelf]);
    },
  });
  after(() => Promise.all([stripe?.close(), db?.close()]));
  return () => ({ ...open(), stripe: stripe as StripeServer, db: db as Database });
};

const paymentsOf = ({ db, stripe }: RefundShop): Promise<Payments> =>
  openPayments({ db, config: readConfig(stripe.settings) });

const deliver = async ({ servers, stripe }: RefundShop, index: number, event: Thing): Promise<void> => {
  const body = JSON.stringify(event);
  const headers = { "content-type": "application/json", "stripe-signature": stripe.sign(body) };
  await fetch(`${servers[index % 2]?.url}/stripe/webhooks`, { method: "POST", headers, body });
};

const intentOf = ({ stripe }: RefundShop, order: number): string =>
  [...stripe.intents.values()].find(({ metadata }) => metadata.order_id === String(order))?.["id"];

const wishes: readonly RefundOptions[] = [
  {},
  {},
  { amountCents: 300 },
  { lines: [{ lineNumber: 1, quantity: 1 }] },
  { lines: [{ lineNumber: 1, quantity: 2 }], isRestocking: true },
  { isWithShipping: true },
];
const fates: readonly RefundFate[] = ["succeeded", "succeeded", "succeeded", "pending", "failed", "no-balance"];
const faults: readonly Fault[] = ["fail", "cut", "lose", "lose"];

/**
 * Two people and the dashboard refund at once, parcels are sent meanwhile, replies are lost, events come in any order.
 */
const turmoilOf = async (
  open: RefundShop,
  payments: Payments,
  key: OrderKey,
  random: ReturnType<typeof seededRandom>,
) => {
  const { orderId: order } = key;
  const { stripe, db } = open;
  const refund = async (who: string) => {
    for (const number of upTo(2)) {
      const asked = { wish: random.pick(wishes), requestKey: `${who} ${number}` };
      // Whoever lost the answer sends the same request again.
      for (const _ of upTo(2)) await payments.refund(order, "a test", asked).catch(() => undefined);
    }
  };
  const inDashboard = async () => {
    try {
      stripe.refundByHand(intentOf(open, order), 1 + random.below(1500), random.pick(["succeeded", "pending"]));
    } catch {
      // More than is left: Stripe refuses the owner too.
    }
  };
  const mover = { byWhom: "a test", now: new Date() };
  const one = { lines: [{ lineNumber: 1, quantity: 1 }] };
  const send = () => (random.below(2) === 0 ? moveOrder(db, key, "shipped", mover) : shipOrder(db, key, one, mover));
  await Promise.all([
    refund("Ada"),
    refund("Grace"),
    random.below(2) === 0 ? inDashboard() : undefined,
    random.below(3) === 0 ? send().catch(() => undefined) : undefined,
    random.below(6) === 0 ? send().catch(() => undefined) : undefined,
    ...upTo(2).map(() => deliver(open, random.below(2), random.pick(stripe.events))),
  ]);
};

/** Runs the refund job until nothing is left to do. */
const settleAll = async (open: RefundShop, payments: Payments): Promise<void> => {
  for (let rounds = 0; rounds < 20; rounds += 1) {
    await open.sql("update payment set follow_at = now() where follow_at is not null");
    if ((await payments.tasks()["repeat-unanswered-refunds"].run()) === 0) return;
  }
  throw new Error("Refunds stay open.");
};

const turmoil = async (open: RefundShop, count: number): Promise<void> => {
  const random = seededRandom(seed);
  const { stripe, servers } = open;
  const payments = await paymentsOf(open);
  const buyer = await newBuyer(servers[0].ask);
  const orders = await crowd(upTo(count), 4, async () => {
    const order = await placedOrder(buyer, [{ product_id: product, quantity: 3 }]);
    const body = { stripeToken: "tok_visa", order_id: order, description: "Shirts" };
    assert.equal((await buyer.ask("POST", "/stripe/charge", body)).status, 200);
    return order;
  });
  stripe.spoilBy((route) => (/refunds/.test(route) && random.below(100) < 15 ? random.pick(faults) : undefined));
  stripe.decideRefunds(...upTo(count * 6).map(() => random.pick(fates)));
  await crowd(orders, 6, (order) =>
    turmoilOf(open, payments, { orderId: order, customerId: buyer.customerId }, random),
  );
  stripe.spoilBy(() => undefined);
  for (const order of orders)
    for (const { id, status } of stripe.refundsOf(intentOf(open, order)))
      if (status === "pending") stripe.turnRefund(id, random.pick(["succeeded", "failed"]));
  const shuffled = stripe.events
    .map((event) => ({ event, at: random.below(1_000_000) }))
    .toSorted((one, other) => one.at - other.at);
  await crowd(shuffled, 4, ({ event }, index) => deliver(open, index, event));
  await settleAll(open, payments);
};

/** Returns where the shop and Stripe disagree about refunds, and whether the stock does not add up. */
const disagreements = async (open: RefundShop): Promise<string[]> => {
  const { sql, stripe } = open;
  const rows = await sql(`select order_id::int as order, status, o.refunded_cents::int as shown, is_being_refunded,
      p.amount_cents::int as paid, p.refunded_cents::int as back, (p.charge ->> 'amount_refunded')::int as told,
      (select coalesce(sum(amount_cents), 0)::int from refund r
        where r.customer_id = o.customer_id and r.order_id = o.order_id and r.status = 'succeeded') as refunds,
      (select count(*)::int from refund r
        where r.customer_id = o.customer_id and r.order_id = o.order_id and r.reference is not null) as numbers,
      (select sum(shipped_units)::int from order_line l where l.customer_id = o.customer_id and l.order_id = o.order_id) as sent,
      (select coalesce(sum(quantity), 0)::int from shipment_line s
        where s.customer_id = o.customer_id and s.order_id = o.order_id) as parcels,
      (select coalesce(sum(quantity - shipped_units - refunded_units) filter (where quantity > shipped_units + refunded_units), 0)::int
        from order_line l where l.customer_id = o.customer_id and l.order_id = o.order_id) as left_to_send
    from customer_order o join payment p using (customer_id, order_id)`);
  const faultsOf = rows.flatMap(({ order, status, paid, back, is_being_refunded, numbers, ...row }) => {
    const { shown, told, refunds, sent, parcels, left_to_send } = row;
    const atStripe = stripe.refundsOf(intentOf(open, order));
    const given = atStripe
      .filter((one) => one["status"] === "succeeded")
      .reduce((cents, { amount }) => cents + amount, 0);
    const found: string[] = [];
    if (given > paid || back > paid) found.push(`${given} went back of ${paid}`);
    for (const [name, cents] of Object.entries({ shown, back, told, refunds }))
      if (cents !== given) found.push(`${name} is ${cents} where Stripe gave ${given}`);
    const ours = atStripe.map(({ metadata }) => metadata?.refund).filter((number) => number !== undefined);
    if (new Set(ours).size < ours.length) found.push("a refund was made twice");
    if (numbers !== atStripe.length) found.push(`${numbers} refunds where Stripe has ${atStripe.length}`);
    if (status === "paid" && given === paid) found.push("paid, and all has gone back");
    if (is_being_refunded) found.push("still being refunded");
    if (sent !== parcels) found.push(`${sent} units sent, and ${parcels} in parcels`);
    if (sent > 0 && !["paid", "shipped"].includes(status)) found.push(`${status}, and ${sent} units were sent`);
    if (status === "paid" && sent > 0 && left_to_send === 0) found.push("paid, and nothing is left to send");
    return found.map((fault) => `order ${order}: ${fault}`);
  });
  const [stock] = await sql(
    `select units + (select sum(quantity - restocked_units) from order_line where product_id = $1 and is_counted)::int as sum
     from stock where product_id = $1`,
    [product],
  );
  return stock?.["sum"] === shelf ? faultsOf : [...faultsOf, `${stock?.["sum"]} units where there were ${shelf}`];
};

describe(`${orderCount} orders are refunded in turmoil, over two servers`, () => {
  const open = refundShop();
  test("shop and Stripe agree about every cent and unit: never more than was paid and sold", async () => {
    await turmoil(open(), orderCount);
    assert.deepEqual(await disagreements(open()), []);
    const [{ refunds }] = (await open().sql(
      "select count(*)::int as refunds from refund where status = 'succeeded'",
    )) as [{ refunds: number }];
    assert.ok(refunds >= orderCount, `${refunds} refunds`);
  });
});

describe("the checker can fail:", () => {
  /** The test changes the data past the servers, which are sound, and start sooner in this process. */
  const forgetful = refundShop({ plant: () => undefined });
  test("it notices money that went back unseen, and units from nowhere", async () => {
    const { servers, stripe, sql } = forgetful();
    const buyer = await newBuyer(servers[0].ask);
    const order = await placedOrder(buyer, [{ product_id: product, quantity: 1 }]);
    await buyer.ask("POST", "/stripe/charge", { stripeToken: "tok_visa", order_id: order, description: "Shirts" });
    assert.deepEqual(await disagreements(forgetful()), []);
    stripe.refundByHand(intentOf(forgetful(), order), 100);
    await sql("update stock set units = units + 1 where product_id = $1", [product]);
    const found = (await disagreements(forgetful())).join();
    assert.match(found, /shown is 0 where Stripe gave 100/);
    assert.match(found, /100001 units where there were 100000/);
  });
});
