import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { buyersFor, elsewhere, placedOrder, type Buyer } from "../support/clients/buyers.ts";
import { crowd, upTo } from "../support/crowd.ts";
import { seededRandom } from "../support/seeded-random.ts";
import { confirmations } from "../support/clients/letters.ts";
import { twoServers, type TwoServers } from "../support/servers/servers.ts";
import { tell } from "../support/tally.ts";
import { counts, seed } from "../support/trials.ts";

const orderCount = counts.disturbedPayments;

/**
 * Number of requests so far: one connection is cut for every two requests, or on a slow machine nothing would be paid.
 */
type Progress = { asked: number };

/** Ends connections of the servers during their transactions until it is stopped; returns how many. */
const disturb = ({ sql }: TwoServers, progress: Progress, stop: AbortSignal): Promise<number> => {
  const random = seededRandom(seed);
  const run = async (): Promise<number> => {
    let ended = 0;
    while (!stop.aborted) {
      if (ended * 2 > progress.asked) {
        await delay(5);
        continue;
      }
      const rows = await sql(
        "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'selvedge' and datname = current_database() and xact_start is not null and pid <> pg_backend_pid() order by random() limit 1",
      );
      ended += rows.length;
      await delay(10 + random.below(40));
    }
    return ended;
  };
  return run();
};

/**
 * Retries as a buyer does, with time advanced, so that attempts without a reply because of a cut are soon followed up.
 */
const chargeUntilSettled = async (
  { sql }: TwoServers,
  progress: Progress,
  { ask }: Buyer,
  order_id: number,
): Promise<void> => {
  for (const _ of upTo(4)) {
    progress.asked += 1;
    const { status } = await ask("POST", "/stripe/charge", {
      stripeToken: "tok_visa",
      order_id,
      description: "Shirts",
    });
    if (status === 200) return;
    await sql(
      "update payment_attempt set created_at = created_at - interval '2 minutes' where status = 'asked' and order_id = $1",
      [order_id],
    );
  }
};

/** Pays orders, while connections are cut unless `isCalm`; returns the inconsistencies afterwards. */
const pay = async (
  open: TwoServers,
  count: number,
  isCalm = false,
): Promise<{ faults: string[]; paid: number; ended: number }> => {
  const buyers = await buyersFor(count, open.servers[0].ask);
  const buyer = (index: number) => buyers[index % buyers.length] as Buyer;
  const orders = await crowd(upTo(count), 6, (index) => placedOrder(buyer(index)));
  const stop = new AbortController();
  const progress: Progress = { asked: 0 };
  const disturbing = isCalm ? 0 : disturb(open, progress, stop.signal);
  await crowd(orders, 6, (order, index) =>
    chargeUntilSettled(
      open,
      progress,
      elsewhere(buyer(index), (open.servers[index % 2] as TwoServers["servers"][0]).ask),
      order,
    ),
  );
  stop.abort();
  const ended = await disturbing;
  const mails = await confirmations(open);
  const rows = await open.sql(`select o.order_id::int as order, status, succeeded_at is not null as is_paid,
      (select count(*)::int from order_audit a where a.order_id = o.order_id and to_status = 'paid') as entries
    from customer_order o left join payment p on p.customer_id = o.customer_id and p.order_id = o.order_id`);
  const faults = rows.flatMap(({ order, status, is_paid, entries }) => {
    const once = status === "paid" ? 1 : 0;
    const mailed = mails.get(order) ?? 0;
    return is_paid === (once === 1) && mailed === once && entries === once
      ? []
      : [`order ${order} is ${status}: paid ${is_paid}, ${mailed} mails, ${entries} entries`];
  });
  return { faults, paid: rows.filter(({ status }) => status === "paid").length, ended };
};

describe("each recorded payment has its mail, and each that was rolled back has none", () => {
  const open = twoServers();
  test(`${orderCount} payments while connections are cut`, async (context) => {
    const { faults, paid, ended } = await pay(open(), orderCount);
    tell(context, "payments/payments and their mails", {
      orders: orderCount,
      paid,
      wrong: faults.length,
      "connections cut": ended,
    });
    assert.deepEqual(faults, []);
    assert.ok(paid > orderCount / 3 && ended > 0, `${paid} paid, ${ended} connections cut`);
  });
});

describe("the checker can fail:", () => {
  const careless = twoServers({
    // A job that is added outside the transaction may be lost with the server: here every third order's job is.
    wish: () => ({
      spoil: (text) =>
        /with added as \(\s+insert into job /.test(text)
          ? text.replace(
              /values \(\$1, \$2, \$3, ([^]*), (\$\d+)\)/,
              (_all, due: string, subject: string) =>
                `select $1::uuid, $2, $3::json, ${due}, ${subject}::text where coalesce(($3::json ->> 'orderId')::bigint, 1) % 3 > 0`,
            )
          : text,
    }),
  });
  test("it notices a shop that loses mails", async () => {
    assert.match((await pay(careless(), 3, true)).faults.join(), /^order \d+ is paid: paid true, 0 mails, 1 entries$/);
  });
});
