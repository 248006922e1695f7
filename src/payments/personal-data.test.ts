import assert from "node:assert/strict";
import { test } from "node:test";
import { askingApp, newBuyer, placedOrder } from "../../test/support/clients/buyers.ts";
import { testShop } from "../../test/support/servers/shop.ts";
import { readConfig } from "../platform/config.ts";
import { openPayments } from "./index.ts";

const shop = testShop({ settings: { RATE_LIMIT: "off" } });

test("attempts to pay are part of the copy, and their texts go with the person", async () => {
  const buyer = await newBuyer(askingApp(shop().app));
  const orderId = await placedOrder(buyer);
  const charge = (stripeToken: string) => ({ stripeToken, order_id: orderId, description: "Shirts" });
  assert.equal((await buyer.ask("POST", "/stripe/charge", charge("badZyxOttilie"))).status, 402);
  const stranger = { url: "/stripe/charge", payload: charge("badStranger"), method: "POST" } as const;
  assert.equal((await shop().app.inject(stranger)).statusCode, 402);

  const { payment_attempts: attempts } = (await buyer.ask("GET", "/customer/export")).body;
  const shown = attempts.map(({ created_on, settled_on, ...attempt }: Record<string, string>) => {
    for (const moment of [created_on, settled_on]) assert.ok(!Number.isNaN(Date.parse(String(moment))));
    return attempt;
  });
  const reason = "No such token: 'badZyxOttilie'";
  assert.deepEqual(shown, [
    { order_id: orderId, attempt: 2, status: "refused", reason: null, is_by_guest: true },
    { order_id: orderId, attempt: 1, status: "refused", reason, is_by_guest: false },
  ]);

  assert.equal((await buyer.ask("DELETE", "/customer")).status, 200);
  assert.deepEqual(
    await shop().sql("select status, reason, asker_hash from payment_attempt where order_id = $1", [orderId]),
    [1, 2].map(() => ({ status: "refused", reason: null, asker_hash: null })),
  );
});

test("why the shop refunded an order is part of the copy, and goes with the person", async () => {
  const buyer = await newBuyer(askingApp(shop().app));
  const order_id = await placedOrder(buyer);
  await buyer.ask("POST", "/stripe/charge", { stripeToken: "tok_visa", order_id, description: "Shirts" });
  const { refund } = await openPayments({ db: shop().db, config: readConfig({}) });
  await refund(order_id, "a test", { note: "Ada rang: torn" });
  const { payments } = (await buyer.ask("GET", "/customer/export")).body;
  assert.equal(payments[0].refunds[0].note, "Ada rang: torn");
  assert.equal((await buyer.ask("DELETE", "/customer")).status, 200);
  assert.deepEqual(await shop().sql("select status, note from refund where order_id = $1", [order_id]), [
    { status: "succeeded", note: null },
  ]);
});
