import assert from "node:assert/strict";
import { test } from "node:test";
import { askingApp, newBuyer, placedOrder, type Ask, type Buyer } from "../../../test/support/clients/buyers.ts";
import { openHold } from "../../../test/support/databases/held.ts";
import { openServer } from "../../../test/support/servers/servers.ts";
import { testShop } from "../../../test/support/servers/shop.ts";
import { newCartId } from "../../cart/cart-numbers.ts";

const shop = testShop({ settings: { RATE_LIMIT: "off" } });

const asks = {
  "claims a cart": async (buyer: Buyer) => {
    const cart_id = newCartId();
    await buyer.ask("POST", "/shoppingcart/add", { cart_id, product_id: 2, attributes: "M" });
    return () => buyer.ask("POST", "/shoppingcart/claim", { cart_id });
  },
  "asks for their cart": async (buyer: Buyer) => () => buyer.ask("GET", "/shoppingcart/mine"),
  "writes a review": async (buyer: Buyer) => () =>
    buyer.ask("POST", "/products/54/reviews", { review: "Whale of a shirt.", rating: 4 }),
};

/** Sends a request of the customer while the erasure, past cart and reviews, waits for the lock of an order. */
const askWhileErased = async (ask: Ask, prepare: (buyer: Buyer) => Promise<() => ReturnType<Ask>>) => {
  const buyer = await newBuyer(ask);
  await placedOrder(buyer);
  const askFor = await prepare(buyer);
  const hold = await openHold(shop().url);
  try {
    await hold.run("select from customer_order where customer_id = $1 for update", [buyer.customerId]);
    const erasing = buyer.ask("DELETE", "/customer");
    await hold.untilWaiting(1, erasing);
    const asking = askFor();
    await hold.untilWaiting(2, asking);
    await hold.commit();
    const [erased, asked] = await Promise.all([erasing, asking]);
    const [left] = await shop().sql(
      `select (select count(*)::int from customer_cart where customer_id = $1) as chosen,
        (select count(*)::int from cart where customer_id = $1) as carts,
        (select count(*)::int from review where customer_id = $1) as reviews`,
      [buyer.customerId],
    );
    return { told: [erased.status, asked.status, asked.body?.error?.code], left };
  } finally {
    await hold.close();
  }
};

for (const [what, prepare] of Object.entries(asks))
  test(`who is erased meanwhile leaves nothing behind: a customer who ${what}`, async () => {
    assert.deepEqual(await askWhileErased(askingApp(shop().app), prepare), {
      told: [200, 401, "AUT_02"],
      left: { chosen: 0, carts: 0, reviews: 0 },
    });
  });

test("the trial can fail: it notices servers that do not hold the customer's row", async () => {
  const server = await openServer(shop().url, { spoil: (text) => text.replace("is null for share", "is null") });
  try {
    assert.deepEqual(await askWhileErased(server.ask, asks["claims a cart"]), {
      told: [200, 200, undefined],
      left: { chosen: 1, carts: 1, reviews: 0 },
    });
    assert.deepEqual(await askWhileErased(server.ask, asks["writes a review"]), {
      told: [200, 200, undefined],
      left: { chosen: 0, carts: 0, reviews: 1 },
    });
  } finally {
    await server.close();
  }
});
