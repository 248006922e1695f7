import assert from "node:assert/strict";
import { test } from "node:test";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { testShop } from "../../test/support/servers/shop.ts";

const shop = testShop();
const get = (url: string, headers: Record<string, string> = {}) => shop().app.inject({ url, headers });

const files = [
  "/openapi.json",
  "/docs/json",
  "/docs/yaml",
  "/docs",
  "/docs/",
  "/docs/static/swagger-ui-bundle.js",
  "/docs/static/swagger-initializer.js",
  "/docs/static/theme/selvedge.css",
];
for (const url of files)
  test(`${url} is the same each time, plain and compressed, and is not sent again to who has it`, async () => {
    const first = await get(url);
    assert.equal(first.statusCode, 200);
    const again = await get(url);
    assert.deepEqual(again.rawPayload, first.rawPayload);
    const { date: _one, "x-request-id": _first, ...headers } = first.headers;
    const { date: _other, "x-request-id": _again, ...othersHeaders } = again.headers;
    assert.deepEqual(othersHeaders, headers);
    assert.match(String(headers["vary"]), /Accept-Encoding/);
    for (const [encoding, unpack] of [
      ["br", brotliDecompressSync],
      ["gzip", gunzipSync],
    ] as const) {
      const packed = await get(url, { "accept-encoding": encoding });
      const isPacked = packed.headers["content-encoding"] === encoding;
      assert.equal(isPacked, first.rawPayload.length >= 1200);
      assert.deepEqual(isPacked ? unpack(packed.rawPayload) : packed.rawPayload, first.rawPayload);
    }
    const same = await get(url, { "if-none-match": String(headers["etag"]) });
    assert.deepEqual([same.statusCode, same.rawPayload.length], [304, 0]);
  });

test("the page and its files are made once, whatever follows their addresses", async () => {
  const { app } = shop();
  const write = app.swagger.bind(app);
  let written = 0;
  (app as { swagger: unknown }).swagger = (...given: []) => {
    written += 1;
    return write(...given);
  };
  const plain = await get("/docs/yaml");
  for (const url of ["/docs/yaml?1", "/docs/yaml?2=/", "/DOCS/yaml?3"]) assert.equal((await get(url)).body, plain.body);
  assert.equal(written, 0);
});

test("what follows the page's address does not change where its files are", async () => {
  const [page, folder] = [await get("/docs"), await get("/docs/")];
  assert.notEqual(page.body, folder.body);
  assert.equal((await get("/docs?a=/")).body, page.body);
  assert.equal((await get("/docs/?a")).body, folder.body);
});

test("a file that is none is not found, and the page's own policy stands on what is kept", async () => {
  assert.equal((await get("/docs/static/nothing.js")).statusCode, 404);
  assert.equal((await get("/docs/static/nothing.js")).statusCode, 404);
  for (let again = 0; again < 2; again += 1)
    assert.match(String((await get("/docs/")).headers["content-security-policy"]), /script-src 'self'/);
});
