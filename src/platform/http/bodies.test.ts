import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { gzipSync } from "node:zlib";
import { testShop } from "../../../test/support/servers/shop.ts";

const shop = testShop({ settings: { RATE_LIMIT: "off" } });
const json = "application/json";
const form = "application/x-www-form-urlencoded";
let carts = 0;

const send = (payload: string | Buffer, headers: Record<string, string>, url = "/shoppingcart/add") =>
  shop().app.inject({ method: "POST", url, payload, headers });
const options = (cart_id: string) => ({ cart_id, product_id: 2, attributes: "LG, red" });
const asForm = (cart_id: string) => `cart_id=${cart_id}&product_id=2&attributes=LG%2C+red`;
const newCart = () => `bodies-${(carts += 1)}`;
const linesIn = async (cart: string) =>
  (await shop().app.inject(`/shoppingcart/${cart}`)).json<{ attributes: string; quantity: number }[]>();

describe("a body that is JSON is taken as JSON", () => {
  for (const type of [
    json,
    "text/plain",
    "text/plain;charset=UTF-8",
    "TEXT/PLAIN",
    undefined,
    "application/vnd.api+json",
  ])
    test(`with the type ${type ?? "left out"}`, async () => {
      const cart = newCart();
      const reply = await send(
        Buffer.from(JSON.stringify(options(cart))),
        type === undefined ? {} : { "content-type": type },
      );
      assert.deepEqual([reply.statusCode, reply.json()[0]?.attributes], [200, "LG, red"], reply.body);
    });

  test("and with another type it is not", async () => {
    const cart = newCart();
    for (const type of ["text/xml", "multipart/form-data; boundary=x", "nonsense"]) {
      const reply = await send(JSON.stringify(options(cart)), { "content-type": type });
      assert.deepEqual([reply.statusCode, reply.json().error.code], [415, "COM_02"], type);
    }
    assert.deepEqual(await linesIn(cart), []);
  });

  test("while a text that is none is refused", async () => {
    const cart = newCart();
    assert.equal((await send(asForm(cart), { "content-type": "text/plain" })).statusCode, 415);
    assert.equal((await send('{"cart_id":', { "content-type": "text/plain" })).statusCode, 400);
    assert.deepEqual(await linesIn(cart), []);
  });
});

test("a body of no bytes needs no type, whatever is said of it", async () => {
  const cart = newCart();
  const [line] = (await send(JSON.stringify(options(cart)), { "content-type": json })).json();
  for (const type of ["text/plain;charset=UTF-8", "text/xml", "nonsense", "undefined", json]) {
    const url = `/shoppingcart/saveForLater/${line.item_id}`;
    const reply = await shop().app.inject({
      method: "POST",
      url,
      headers: { "content-type": type, "content-length": "0" },
    });
    assert.deepEqual([reply.statusCode, reply.body], [200, ""], type);
  }
  const missing = await shop().app.inject({
    method: "POST",
    url: "/shoppingcart/add",
    headers: { "content-type": "a/b" },
  });
  assert.deepEqual([missing.statusCode, missing.json().error.code], [400, "USR_02"]);
});

test("a compressed body is refused, and what would be taken is told; nothing is changed", async () => {
  const cart = newCart();
  for (const [type, text] of [
    [form, asForm(cart)],
    [json, JSON.stringify(options(cart))],
    ["text/plain", JSON.stringify(options(cart))],
  ] as const)
    for (const encoding of ["gzip", "x-gzip", "br", "deflate, gzip"]) {
      const reply = await send(gzipSync(text), { "content-type": type, "content-encoding": encoding });
      assert.deepEqual(
        [reply.statusCode, reply.json().error.code, reply.headers["accept-encoding"]],
        [415, "COM_02", "identity"],
        `${type} ${encoding}`,
      );
    }
  assert.deepEqual(await linesIn(cart), []);
  assert.equal((await send(asForm(cart), { "content-type": form, "content-encoding": "Identity" })).statusCode, 200);
});

describe("a form", () => {
  const attributesOf = async (written: string | Buffer, type = form) => {
    const cart = newCart();
    const body = Buffer.concat([Buffer.from(`cart_id=${cart}&product_id=2&attributes=`), Buffer.from(written)]);
    const reply = await send(body, { "content-type": type });
    return reply.statusCode === 200 ? reply.json()[0].attributes : [reply.statusCode, (await linesIn(cart)).length];
  };

  test("is read in the characters that it says it is written in", async () => {
    assert.equal(await attributesOf("Ren%E9e", `${form}; charset=ISO-8859-1`), "Renée");
    assert.equal(await attributesOf("Ren%E9e+%80", `${form};charset="windows-1252"`), "Renée €");
    assert.equal(await attributesOf(Buffer.from("Ren\xe9e", "latin1"), `${form}; charset=latin1`), "Renée");
    assert.equal(await attributesOf("Ren%C3%A9e", `${form}; charset=UTF-8`), "Renée");
    assert.equal(await attributesOf("Ren%C3%A9e+%F0%9F%91%95"), "Renée 👕");
    assert.equal(await attributesOf("Renée"), "Renée", "not encoded at all");
    assert.equal(await attributesOf("100%+%zz"), "100% %zz");
  });

  test("that is not in these characters is refused, and nothing of it is kept", async () => {
    for (const written of ["Ren%E9e", "%C3", "%C0%AE", "%ED%A0%80"]) {
      assert.deepEqual(await attributesOf(written), [400, 0], written);
      assert.deepEqual(await attributesOf(written, `${form}; charset=utf-8`), [400, 0], written);
    }
    assert.deepEqual(await attributesOf("x", `${form}; charset=klingon`), [415, 0]);
  });

  test("says numbers as JSON does", async () => {
    for (const quantity of ["2", "2.0", "2.", " 2 ", "+2.000"]) {
      const cart = newCart();
      const reply = await send(`${asForm(cart)}&quantity=${encodeURIComponent(quantity)}`, { "content-type": form });
      assert.deepEqual([reply.statusCode, reply.json()[0]?.quantity], [200, 2], quantity);
    }
    for (const quantity of ["2.5", "two", "0x2", "2,0"]) {
      const reply = await send(`${asForm("wrong")}&quantity=${quantity}`, { "content-type": form });
      assert.deepEqual([reply.statusCode, reply.json().error.field], [400, "quantity"], quantity);
    }
    assert.deepEqual(await linesIn("wrong"), []);
  });
});

test("a query is found in UTF-8 and as a page in Latin-1 writes it", async () => {
  await shop().sql("update product set name = 'Café au lait' where product_id = 7");
  for (const written of ["caf%C3%A9", "caf%E9", "caf\u00c3\u00a9"]) {
    const reply = await shop().app.inject(`/products/search?query_string=${written}`);
    assert.equal(reply.json().rows[0]?.name, "Café au lait", written);
  }
});
