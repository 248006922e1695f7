import assert from "node:assert/strict";
import { test } from "node:test";
import { testShop } from "../../../test/support/servers/shop.ts";

const bare = `insert into attribute (attribute_id, name) values (9, 'Cut')`;
const shop = testShop({ prepare: async ({ sql }) => void (await sql(bare)) });

test("an attribute without values answers an empty list", async () => {
  const reply = await shop().app.inject("/attributes/values/9");
  assert.deepEqual([reply.statusCode, reply.json()], [200, []]);
});

test("the sizes and colours of the shop are those of the contract, on every product", async () => {
  const named = async (url: string): Promise<string[]> =>
    (await shop().app.inject(url)).json().map(({ value }: { value: string }) => value);
  assert.deepEqual(await named("/attributes/values/1"), ["S", "M", "L", "XL", "XXL"]);
  assert.deepEqual(await named("/attributes/values/2"), [
    "White",
    "Black",
    "Red",
    "Orange",
    "Yellow",
    "Green",
    "Blue",
    "Indigo",
    "Purple",
  ]);
  const one = (await shop().app.inject("/attributes/inProduct/1")).json();
  assert.equal(one.length, 14);
  for (let id = 2; id <= 101; id += 1)
    assert.deepEqual((await shop().app.inject(`/attributes/inProduct/${id}`)).json(), one);
});

test("a product's values stand by attribute name, then by number", async () => {
  await shop().sql("insert into attribute_value (attribute_value_id, attribute_id, value) values (90, 9, 'Slim')");
  await shop().sql("insert into product_attribute (product_id, attribute_value_id) values (101, 90)");
  const rows = (await shop().app.inject("/attributes/inProduct/101?fresh")).json() as {
    attribute_name: string;
    attribute_value_id: number;
  }[];
  const keys = rows.map(
    ({ attribute_name, attribute_value_id }) => `${attribute_name} ${String(attribute_value_id).padStart(3, "0")}`,
  );
  assert.deepEqual(keys, keys.toSorted());
});
