import assert from "node:assert/strict";
import { test } from "node:test";
import { testShop } from "../../../test/support/servers/shop.ts";

const fastly = testShop({ settings: { CACHE_TAGS: "surrogate-key", STOREFRONT: "on" } });
const cloudflare = testShop({ settings: { CACHE_TAGS: "cache-tag" } });
const plain = testShop();

test("a public reply names what it is about, made and kept alike, also when it is unchanged", async () => {
  const tagged = async (url: string, headers: Record<string, string> = {}) => {
    const reply = await fastly().app.inject({ url, headers });
    return [reply.statusCode, reply.headers["surrogate-key"]];
  };
  for (const [url, tags] of [
    ["/products?limit=2", "shop products"],
    ["/products/12", "shop products product-12"],
    ["/products/inCategory/3", "shop products category-3"],
    ["/departments/1", "shop departments department-1"],
    ["/tax", "shop tax"],
    ["/", "shop"],
    ["/shop/categories/5-flower", "shop category-5"],
  ] as const) {
    assert.deepEqual(await tagged(url), [200, tags], url);
    assert.deepEqual(await tagged(url), [200, tags], `${url}, kept`);
  }
  const { headers } = await fastly().app.inject("/products/12");
  assert.deepEqual(await tagged("/products/12", { "if-none-match": String(headers["etag"]) }), [
    304,
    "shop products product-12",
  ]);
});

test("what belongs to one customer, or was refused, has no name", async () => {
  const cart = await fastly().app.inject("/shoppingcart/generateUniqueId");
  assert.equal(cart.headers["surrogate-key"], undefined);
  const missing = await fastly().app.inject("/products/999999");
  assert.deepEqual([missing.statusCode, missing.headers["surrogate-key"]], [404, undefined]);
});

test("the other header separates by commas, and by default there is none", async () => {
  assert.equal((await cloudflare().app.inject("/products/12")).headers["cache-tag"], "shop,products,product-12");
  const { headers } = await plain().app.inject("/products/12");
  assert.deepEqual([headers["cache-tag"], headers["surrogate-key"]], [undefined, undefined]);
});
