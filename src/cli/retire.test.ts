import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { askingApp, filledCart, home, newBuyer, placedOrder, type Json } from "../../test/support/clients/buyers.ts";
import { runCommand } from "../../test/support/servers/command.ts";
import { testShop } from "../../test/support/servers/shop.ts";
import { until } from "../../test/support/until.ts";

const shop = testShop({ settings: { RATE_LIMIT: "off" } });
const get = async (path: string): Promise<Json> => (await shop().app.inject(path)).json();

/** Returns the response to an order with this shipping and tax. Asserts that a refused order changes nothing. */
const ordered = async (shipping_id: number, tax_id: number) => {
  const buyer = await newBuyer(askingApp(shop().app));
  const cart_id = await filledCart(buyer.ask);
  const { status, body } = await buyer.ask("POST", "/orders", { cart_id, shipping_id, tax_id });
  if (status === 200) return 200;
  assert.equal((await buyer.ask("GET", `/shoppingcart/${cart_id}`)).body.length, 1);
  assert.deepEqual((await buyer.ask("GET", "/orders/inCustomer")).body, []);
  return [status, body.error.code, body.error.field, body.error.message];
};

const npmRunRetire = (...asked: string[]) => runCommand(shop().url, "retire", ...asked);

describe("what is retired is not offered any more, and orders that have it keep it:", () => {
  test("a way of sending", async () => {
    const buyer = await newBuyer(askingApp(shop().app));
    const orderId = await placedOrder(buyer);
    const before = (await buyer.ask("GET", `/orders/shortDetail/${orderId}`)).body;
    const offered = async () => (await get("/shipping/regions/2")).map((way: Json) => way.shipping_id);
    assert.deepEqual(await offered(), [1, 2, 3]);
    assert.deepEqual(await npmRunRetire("shipping", "3"), {
      code: 0,
      out: "The way of sending 3 (7 Days ($5)) is retired.\n",
      err: "",
    });
    await until(async () => (await offered()).length === 2, 5000, "the list that was kept is dropped");
    assert.deepEqual(await offered(), [1, 2]);
    assert.deepEqual(await ordered(3, 1), [404, "SHP_02", "shipping_id", "Don't exist shipping with this ID"]);
    assert.deepEqual((await buyer.ask("GET", `/orders/shortDetail/${orderId}`)).body, before);
    assert.equal((await buyer.ask("PUT", `/orders/${orderId}/address`, home)).status, 200);
    const again = await npmRunRetire("shipping", "3", "--undo");
    assert.equal(again.out, "The way of sending 3 (7 Days ($5)) is offered again.\n");
    assert.equal(await ordered(3, 1), 200);
  });

  test("a tax", async () => {
    assert.deepEqual((await get("/tax")).length, 2);
    assert.equal((await npmRunRetire("tax", "2")).out, "The tax 2 (No Tax) is retired.\n");
    await until(async () => (await get("/tax")).length === 1, 5000, "the list that was kept is dropped");
    assert.equal((await get("/tax/2")).error.code, "TAX_01");
    assert.deepEqual(await ordered(3, 2), [404, "TAX_01", "tax_id", "Don't exist tax with this ID"]);
    await npmRunRetire("tax", "2", "--undo");
  });

  test("a region, with all of its ways; customers who are there stay, and nobody moves in", async () => {
    const buyer = await newBuyer(askingApp(shop().app), { ...home, shipping_region_id: 4 });
    assert.equal((await npmRunRetire("region", "4")).out, "The region 4 (Rest of World) is retired.\n");
    await until(async () => (await get("/shipping/regions")).length === 3, 5000, "the list that was kept is dropped");
    assert.equal((await get("/shipping/regions/4")).error.code, "SHP_01");
    assert.deepEqual(await ordered(6, 1), [404, "SHP_02", "shipping_id", "Don't exist shipping with this ID"]);
    assert.equal((await buyer.ask("GET", "/customer")).body.shipping_region_id, 4);
    const moved = await buyer.ask("PUT", "/customers/address", { ...home, city: "Oslo", shipping_region_id: 4 });
    assert.deepEqual(
      [moved.status, moved.body.error.code, moved.body.error.field],
      [404, "SHP_01", "shipping_region_id"],
    );
    assert.equal((await buyer.ask("GET", "/customer")).body.city, home.city);
    await npmRunRetire("region", "4", "--undo");
  });

  test("but not the region in which customers are who have chosen none, and not what there is not", async () => {
    assert.deepEqual(await npmRunRetire("region", "1"), {
      code: 1,
      out: "",
      err: "Region 1 is where customers are who have chosen none: it stays.\n",
    });
    assert.deepEqual(await npmRunRetire("tax", "99"), { code: 1, out: "", err: "Don't exist tax with this ID\n" });
    for (const [said, ...wrong] of [
      ['"" is no number of one.', "tax"],
      ['"price" is nothing that is retired.', "price", "3"],
      ["Unknown option '--redo'.", "tax", "1", "--redo"],
      ['"2" is too much.', "tax", "1", "2"],
    ] as const) {
      const { code, out, err } = await npmRunRetire(...wrong);
      assert.deepEqual([code, out, err.startsWith(said)], [2, "", true], err);
      assert.match(err, /\nUsage: npm run retire/);
    }
    assert.equal((await shop().sql("select from tax where retired_at is not null")).length, 0);
  });
});
