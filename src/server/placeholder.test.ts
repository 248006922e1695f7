import assert from "node:assert/strict";
import { test } from "node:test";
import { testShop } from "../../test/support/servers/shop.ts";
import { settlePlaceholder } from "./sample.ts";

const shop = testShop({ template: "empty" });
const regions = async () => (await shop().app.inject("/shipping/regions")).json<{ shipping_region_id: number }[]>();

test("a shop without regions gets one placeholder, and customers can register", async () => {
  const { app, db, sql } = shop();
  await settlePlaceholder(db);
  assert.deepEqual(await sql("select shipping_region_id, shipping_region from shipping_region"), [
    { shipping_region_id: "1", shipping_region: "Please Select" },
  ]);
  const payload = { name: "Ada", email: "ada@example.com", password: "twill and denim 9" };
  const reply = await app.inject({ method: "POST", url: "/customers", payload });
  assert.equal(reply.statusCode, 200, reply.body);
  await sql("update shipping_region set shipping_region = 'Somewhere'");
  await settlePlaceholder(db);
  await sql("insert into shipping_region (shipping_region) values ('Elsewhere')");
  assert.deepEqual(
    (await regions()).map((region) => region.shipping_region_id),
    [1, 2],
  );
});

test("where another region has its name, the placeholder has one of its own", async () => {
  const { db, sql } = shop();
  await sql("delete from customer");
  await sql("delete from shipping_region");
  await sql("insert into shipping_region values (5, 'Please Select')");
  await settlePlaceholder(db);
  assert.deepEqual(
    await sql("select shipping_region_id, shipping_region from shipping_region order by shipping_region_id"),
    [
      { shipping_region_id: "1", shipping_region: "Please Select (1)" },
      { shipping_region_id: "5", shipping_region: "Please Select" },
    ],
  );
});
