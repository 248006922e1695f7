import assert from "node:assert/strict";
import { test } from "node:test";
import { askingApp, newBuyer, terms } from "../../test/support/clients/buyers.ts";
import { testShop } from "../../test/support/servers/shop.ts";
import { newCartId } from "./cart-numbers.ts";

const shop = testShop({ settings: { RATE_LIMIT: "off" } });

test("text beside known values keeps lines apart; all lines of a combination share its stock", async () => {
  const buyer = await newBuyer(askingApp(shop().app));
  const cart_id = newCartId();
  const add = (attributes: string, quantity: number) =>
    buyer.ask("POST", "/shoppingcart/add", { cart_id, product_id: 3, attributes, quantity });
  await shop().sql("update stock set units = 10 where product_id = 3 and variant_key = '2,6'");
  await add("M, White, engrave: Anna", 3);
  await add("M, White, engrave: Bob", 5);
  await add("white M, engrave: Anna", 1);
  const lines = (await add("Size: M, Color: White", 2)).body;
  assert.deepEqual(
    lines.map(({ attributes, quantity }: { attributes: string; quantity: number }) => [attributes, quantity]),
    [
      ["white M, engrave: Anna", 4],
      ["M, White, engrave: Bob", 5],
      ["Size: M, Color: White", 2],
    ],
  );
  const refused = await buyer.ask("POST", "/orders", { cart_id, ...terms });
  assert.deepEqual([refused.status, refused.body.error.code], [409, "CAR_04"]);
  await buyer.ask("PUT", `/shoppingcart/update/${lines[2].item_id}`, { quantity: 1 });

  const { orderId } = (await buyer.ask("POST", "/orders", { cart_id, ...terms })).body;
  const ordered = await shop().sql(
    "select attributes, variant_key, quantity, is_counted from order_line where order_id = $1 order by quantity",
    [orderId],
  );
  const counted = { variant_key: "2,6", is_counted: true };
  assert.deepEqual(ordered, [
    { ...counted, attributes: "Size: M, Color: White", quantity: 1 },
    { ...counted, attributes: "white M, engrave: Anna", quantity: 4 },
    { ...counted, attributes: "M, White, engrave: Bob", quantity: 5 },
  ]);
  const left = async () =>
    (await shop().sql("select units from stock where product_id = 3 and variant_key = '2,6'"))[0]?.["units"];
  assert.equal(await left(), 0);
  assert.equal((await buyer.ask("POST", `/orders/${orderId}/cancel`)).status, 200);
  assert.equal(await left(), 10);
});
