import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { elsewhere, newBuyer, placedOrder, type Buyer } from "../support/buyers.ts";
import { crowd, upTo } from "../support/crowd.ts";
import { seeded } from "../support/seeded.ts";
import { twoServers, type TwoServers } from "../support/servers.ts";
import { trials } from "../support/trials.ts";

const orderCount = trials(600, 20);

/** Ends connections of the servers in the midst of their transactions until it is stopped; answers how many. */
const disturb = ({ sql }: TwoServers, stop: AbortSignal): Promise<number> => {
  const random = seeded(11);
  const run = async (): Promise<number> => {
    let ended = 0;
    while (!stop.aborted) {
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

/** Tries again as a buyer does, and as if time went by: what a cut connection left unanswered is soon asked about. */
const chargeUntilSettled = async ({ sql }: TwoServers, { ask }: Buyer, order_id: number): Promise<void> => {
  for (const _ of upTo(4)) {
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

/** Pays orders while connections are cut, and answers what does not fit together afterwards. */
const payDisturbed = async (
  open: TwoServers,
  count: number,
): Promise<{ faults: string[]; paid: number; ended: number }> => {
  const first = await newBuyer(open.servers[0].ask);
  const buyers = [first, elsewhere(first, open.servers[1].ask)];
  const orders = await crowd(upTo(count), 6, () => placedOrder(first));
  const stop = new AbortController();
  const disturbing = disturb(open, stop.signal);
  await crowd(orders, 6, (order, index) => chargeUntilSettled(open, buyers[index % 2] as Buyer, order));
  stop.abort();
  const ended = await disturbing;
  const rows = await open.sql(`select o.order_id::text as order, status, succeeded_at is not null as is_paid,
      (select count(*)::int from job where task = 'mail-order-confirmation' and payload ->> 'orderId' = o.order_id::text) as jobs,
      (select count(*)::int from order_audit a where a.order_id = o.order_id and to_status = 'paid') as entries
    from customer_order o left join payment p on p.customer_id = o.customer_id and p.order_id = o.order_id`);
  const faults = rows.flatMap(({ order, status, is_paid, jobs, entries }) => {
    const once = status === "paid" ? 1 : 0;
    return is_paid === (once === 1) && jobs === once && entries === once
      ? []
      : [`order ${order} is ${status}: paid ${is_paid}, ${jobs} mails, ${entries} entries`];
  });
  return { faults, paid: rows.filter(({ status }) => status === "paid").length, ended };
};

describe("each recorded payment has its mail, and each that was rolled back has none", () => {
  const open = twoServers();
  test(`${orderCount} payments while connections are cut`, async () => {
    const { faults, paid, ended } = await payDisturbed(open(), orderCount);
    assert.deepEqual(faults, []);
    assert.ok(paid > orderCount / 3 && ended > 0, `${paid} paid, ${ended} connections cut`);
  });
});

describe("the checker can fail:", () => {
  const careless = twoServers({
    // A job that is asked for beside the transaction may be lost with the server: here every third is.
    wish: () => ({
      spoil: (text) =>
        text.includes("insert into job (")
          ? text.replace(
              /values \(\$1.*\)/,
              () => "select $1::uuid, $2, $3::json, now() + make_interval(secs => $4), $5::text where random() > 0.3",
            )
          : text,
    }),
  });
  test("it notices a shop that loses mails", async () => {
    assert.match((await payDisturbed(careless(), 20)).faults.join(), /paid true, 0 mails/);
  });
});
