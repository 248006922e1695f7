import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { placedOrder } from "../../../test/support/clients/buyers.ts";
import { runCommandWith } from "../../../test/support/servers/command.ts";
import { paidOrdersIn } from "../../../test/support/stripe/paid-orders.ts";
import { stripeShop } from "../../../test/support/stripe/shop.ts";
import { Refusal } from "../../platform/refusal.ts";
import type { RefundOptions } from "../index.ts";

const open = stripeShop();
const { sql, payments, refund, move, units } = paidOrdersIn(open);

const freeOrder = async (): Promise<number> => {
  await sql("update product set price_cents = 0, discounted_price_cents = null where product_id = 10");
  await sql("update shipping set shipping_cost_cents = 0");
  return placedOrder(open().buyer, [{ product_id: 10, quantity: 2 }]);
};
const orderOf = async (orderId: number) => {
  const { status, total_amount, refunded_amount } = (await open().buyer.ask("GET", `/orders/shortDetail/${orderId}`))
    .body;
  return { status, total_amount, refunded_amount };
};
const refusedWith = (message: RegExp) => (error: unknown) => error instanceof Refusal && message.test(error.message);

describe("an order for nothing", () => {
  test("is refunded without asking anybody for money, and its units go back", async () => {
    const earlier = await units(10);
    const orderId = await freeOrder();
    assert.deepEqual(await orderOf(orderId), { status: "paid", total_amount: "0.00", refunded_amount: "0.00" });
    assert.equal(await units(10), earlier - 2);
    const asked = open().stripe.requests.length;
    assert.equal((await refund(orderId)).amountCents, 0);
    assert.deepEqual([(await orderOf(orderId)).status, await units(10)], ["refunded", earlier]);
    assert.equal(open().stripe.requests.length, asked);
    await assert.rejects(refund(orderId), refusedWith(/refunded cannot become refunded/));
  });

  test("is refunded without its units where they are spoilt", async () => {
    const earlier = await units(10);
    const orderId = await freeOrder();
    await refund(orderId, { isRestocking: false });
    assert.deepEqual([(await orderOf(orderId)).status, await units(10)], ["refunded", earlier - 2]);
  });

  test("is not refunded by a sum, a line or its shipping, and nothing changes", async () => {
    const orderId = await freeOrder();
    const earlier = await units(10);
    const wishes: RefundOptions[] = [{ amountCents: 1 }, { lines: [{ lineNumber: 1 }] }, { isWithShipping: true }];
    const why = /nothing was to be paid for the order, so no sum, line or shipping of it can go back/;
    for (const options of wishes) {
      await assert.rejects(refund(orderId, options), refusedWith(why));
      await assert.rejects((await payments()).quoteRefund(orderId, options), refusedWith(why));
    }
    assert.deepEqual([(await orderOf(orderId)).status, await units(10)], ["paid", earlier]);
  });

  test("is told beforehand what would happen, and what would not", async () => {
    const orderId = await freeOrder();
    const earlier = await units(10);
    const run = (...given: string[]) =>
      runCommandWith(open().stripe.settings, open().shop.url, "refund", String(orderId), ...given);
    const told = "USD 0.00 were paid, nothing went back before. USD 0.00 would go back.\n2 units: back to the shelf.\n";
    assert.deepEqual(await run("--dry-run"), { code: 0, out: told, err: "" });
    assert.deepEqual([(await orderOf(orderId)).status, await units(10)], ["paid", earlier]);
    await move(orderId, "shipped");
    const refused = { code: 1, out: "", err: "An order that is shipped cannot become refunded\n" };
    assert.deepEqual(await run("--dry-run"), refused);
    assert.deepEqual(await run(), refused);
  });

  test("is cancelled by its buyer, and its units go back", async () => {
    const earlier = await units(10);
    const orderId = await freeOrder();
    assert.equal((await open().buyer.ask("POST", `/orders/${orderId}/cancel`)).body.status, "cancelled");
    assert.equal(await units(10), earlier);
  });
});
