import assert from "node:assert/strict";
import { test } from "node:test";
import { placedOrder } from "../../../test/support/buyers.ts";
import { keptLog } from "../../../test/support/log.ts";
import { stripeShop } from "../../../test/support/stripe/shop.ts";
import { readConfig } from "../../platform/config.ts";
import { openPayments } from "../index.ts";

const open = stripeShop();

test("money that Stripe refuses to return is told with its order, and holds up no other's", async () => {
  const orders = [await placedOrder(open().buyer), await placedOrder(open().buyer)];
  const { sql, db } = open().shop;
  for (const order of orders) assert.equal((await open().charge(order)).status, 200);
  await sql("update payment set is_unwanted = true where order_id = any ($1)", [orders]);
  await sql("update payment set reference = 'pi_forgotten' where order_id = $1", [orders[0]]);
  const payments = await openPayments({ db, config: readConfig(open().stripe.settings) });
  const log = keptLog();
  const signal = new AbortController().signal;
  await payments.tasks()["return-unwanted-payments"].run(undefined, { signal, warn: log.warn });
  assert.deepEqual(
    orders.map((order) =>
      open()
        .stripe.paidFor(order)
        .map(({ refunded }) => refunded),
    ),
    [[false], [true]],
  );
  assert.deepEqual(
    log.lines.map(({ level, fields }) => [level, fields["order"], fields["reference"]]),
    [["warn", orders[0], "pi_forgotten"]],
  );
  assert.match(String(log.lines[0]?.fields["err"]), /is not given back: No such/);
});
