import assert from "node:assert/strict";
import { test } from "node:test";
import { askingApp, filledCart, home, newBuyer } from "../../test/support/buyers.ts";
import { runCommand } from "../../test/support/command.ts";
import { testShop } from "../../test/support/shop.ts";

const shop = testShop({ settings: { RATE_LIMIT: "off" } });

test("npm run order says why an order is not sent, and sends it to another region when told to", async () => {
  const buyer = await newBuyer(askingApp(shop().app), home);
  const wanted = { cart_id: await filledCart(buyer.ask), shipping_id: 4, tax_id: 1 };
  const { orderId } = (await buyer.ask("POST", "/orders", wanted)).body;
  await shop().sql("update customer_order set status = 'paid', paid_at = created_at where order_id = $1", [orderId]);
  const order = String(orderId);
  const why =
    "its address lies in another region than its way leads to; the buyer changes it with PUT /orders/{order_id}/address";
  assert.deepEqual(await runCommand(shop().url, "order", order, "shipped"), {
    code: 1,
    out: "",
    err: `Invalid Data: the order cannot be sent: ${why}\n`,
  });
  assert.equal((await runCommand(shop().url, "order", order, "cancelled", "--despite-region")).code, 2);
  assert.deepEqual(await runCommand(shop().url, "order", order, "shipped", "--despite-region"), {
    code: 0,
    out: `Order ${order} is shipped.\n`,
    err: "",
  });
  const [entry] = await shop().sql("select note from order_audit where order_id = $1 and to_status = 'shipped'", [
    order,
  ]);
  assert.deepEqual(entry, { note: "Sent although its address may lie in another region than its way leads to" });
});
