import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { buyersFor, elsewhere, newBuyer, placedOrder, type Buyer } from "../support/clients/buyers.ts";
import { crowd, upTo } from "../support/crowd.ts";
import { seededRandom } from "../support/seeded-random.ts";
import { charge, deliver, disagreements, paidShop, settled, type PaidShop } from "../support/stripe/paid-shop.ts";
import type { Fault } from "../support/stripe/faults.ts";
import { tell } from "../support/tally.ts";
import { counts, seed } from "../support/trials.ts";
import { age, keepWorking } from "../support/work.ts";

const { turmoilOrders, lateMoney } = counts;

const faults: readonly Fault[] = ["fail", "cut", "lose", "lose", "late", "hang"];
const tokens = [
  "tok_visa",
  "tok_visa",
  "tok_visa",
  "tok_chargeDeclined",
  "tok_chargeDeclinedInsufficientFunds",
] as const;

/** Runs the work while the servers' workers settle, return and cancel payments, with time advanced for them. */
const besideWork = async (open: PaidShop, work: Promise<unknown>): Promise<void> => {
  const stop = new AbortController();
  const working = keepWorking(open, stop.signal);
  await work.finally(() => stop.abort());
  await working;
};

/** Buyers pay twice at once, retry, and cancel meanwhile; Stripe fails and loses replies; events come in any order. */
const turmoil = async (open: PaidShop, count: number): Promise<void> => {
  const { stripe, servers, sql } = open;
  const random = seededRandom(seed);
  // Tracked stock, enough for every number of orders.
  await sql("update stock set units = 1000000");
  const buyers = await buyersFor(count, servers[0].ask);
  stripe.spoilBy(() => (random.below(100) < 12 ? random.pick(faults) : undefined));
  const buy = async (index: number) => {
    const buyer = buyers[index % buyers.length] as Buyer;
    const order = await placedOrder(buyer, [{ product_id: 1 }, { product_id: 8 }]);
    const pay = async (at: Buyer) => {
      for (const _ of upTo(3)) {
        if ((await charge(at, order, random.pick(tokens))).status === 200) return;
        await delay(random.below(60));
      }
    };
    const isGivenUp = random.below(5) === 0;
    // The time to pay is over soon after the order was placed: the workers cancel it, unless it is paid before.
    const isForgotten = random.below(10) === 0;
    await Promise.all([
      pay(buyer),
      pay(elsewhere(buyer, servers[1].ask)),
      isGivenUp ? delay(random.below(40)).then(() => buyer.ask("POST", `/orders/${order}/cancel`)) : undefined,
      isForgotten
        ? sql("update customer_order set created_at = created_at - interval '61 minutes' where order_id = $1", [order])
        : undefined,
    ]);
    for (const _ of upTo(2))
      await deliver(
        open,
        random.below(2),
        random.pick(stripe.events),
        random.below(6) === 0 ? { secret: "whsec_forged" } : {},
      );
  };
  await besideWork(open, crowd(upTo(count), 12, buy));
  stripe.spoilBy(() => undefined);
  const shuffled = stripe.events
    .map((event) => ({ event, at: random.below(1_000_000) }))
    .toSorted((one, other) => one.at - other.at);
  await besideWork(
    open,
    crowd([...shuffled, ...shuffled.slice(0, 50)], 4, ({ event }, index) => deliver(open, index, event)),
  );
  await settled(open);
};

describe(`${turmoilOrders} orders are paid in turmoil, over two servers and beside their workers`, () => {
  const open = paidShop();
  test("shop and Stripe agree about each: charged once, exactly, or not at all", async (context) => {
    await turmoil(open(), turmoilOrders);
    const wrong = await disagreements(open());
    const rows = await open().sql("select status, count(*)::int from customer_order group by status");
    const ended = Object.fromEntries(rows.map(({ status, count }) => [status, count]));
    tell(context, "orders paid in turmoil", { orders: turmoilOrders, ...ended, disagreements: wrong.length });
    assert.deepEqual(wrong, []);
    assert.ok(ended["paid"] > turmoilOrders / 3, JSON.stringify(ended));
  });

  test("late money for cancelled orders goes back", async (context) => {
    const { stripe, servers, sql } = open();
    const buyers = await buyersFor(lateMoney, servers[0].ask);
    const orders: number[] = [];
    for (const index of upTo(lateMoney)) {
      const buyer = buyers[index % buyers.length] as Buyer;
      const order = await placedOrder(buyer);
      orders.push(order);
      stripe.spoil(/confirm$/, "lose", "lose");
      assert.equal((await charge(buyer, order, "tok_visa")).status, 503);
      await sql("update customer_order set status = 'cancelled', is_being_paid = false where order_id = $1", [order]);
    }
    await settled(open());
    const wrong = await disagreements(open());
    tell(context, "late money for cancelled orders", { orders: lateMoney, disagreements: wrong.length });
    assert.deepEqual(wrong, []);
    const returned = orders.filter((order) => stripe.paidFor(order).every(({ refunded }) => refunded));
    assert.equal(returned.length, lateMoney);
  });
});

describe("the checker can fail:", () => {
  /** The shop does not find the payment of an order after an attempt: the next attempt opens another at Stripe. */
  const forgetful = paidShop({
    spoil: (text) => (text.includes("withdrawn_cents, revision from payment\n") ? `${text} and false` : text),
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

  // The tests corrupt the database: the servers are sound, and start sooner in this process.
  const plain = paidShop({ plant: () => undefined });
  test("it notices an order that became paid without money, and without a mail", async () => {
    const { servers, sql } = plain();
    const order = await placedOrder(await newBuyer(servers[0].ask));
    await sql("update customer_order set status = 'paid', paid_at = now() where order_id = $1", [order]);
    await sql(
      "insert into order_audit (customer_id, order_id, entry, from_status, to_status, by_whom, created_at) select customer_id, order_id, 2, 'pending', 'paid', 'nobody', now() from customer_order where order_id = $1",
      [order],
    );
    assert.match((await disagreements(plain())).join(), /paid with 0 charges.*0 mails, was paid: true/);
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
