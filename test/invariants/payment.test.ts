import assert from "node:assert/strict";
import { after, describe, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { openPayments } from "../../src/payments/index.ts";
import { readConfig } from "../../src/platform/config.ts";
import type { Database } from "../../src/platform/database/database.ts";
import { elsewhere, newBuyer, placedOrder, type Buyer } from "../support/buyers.ts";
import { crowd, upTo } from "../support/crowd.ts";
import { seeded } from "../support/seeded.ts";
import { openTestDatabase } from "../support/shop.ts";
import { twoServers, type ServerWish, type TwoServers } from "../support/servers.ts";
import type { Fault } from "../support/stripe/faults.ts";
import { openStripeServer, type StripeServer } from "../support/stripe/server.ts";
import type { Thing } from "../support/stripe/book.ts";
import { trials } from "../support/trials.ts";

const orderCount = trials(300, 12);
const seed = 424242;

/** Two servers that are paid by one Stripe. */
const paidShop = (more: Omit<ServerWish, "settings"> = {}) => {
  let stripe: StripeServer | undefined;
  let db: Database | undefined;
  const open = twoServers({
    wish: async () => {
      stripe = await openStripeServer();
      return { settings: stripe.settings, ...more };
    },
    prepare: async ({ databaseUrl }) => {
      db = openTestDatabase(databaseUrl);
    },
  });
  after(() => Promise.all([stripe?.close(), db?.close()]));
  return () => ({ ...open(), stripe: stripe as StripeServer, db: db as Database });
};
type PaidShop = TwoServers & { readonly stripe: StripeServer; readonly db: Database };

const deliver = async (
  { servers, stripe }: PaidShop,
  index: number,
  event: Thing,
  signing?: Parameters<StripeServer["sign"]>[1],
): Promise<number> => {
  const body = JSON.stringify(event);
  const headers = { "content-type": "application/json", "stripe-signature": stripe.sign(body, signing) };
  return (await fetch(`${servers[index % 2]?.url}/stripe/webhooks`, { method: "POST", headers, body })).status;
};

const charge = (buyer: Buyer, order_id: number, stripeToken: string) =>
  buyer.ask("POST", "/stripe/charge", { stripeToken, order_id, description: "Shirts" });

/** Nobody waits for the answers of attempts any more. */
const age = ({ sql }: PaidShop) =>
  sql("update payment_attempt set created_at = created_at - interval '2 minutes' where status = 'asked'");

/** What the jobs do, until nothing is left to be done. */
const settleAll = async (open: PaidShop): Promise<void> => {
  const payments = await openPayments({ db: open.db, config: readConfig(open.stripe.settings) });
  const tasks = payments.tasks();
  for (let rounds = 0; rounds < 20; rounds += 1) {
    await age(open);
    if ((await tasks["settle-unanswered-payments"].run()) + (await tasks["return-unwanted-payments"].run()) === 0)
      return;
  }
  throw new Error("Payments stay unsettled.");
};

/** Where the shop and Stripe disagree about an order, or one was charged for what it should not be. */
const disagreements = async ({ sql, stripe }: PaidShop): Promise<string[]> => {
  const rows =
    await sql(`select o.order_id::int as order, o.status, o.total_cents::int as total, o.currency, o.is_being_paid,
      (select count(*)::int from job where task = 'mail-order-confirmation' and payload ->> 'orderId' = o.order_id::text) as mails
    from customer_order o`);
  return rows.flatMap(({ order, status, total, currency, is_being_paid, mails }) => {
    const paid = stripe.paidFor(order);
    const kept = paid.filter(({ refunded }) => !refunded);
    const faults: string[] = [];
    if (paid.length > 1) faults.push(`charged ${paid.length} times`);
    for (const { amount, currency: taken } of paid)
      if (amount !== total || taken !== currency) faults.push(`charged ${amount} ${taken} for ${total} ${currency}`);
    if ((status === "paid") !== (kept.length === 1)) faults.push(`${status} with ${kept.length} charges`);
    if (mails !== (status === "paid" || status === "refunded" ? 1 : 0)) faults.push(`${status} with ${mails} mails`);
    if (is_being_paid) faults.push("still being paid");
    return faults.map((fault) => `order ${order}: ${fault}`);
  });
};

const faults: readonly Fault[] = ["fail", "cut", "lose", "lose", "late", "hang"];
const tokens = [
  "tok_visa",
  "tok_visa",
  "tok_visa",
  "tok_chargeDeclined",
  "tok_chargeDeclinedInsufficientFunds",
] as const;

/** Buyers who pay twice at once, try again, cancel meanwhile; a Stripe that fails and forgets; events in any order. */
const turmoil = async (open: PaidShop, count: number): Promise<void> => {
  const { stripe, servers } = open;
  const random = seeded(seed);
  const first = await newBuyer(servers[0].ask);
  const buyers = [first, elsewhere(first, servers[1].ask)] as const;
  const orders = await crowd(upTo(count), 4, () => placedOrder(first, [{ product_id: 1 }, { product_id: 8 }]));
  stripe.spoilBy(() => (random.below(100) < 12 ? random.pick(faults) : undefined));
  await crowd(orders, 8, async (order) => {
    const pay = async (buyer: Buyer) => {
      for (const _ of upTo(3)) {
        if ((await charge(buyer, order, random.pick(tokens))).status === 200) return;
        await delay(random.below(60));
      }
    };
    const isGivenUp = random.below(5) === 0;
    await Promise.all([
      pay(buyers[0]),
      pay(buyers[1]),
      isGivenUp ? delay(random.below(40)).then(() => first.ask("POST", `/orders/${order}/cancel`)) : undefined,
    ]);
    for (const _ of upTo(2))
      await deliver(
        open,
        random.below(2),
        random.pick(stripe.events),
        random.below(6) === 0 ? { secret: "whsec_forged" } : {},
      );
  });
  stripe.spoilBy(() => undefined);
  const shuffled = stripe.events
    .map((event) => ({ event, at: random.below(1_000_000) }))
    .toSorted((one, other) => one.at - other.at);
  await settleAll(open);
  await crowd([...shuffled, ...shuffled.slice(0, 50)], 4, ({ event }, index) => deliver(open, index, event));
  await settleAll(open);
};

describe(`${orderCount} orders are paid in turmoil, over two servers`, () => {
  const open = paidShop();
  test("and the shop and Stripe agree about every one: charged once, for its exact sum, or not at all", async () => {
    await turmoil(open(), orderCount);
    assert.deepEqual(await disagreements(open()), []);
    const counts = await open().sql("select status, count(*)::int from customer_order group by status");
    const paid = counts.find(({ status }) => status === "paid")?.count ?? 0;
    assert.ok(paid > orderCount / 3, JSON.stringify(counts));
  });

  test("and late money for cancelled orders goes back", async () => {
    const { stripe, servers, sql } = open();
    const buyer = await newBuyer(servers[0].ask);
    for (const _ of upTo(trials(10, 2))) {
      const order = await placedOrder(buyer);
      stripe.spoil(/confirm$/, "lose", "lose");
      await charge(buyer, order, "tok_visa");
      await sql("update customer_order set status = 'cancelled', is_being_paid = false where order_id = $1", [order]);
    }
    await settleAll(open());
    assert.deepEqual(await disagreements(open()), []);
  });
});

describe("the checker can fail:", () => {
  /** The payment of an order is lost from sight after each attempt: the next attempt opens another at Stripe. */
  const forgetful = paidShop({
    spoil: (text) =>
      text.includes("is_unwanted, refunded_cents, revision from payment\n") ? `${text} and false` : text,
  });
  test("it notices a shop that opens a payment for every attempt", async () => {
    const { stripe, servers } = forgetful();
    const buyer = await newBuyer(servers[0].ask);
    const order = await placedOrder(buyer);
    for (const _ of upTo(2)) {
      stripe.spoil(/confirm$/, "lose", "lose");
      assert.equal((await charge(buyer, order, "tok_visa")).status, 503);
      await age(forgetful());
    }
    await charge(buyer, order, "tok_visa");
    assert.match((await disagreements(forgetful())).join(), /charged [23] times/);
  });

  // Spoilt by hand, in the database: the servers are sound, and sooner there in this process.
  const plain = paidShop({ plant: () => undefined });
  test("it notices an order that became paid without money", async () => {
    const { servers, sql } = plain();
    const order = await placedOrder(await newBuyer(servers[0].ask));
    await sql("update customer_order set status = 'paid', paid_at = now() where order_id = $1", [order]);
    assert.match((await disagreements(plain())).join(), /paid with 0 charges/);
  });

  test("it notices a charge of another sum", async () => {
    const { servers, sql } = plain();
    const buyer = await newBuyer(servers[0].ask);
    const order = await placedOrder(buyer);
    assert.equal((await charge(buyer, order, "tok_visa")).status, 200);
    await sql(
      "update customer_order set tax_cents = tax_cents + 1, total_cents = total_cents + 1 where order_id = $1",
      [order],
    );
    assert.match((await disagreements(plain())).join(), /charged \d+ usd for \d+ usd/);
  });
});
