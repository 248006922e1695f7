import assert from "node:assert/strict";
import { test } from "node:test";
import { testShop } from "../../../test/support/servers/shop.ts";

const shop = testShop({ settings: { RATE_LIMIT: "off" } });
let carts = 0;

/** A line in a cart of its own, and whether it is saved for later. */
const newLine = async () => {
  const cart_id = `looked-at-${(carts += 1)}`;
  const payload = { cart_id, product_id: 2, attributes: "LG, red" };
  const [{ item_id }] = (await shop().app.inject({ method: "POST", url: "/shoppingcart/add", payload })).json();
  const isSaved = async () =>
    (await shop().app.inject(`/shoppingcart/getSaved/${cart_id}`)).json<unknown[]>().length === 1;
  return { item_id: Number(item_id), isSaved };
};
const changing = ["saveForLater", "moveToCart"] as const;

test("HEAD changes nothing, also where GET does", async () => {
  const { item_id, isSaved } = await newLine();
  for (const name of changing) {
    const url = `/shoppingcart/${name}/${item_id}`;
    const before = await isSaved();
    assert.equal((await shop().app.inject({ method: "HEAD", url })).statusCode, 404, name);
    assert.equal(await isSaved(), before, name);
    assert.equal((await shop().app.inject(url)).statusCode, 200);
    assert.equal(await isSaved(), name === "saveForLater");
  }
});

test("what is fetched before anybody asked for it changes nothing", async () => {
  const ahead: Readonly<Record<string, string>>[] = [
    { "sec-purpose": "prefetch" },
    { "sec-purpose": "prefetch;prerender" },
    { "Sec-Purpose": "Prefetch;anonymous-client-ip" },
    { purpose: "prefetch" },
    { "x-purpose": "preview" },
    { "x-moz": "prefetch" },
  ];
  const { item_id, isSaved } = await newLine();
  for (const name of changing) {
    const url = `/shoppingcart/${name}/${item_id}`;
    const before = await isSaved();
    for (const headers of ahead) {
      const { statusCode, headers: told } = await shop().app.inject({ url, headers });
      assert.deepEqual([statusCode, told["cache-control"]], [403, "no-store"], JSON.stringify(headers));
    }
    assert.equal(await isSaved(), before, name);
    assert.equal((await shop().app.inject({ url, headers: { "sec-purpose": "" } })).statusCode, 200);
  }
  assert.equal(
    (await shop().app.inject({ url: "/products/1", headers: { "sec-purpose": "prefetch" } })).statusCode,
    200,
  );
});
