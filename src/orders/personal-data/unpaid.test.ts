import assert from "node:assert/strict";
import { test } from "node:test";
import { askingApp, newBuyer, placedOrder } from "../../../test/support/clients/buyers.ts";
import { testShop } from "../../../test/support/servers/shop.ts";

const shop = testShop({ settings: { RATE_LIMIT: "off" } });

test("erasing cancels unpaid orders, and their units go back to stock", async () => {
  const buyer = await newBuyer(askingApp(shop().app));
  const units = () => shop().sql("select units from stock where product_id = 8");
  const before = await units();
  const order_id = await placedOrder(buyer, [{ product_id: 8, quantity: 2 }]);
  assert.notDeepEqual(await units(), before);
  assert.equal((await buyer.ask("DELETE", "/customer")).status, 200);
  const payment = { stripeToken: "tok_visa", order_id, description: "Two shirts" };
  const { status, body } = await askingApp(shop().app)("POST", "/stripe/charge", payment);
  assert.deepEqual(
    [status, body.error.message],
    [409, "Invalid Data: the order is already paid, or was cancelled; nothing was charged now"],
  );
  assert.deepEqual(await units(), before);
  assert.deepEqual(
    await shop().sql("select to_status, by_whom, note from order_audit where order_id = $1 and entry = 2", [order_id]),
    [{ to_status: "cancelled", by_whom: "shop", note: "The customer was erased" }],
  );
});

test("nobody is erased while an order of theirs is being paid", async () => {
  const buyer = await newBuyer(askingApp(shop().app));
  const order_id = await placedOrder(buyer);
  const setPaying = (isBeingPaid: boolean) =>
    shop().sql("update customer_order set is_being_paid = $2 where order_id = $1", [order_id, isBeingPaid]);
  await setPaying(true);
  const { status, body } = await buyer.ask("DELETE", "/customer");
  assert.deepEqual([status, body.error.message], [409, "Invalid Data: the order is being paid right now"]);
  assert.equal((await buyer.ask("GET", "/customer")).status, 200);
  const [kept] = await shop().sql("select status, ship_to ->> 'city' as city from customer_order where order_id = $1", [
    order_id,
  ]);
  assert.deepEqual(kept, { status: "pending", city: "Paterson" });
  await setPaying(false);
  assert.equal((await buyer.ask("DELETE", "/customer")).status, 200);
});
