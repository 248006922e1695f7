import assert from "node:assert/strict";
import { test } from "node:test";
import { testShop } from "../../test/support/servers/shop.ts";

const shop = testShop();

test("both kinds of tax are listed with their percentage", async () => {
  const reply = await shop().app.inject("/tax");
  assert.equal(reply.statusCode, 200);
  assert.deepEqual(reply.json(), [
    { tax_id: 1, tax_type: "Sales Tax at 8.5%", tax_percentage: "8.50", shipping_region_id: null },
    { tax_id: 2, tax_type: "No Tax", tax_percentage: "0.00", shipping_region_id: null },
  ]);
});

test("one kind of tax is shown by its number", async () => {
  const reply = await shop().app.inject("/tax/2");
  assert.deepEqual(reply.json(), { tax_id: 2, tax_type: "No Tax", tax_percentage: "0.00", shipping_region_id: null });
});

test("a tax that does not exist is refused with TAX_01", async () => {
  const reply = await shop().app.inject("/tax/99");
  assert.equal(reply.statusCode, 404);
  assert.deepEqual(reply.json(), {
    error: { status: 404, code: "TAX_01", message: "Don't exist tax with this ID", field: "tax_id" },
  });
});

test("a tax number that is no number is refused with COM_02", async () => {
  const reply = await shop().app.inject("/tax/abc");
  assert.equal(reply.statusCode, 400);
  assert.equal(reply.json().error.code, "COM_02");
  assert.equal(reply.json().error.field, "tax_id");
});
