import assert from "node:assert/strict";
import { test } from "node:test";
import { askingApp, home, newBuyer, placedOrder } from "../../test/support/clients/buyers.ts";
import { testShop } from "../../test/support/servers/shop.ts";

const shop = testShop();

test("each new address of a paid order is noted and mailed, ten an hour; a repeated one is not", async () => {
  const buyer = await newBuyer(askingApp(shop().app));
  const orderId = await placedOrder(buyer);
  const change = async (address_1: string) =>
    (await buyer.ask("PUT", `/orders/${orderId}/address`, { ...home, address_1 })).status;
  const entries = () =>
    shop().sql("select by_whom, note from order_audit where order_id = $1 and from_status = to_status order by entry", [
      orderId,
    ]);
  const letters = async () =>
    (
      await shop().sql("select payload::jsonb -> 'news' ->> 'became' as news from job where task = 'mail-order-news'")
    ).map(({ news }) => news);
  assert.equal(await change("1 Mill Street"), 200);
  assert.deepEqual([await entries(), await letters()], [[], []], "an unpaid order tells nobody");
  await buyer.ask("POST", "/stripe/charge", { stripeToken: "tok_visa", order_id: orderId, description: "A shirt" });
  for (let number = 2; number <= 11; number += 1)
    for (const _ of [1, 2]) assert.equal(await change(`${number} Mill Street`), 200);
  const entry = { by_whom: `customer ${buyer.customerId}`, note: "The address was changed" };
  assert.deepEqual(
    await entries(),
    Array.from({ length: 10 }, () => entry),
  );
  assert.deepEqual(await letters(), Array(10).fill("readdressed"));
  assert.equal(await change("12 Mill Street"), 429);
  const [row] = await shop().sql("select ship_to ->> 'address_1' as place from customer_order where order_id = $1", [
    orderId,
  ]);
  assert.deepEqual([row?.["place"], (await entries()).length, (await letters()).length], ["11 Mill Street", 10, 10]);
});
