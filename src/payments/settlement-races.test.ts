import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { askingApp, newBuyer, placedOrder } from "../../test/support/clients/buyers.ts";
import { keptLog } from "../../test/support/servers/log.ts";
import { testShop } from "../../test/support/servers/shop.ts";
import { spoiled, type Spoil } from "../../test/support/statements/spoiled.ts";
import { orderToPay } from "../orders/index.ts";
import { Refusal } from "../platform/refusal.ts";
import { payOrder } from "./charge/pay-order.ts";
import type { Outcome, Provider } from "./providers/provider.ts";
import { openTestProvider } from "./providers/test.ts";

const shop = testShop({ settings: { RATE_LIMIT: "off" } });

/** Returns a provider whose responses to charges the test releases. */
const heldProvider = () => {
  const charges: { readonly asked: Promise<void>; begin(): void; readonly answer: PromiseWithResolvers<Outcome> }[] =
    [];
  for (let count = 0; count < 2; count += 1) {
    const asked = Promise.withResolvers<void>();
    charges.push({ asked: asked.promise, begin: asked.resolve, answer: Promise.withResolvers<Outcome>() });
  }
  let next = 0;
  const provider: Provider = {
    ...openTestProvider(),
    charge: () => {
      const charge = charges[next++];
      if (!charge) throw new Error("Nobody asks a third time.");
      charge.begin();
      return charge.answer.promise;
    },
  };
  return { provider, charges };
};

/**
 * Attempt 1's response counts as lost and attempt 2 is pending; then attempt 1's "failed" arrives. Returns the
 * attempts' states, whether the customer can cancel the order, and how the order ends once attempt 2 has succeeded.
 */
const lateFailure = async (spoil: Spoil = (text) => text) => {
  const { sql, app, db } = shop();
  const buyer = await newBuyer(askingApp(app));
  const orderId = await placedOrder(buyer);
  const { provider, charges } = heldProvider();
  const [one, two] = charges as [(typeof charges)[0], (typeof charges)[0]];
  const dependencies = {
    db: spoiled(db, spoil),
    provider,
    log: keptLog(),
    mayChangeAccount: false,
    leaveAlone: () => undefined,
  };
  const pay = async () =>
    payOrder(dependencies, {
      order: await orderToPay(db, orderId),
      token: "tok_visa",
      description: "Shirts",
      askerHash: null,
    });

  const first = pay();
  await one.asked;
  await sql("update payment_attempt set created_at = created_at - interval '2 minutes' where order_id = $1", [orderId]);
  const second = pay();
  await two.asked;
  one.answer.resolve({ status: "failed", reason: "Late" });
  await assert.rejects(first, (error) => error instanceof Refusal && error.status === 503);

  const attempts = (
    await sql("select status from payment_attempt where order_id = $1 order by attempt", [orderId])
  ).map(({ status }) => status);
  const cancelling = await buyer.ask("POST", `/orders/${orderId}/cancel`);
  const charge = await openTestProvider().charge("pi_held", {
    orderId,
    amountCents: (await orderToPay(db, orderId)).amount_cents,
    currency: "usd",
    description: "Shirts",
    attempt: 2,
    token: "tok_visa",
    until: Date.now() + 1000,
  });
  two.answer.resolve(charge);
  const end = await second.then(
    () => "paid",
    (error: unknown) => (error as Refusal).message,
  );
  const [{ status } = {}] = await sql("select status from customer_order where order_id = $1", [orderId]);
  return { attempts, cancelled: cancelling.status, end, status };
};

describe("a late answer to one attempt", () => {
  test("settles no other: the order stays held while the other's money is out", async () => {
    assert.deepEqual(await lateFailure(), {
      attempts: ["failed", "asked"],
      cancelled: 409,
      end: "paid",
      status: "paid",
    });
  });

  test("is seen to settle another where a statement lacks the attempt's number", async () => {
    const fence = /\n\s+and \(\$\d+::integer is null or attempt = \$\d+::integer\)/;
    const seen: string[] = [];
    const planted = await lateFailure((text) => {
      if (!fence.test(text)) return text;
      seen.push(text);
      // Keeps the parameters, so that their numbers stay the same.
      return text.replace(fence, (found) => found.replace(/attempt = (\$\d+::integer)/, "$1 is not null"));
    });
    assert.ok(seen.length > 0, "the fault is planted");
    assert.deepEqual(planted, {
      attempts: ["failed", "failed"],
      cancelled: 200,
      end: "Invalid Data: an order that is cancelled cannot be paid",
      status: "cancelled",
    });
  });
});
