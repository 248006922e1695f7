import assert from "node:assert/strict";
import { test } from "node:test";
import { openShopOn, testShop } from "../../../test/support/servers/shop.ts";
import { securityHeaders } from "./server.ts";

const shop = testShop();
const preflight = (origin: string, asked: string, method = "GET") => ({
  method: "OPTIONS" as const,
  url: "/products",
  headers: { origin, "access-control-request-method": method, "access-control-request-headers": asked },
});

test("every reply carries the security headers and tells nothing of what serves it", async () => {
  for (const url of [
    "/products",
    "/products/0",
    "/nowhere",
    "/products/%zz",
    "/livez",
    "/images/products/tawny-owl.webp",
    "/images/products/none.webp",
  ]) {
    const { headers } = await shop().app.inject(url);
    for (const [name, value] of Object.entries(securityHeaders))
      assert.equal(headers[name], value, `${name} of ${url}`);
    assert.deepEqual([headers["server"], headers["x-powered-by"]], [undefined, undefined]);
    assert.match(String(headers["x-request-id"]), /^[\w.:-]{1,64}$/);
  }
});

test("a request keeps a proxy's id; one that is odd gets another, and no two are alike", async () => {
  const idWith = async (id?: string) =>
    (await shop().app.inject({ url: "/livez", ...(id ? { headers: { "x-request-id": id } } : {}) })).headers[
      "x-request-id"
    ];
  assert.equal(await idWith("trace-1:2.3_4"), "trace-1:2.3_4");
  for (const odd of ["a b", "<script>", "x".repeat(65), "é"]) assert.notEqual(await idWith(odd), odd);
  assert.equal(new Set(await Promise.all(Array.from({ length: 100 }, () => idWith()))).size, 100);
});

test("a preflight is granted whatever headers it asks for, without credentials", async () => {
  const odd = "stripe-signature, access-control-allow-origin, accesstoken, user-key, content-type, x-anything";
  for (const method of ["GET", "POST", "PUT", "DELETE"]) {
    const { statusCode, headers } = await shop().app.inject(preflight("http://front.example", odd, method));
    assert.equal(statusCode, 204);
    assert.equal(headers["access-control-allow-origin"], "*");
    assert.equal(headers["access-control-allow-headers"], odd);
    assert.ok(String(headers["access-control-allow-methods"]).split(", ").includes(method));
    assert.equal(headers["access-control-allow-credentials"], undefined);
    assert.equal(headers["access-control-max-age"], "86400");
  }
});

test("with origins named, these and no others may call", async () => {
  const strict = await openShopOn(shop().url, { CORS_ORIGINS: "https://a.example, https://b.example" });
  try {
    const allowed = async (origin: string) =>
      (await strict.app.inject({ url: "/tax", headers: { origin } })).headers["access-control-allow-origin"];
    assert.equal(await allowed("https://a.example"), "https://a.example");
    assert.equal(await allowed("https://b.example"), "https://b.example");
    for (const other of ["https://c.example", "http://a.example", "https://a.example.evil.example", "null"])
      assert.notEqual(await allowed(other), other);
  } finally {
    await strict.close();
  }
});

test("HEAD answers the headers of GET and no body", async () => {
  const whole = await shop().app.inject("/products");
  const head = await shop().app.inject({ method: "HEAD", url: "/products" });
  assert.deepEqual([head.statusCode, head.body, head.headers["etag"]], [200, "", whole.headers["etag"]]);
});

test("an unknown route is told in the contract's words, whatever the client accepts", async () => {
  for (const accept of ["application/json", "application/problem+json", "text/html"]) {
    const reply = await shop().app.inject({ method: "POST", url: "/nowhere", headers: { accept } });
    assert.deepEqual([reply.statusCode, reply.body], [404, '{"message":"Endpoint not found."}']);
  }
});

test("slashes that stand double reach the same operation as one", async () => {
  const one = await shop().app.inject("/products/1");
  for (const url of ["//products/1", "/products//1", "///products///1//"]) {
    const reply = await shop().app.inject({ method: "GET", url: `http://shop.example${url}` });
    assert.deepEqual([reply.statusCode, reply.body], [200, one.body], url);
  }
});

test("OPTIONS that asks for no leave is told what a path has", async () => {
  const options = async (url: string, headers: Record<string, string> = {}) => {
    const reply = await shop().app.inject({ method: "OPTIONS", url, headers });
    assert.equal(reply.headers["access-control-allow-origin"], "*", url);
    return [reply.statusCode, reply.headers["allow"], reply.body];
  };
  const read = [204, "GET, HEAD, OPTIONS", ""];
  assert.deepEqual(await options("/products"), read);
  assert.deepEqual(await options("/products", { origin: "https://front.example" }), read);
  assert.deepEqual(await options("/PRODUCTS/5/?page=2"), read);
  assert.deepEqual(await options("/products/5", { "access-control-request-method": "GET" }), read);
  assert.deepEqual(await options("//images/products/tawny-owl.webp"), read);
  assert.deepEqual(await options("/customers/login"), [204, "POST, OPTIONS", ""]);
  assert.deepEqual(await options("/shoppingcart/saveForLater/1"), [204, "GET, POST, OPTIONS", ""]);
  assert.deepEqual(await options("/nowhere"), [404, undefined, '{"message":"Endpoint not found."}']);
});

test("a known path with another method is as unknown as any", async () => {
  for (const [method, url] of [
    ["POST", "/departments"],
    ["DELETE", "/products/1"],
    ["PUT", "/customers/login"],
  ] as const) {
    const reply = await shop().app.inject({ method, url, payload: {} });
    assert.deepEqual([reply.statusCode, reply.body], [404, '{"message":"Endpoint not found."}'], url);
  }
});
