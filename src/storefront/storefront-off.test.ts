import assert from "node:assert/strict";
import { after, test } from "node:test";
import { openShopOn, testShop, type TestShop } from "../../test/support/servers/shop.ts";

let on: TestShop;
const off = testShop({
  prepare: async ({ url }) => {
    on = await openShopOn(url, { STOREFRONT: "on" });
  },
});
after(async () => on?.close());

const inject = async ({ app }: TestShop, url: string, headers: Record<string, string> = {}) => {
  const reply = await app.inject({ url, headers });
  const { date: _date, "x-request-id": _id, ...kept } = reply.headers;
  return { status: reply.statusCode, body: reply.body, headers: kept };
};

test("by default there are no pages, and a browser gets the description of the server", async () => {
  for (const url of ["/shop", "/shop/products", "/shop/cart", "/robots.txt", "/sitemap.xml"])
    assert.deepEqual((await inject(off(), url)).status, 404, url);
  assert.match((await inject(off(), "/", { accept: "text/html" })).body, /This is a shop's backend/);
});

test("the pages change no byte of the API, nor of its document", async () => {
  for (const url of [
    "/",
    "/products?limit=5&facets=on",
    "/products/12",
    "/products/999999",
    "/products/search?query_string=owl",
    "/products/suggest?query_string=ow",
    "/departments",
    "/categories/inDepartment/1",
    "/products/12/reviews",
    "/shoppingcart/abcdefghijklmnopqr",
    "/nowhere",
    "/openapi.json",
    "/reset-password",
  ])
    assert.deepEqual(await inject(on, url), await inject(off(), url), url);
});

test("with the pages on, only a browser's request for / is answered otherwise", async () => {
  const [page, told] = [
    await inject(on, "/", { accept: "text/html" }),
    await inject(off(), "/", { accept: "text/html" }),
  ];
  assert.notEqual(page.body, told.body);
  for (const accept of ["application/json", "*/*", ""])
    assert.deepEqual(await inject(on, "/", { accept }), await inject(off(), "/", { accept }), accept);
});
