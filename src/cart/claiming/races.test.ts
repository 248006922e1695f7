import assert from "node:assert/strict";
import { test } from "node:test";
import { askingApp, newBuyer, type Ask } from "../../../test/support/buyers.ts";
import { openHold } from "../../../test/support/held.ts";
import { openServer } from "../../../test/support/servers.ts";
import { testShop } from "../../../test/support/shop.ts";
import { newCartId } from "../numbers.ts";

const shop = testShop({ settings: { RATE_LIMIT: "off" } });

/** The erasure has looked for the customer's cart and waits for their order; meanwhile the customer asks for a cart. */
const askWhileErased = async (ask: Ask, path: "claim" | "mine") => {
  const buyer = await newBuyer(ask);
  const cart_id = newCartId();
  await ask("POST", "/shoppingcart/add", { cart_id, product_id: 1, attributes: "M" });
  await buyer.ask("POST", "/orders", { cart_id, shipping_id: 1, tax_id: 1 });
  const other = newCartId();
  await ask("POST", "/shoppingcart/add", { cart_id: other, product_id: 2, attributes: "M" });
  const hold = await openHold(shop().url);
  try {
    await hold.run("select from customer_order where customer_id = $1 for update", [buyer.customerId]);
    const erasing = buyer.ask("DELETE", "/customer");
    await hold.untilWaiting(1, erasing);
    const asking =
      path === "mine"
        ? buyer.ask("GET", "/shoppingcart/mine")
        : buyer.ask("POST", "/shoppingcart/claim", { cart_id: other });
    await hold.untilWaiting(2, asking);
    await hold.commit();
    const [erased, asked] = await Promise.all([erasing, asking]);
    const left = await shop().sql(
      "select (select count(*)::int from customer_cart where customer_id = $1) as chosen, (select count(*)::int from cart where customer_id = $1) as carts",
      [buyer.customerId],
    );
    return { told: [erased.status, asked.status, asked.body.error?.code], left };
  } finally {
    await hold.close();
  }
};
const nothing = [{ chosen: 0, carts: 0 }];

for (const path of ["claim", "mine"] as const)
  test(`who is erased meanwhile has no cart afterwards: ${path}`, async () => {
    assert.deepEqual(await askWhileErased(askingApp(shop().app), path), { told: [200, 401, "AUT_02"], left: nothing });
  });

test("the trial can fail: it notices servers that do not hold the customer's row while a cart is claimed", async () => {
  const server = await openServer(shop().url, { spoil: (text) => text.replace("is null for share", "is null") });
  try {
    const { told, left } = await askWhileErased(server.ask, "claim");
    assert.deepEqual(told, [200, 200, undefined]);
    assert.deepEqual(left, [{ chosen: 1, carts: 1 }]);
  } finally {
    await server.close();
  }
});
