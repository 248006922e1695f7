import assert from "node:assert/strict";
import { after, describe, test } from "node:test";
import { askingApp, filledCart, home, newBuyer, type Json } from "../../../test/support/clients/buyers.ts";
import { openShopOn, testShop, type TestShop } from "../../../test/support/servers/shop.ts";
import { changeCatalogueNow } from "../../catalogue/index.ts";
import { until } from "../../../test/support/until.ts";

let strict: TestShop;
after(() => strict.close());
const shop = testShop({
  settings: { RATE_LIMIT: "off" },
  prepare: async ({ url }) => void (strict = await openShopOn(url, { RATE_LIMIT: "off", CHECKOUT: "strict" })),
});
const get = async (path: string): Promise<Json> => (await shop().app.inject(path)).json();

/** Tries to order in both checkout modes. Checks that both refuse alike and change nothing; returns the refusal. */
const refusedWith = async (shipping_id: number, tax_id: number, shipping_region_id = 2) => {
  const buyer = await newBuyer(askingApp(shop().app), { ...home, shipping_region_id });
  const cart_id = await filledCart(buyer.ask);
  const before = await shop().sql("select count(*)::int from customer_order");
  const answers = await Promise.all(
    [shop(), strict].map(async ({ app }) => {
      const asked = { cart_id, shipping_id, tax_id };
      const { status, body } = await askingApp(app)("POST", "/orders", asked, { "user-key": buyer.token });
      return [status, body.error.code, body.error.field, body.error.message];
    }),
  );
  assert.deepEqual(await shop().sql("select count(*)::int from customer_order"), before);
  assert.equal((await buyer.ask("GET", `/shoppingcart/${cart_id}`)).body.length, 1);
  assert.deepEqual(answers[0], answers[1]);
  return answers[0];
};
const placed = async (shipping_id: number, tax_id: number, shipping_region_id = 2) => {
  const buyer = await newBuyer(askingApp(shop().app), { ...home, shipping_region_id });
  const { status, body } = await buyer.ask("POST", "/orders", {
    cart_id: await filledCart(buyer.ask),
    shipping_id,
    tax_id,
  });
  assert.equal(status, 200, JSON.stringify(body));
  return (await buyer.ask("GET", `/orders/shortDetail/${body.orderId}`)).body;
};

describe("a tax that belongs to a region", () => {
  test("goes with ways of sending there, and no others, whatever the buyer asks for", async () => {
    await shop().sql("update tax set shipping_region_id = 2 where tax_id = 1");
    await shop().sql("update tax set shipping_region_id = 3 where tax_id = 2");
    assert.notEqual((await placed(3, 1)).tax_amount, "0.00");
    assert.equal((await placed(4, 2, 3)).tax_amount, "0.00");
    const elsewhere = "Don't exist tax with this ID in the region of the shipping";
    assert.deepEqual(await refusedWith(3, 2), [404, "TAX_01", "tax_id", elsewhere]);
    assert.deepEqual(await refusedWith(4, 1, 3), [404, "TAX_01", "tax_id", elsewhere]);
  });

  test("follows the way where the address lies elsewhere or nowhere", async () => {
    assert.deepEqual((await placed(4, 2, 2)).attention, ["shipping_region_differs"]);
    const buyer = await newBuyer(askingApp(shop().app), null);
    const wanted = { cart_id: await filledCart(buyer.ask), shipping_id: 4 };
    assert.equal((await buyer.ask("POST", "/orders", { ...wanted, tax_id: 1 })).body.error.code, "TAX_01");
    assert.equal((await buyer.ask("POST", "/orders", { ...wanted, tax_id: 2 })).status, 200);
  });

  test("says so where taxes are listed", async () => {
    await changeCatalogueNow(shop().db, async () => ({ productIds: [] }));
    await until(async () => (await get("/tax"))[0].shipping_region_id === 2, 5000, "the list is made anew");
    assert.deepEqual(
      (await get("/tax")).map((tax: Json) => [tax.tax_id, tax.shipping_region_id]),
      [
        [1, 2],
        [2, 3],
      ],
    );
    await shop().sql("update tax set shipping_region_id = null");
  });
});
