import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { openShopOn, testShop } from "../../../test/support/servers/shop.ts";
import { changeCatalogueNow } from "../index.ts";
import { newCartId } from "../../cart/cart-numbers.ts";

const shop = testShop();

test("a value that the catalogue gets is recognized by every server within a second", async () => {
  const other = await openShopOn(shop().url);
  try {
    const cart = newCartId();
    const add = async (server: typeof other, attributes: string): Promise<number> => {
      const payload = { cart_id: cart, product_id: 1, attributes };
      const reply = await server.app.inject({ method: "POST", url: "/shoppingcart/add", payload });
      assert.equal(reply.statusCode, 200);
      return reply.json().length;
    };
    assert.equal(await add(shop(), "scarlet"), 1);
    assert.equal(await add(other, "colour: scarlet"), 2);
    await changeCatalogueNow(shop().db, async () => {
      await shop().sql(
        "insert into attribute_value (attribute_value_id, attribute_id, value) values (90, 2, 'Scarlet')",
      );
      await shop().sql("insert into product_attribute (product_id, attribute_value_id) values (1, 90)");
      return { productIds: [1] };
    });
    await delay(900);
    await add(shop(), "Scarlet!");
    await add(other, "colour: scarlet");
    const known = await shop().sql("select quantity from cart_item where cart_id = $1 and variant_key = '90'", [cart]);
    assert.deepEqual(known, [{ quantity: 2 }]);
  } finally {
    await other.close();
  }
});
