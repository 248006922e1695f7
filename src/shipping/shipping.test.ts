import assert from "node:assert/strict";
import { test } from "node:test";
import { testShop } from "../../test/support/servers/shop.ts";

const shop = testShop();
const get = async (url: string) => (await shop().app.inject(url)).json();

test("the first region stands for no choice yet and has no rates", async () => {
  assert.deepEqual((await get("/shipping/regions"))[0], { shipping_region_id: 1, shipping_region: "Please Select" });
  assert.deepEqual(await get("/shipping/regions/1"), []);
});

test("each region's rates are those of the contract", async () => {
  const rates = async (region: number) =>
    (await get(`/shipping/regions/${region}`)).map((rate: Record<string, unknown>) => [
      rate["shipping_id"],
      rate["shipping_type"],
      rate["shipping_cost"],
      rate["shipping_region_id"],
    ]);
  assert.deepEqual(await rates(2), [
    [1, "Next Day Delivery ($20)", "20.00", 2],
    [2, "3-4 Days ($10)", "10.00", 2],
    [3, "7 Days ($5)", "5.00", 2],
  ]);
  assert.deepEqual(await rates(3), [
    [4, "By air (7 days, $25)", "25.00", 3],
    [5, "By sea (28 days, $10)", "10.00", 3],
  ]);
  assert.deepEqual(await rates(4), [
    [6, "By air (10 days, $35)", "35.00", 4],
    [7, "By sea (28 days, $30)", "30.00", 4],
  ]);
});

test("a region that does not exist is refused with SHP_01", async () => {
  const reply = await shop().app.inject("/shipping/regions/99");
  assert.deepEqual(reply.json(), {
    error: {
      status: 404,
      code: "SHP_01",
      message: "Don't exist shipping region with this ID",
      field: "shipping_region_id",
    },
  });
});
