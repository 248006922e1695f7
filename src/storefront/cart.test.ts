import assert from "node:assert/strict";
import { test } from "node:test";
import { products } from "../../test/support/databases/sample.ts";
import { testShop } from "../../test/support/servers/shop.ts";
import { paths } from "./addresses.ts";

const shop = testShop({ settings: { STOREFRONT: "on", CART_LIFETIME_DAYS: "7" } });

type Sending = { readonly cookie?: string | undefined; readonly headers?: Record<string, string> };
const own = { "sec-fetch-site": "same-origin" };

const post = (url: string, form: Record<string, string>, { cookie, headers = own }: Sending = {}) =>
  shop().app.inject({
    method: "POST",
    url,
    headers: { "content-type": "application/x-www-form-urlencoded", ...headers, ...(cookie ? { cookie } : {}) },
    payload: new URLSearchParams(form).toString(),
  });
const show = async (cookie?: string, url = "/shop/cart") =>
  shop().app.inject({ url, headers: { accept: "text/html", ...(cookie ? { cookie } : {}) } });
/** S is value 1 of the sizes, White value 6 of the colours. */
const small = { product_id: "4", "option[0]": "6", "option[1]": "1" };
const cookieOf = (reply: { headers: Record<string, unknown> }) => String(reply.headers["set-cookie"] ?? "");
const filled = async () => cookieOf(await post("/shop/cart/add", small)).split(";")[0]!;
const itemIn = async (cookie: string) => /name="item_id" value="(\d+)"/.exec((await show(cookie)).body)?.[1] ?? "";

test("a product is put into a new cart, whose id no script reads and no other site sends along", async () => {
  const reply = await post("/shop/cart/add", { ...small, quantity: "2" });
  assert.deepEqual([reply.statusCode, reply.headers["location"], reply.body], [303, "/shop/cart", ""]);
  assert.match(cookieOf(reply), /^cart=[a-z\d]{18}; Path=\/shop\/cart; Max-Age=604800; HttpOnly; SameSite=Lax$/);
  const cookie = cookieOf(reply).split(";")[0]!;
  const page = await show(cookie);
  assert.equal(page.headers["cache-control"], "private, no-store");
  assert.ok(page.body.includes(products[3]!.name.replaceAll("'", "&#39;")));
  assert.match(page.body, /White, S/);
  assert.match(page.body, /data-units-now="2"/);
  assert.deepEqual((await show(cookie, "/shop/cart/units")).json(), { units: 2 });
  await post("/shop/cart/add", small, { cookie });
  assert.match((await show(cookie)).body, /data-units-now="3"/, "the same choice is one line");
  assert.equal((await show(cookie)).body.match(/name="quantity"/g)?.length, 1);
});

test("a line is changed and removed, and a line that is gone is told", async () => {
  const cookie = await filled();
  const item_id = await itemIn(cookie);
  assert.equal(
    (await post("/shop/cart/change", { item_id, quantity: "5" }, { cookie })).headers["location"],
    "/shop/cart",
  );
  assert.match((await show(cookie)).body, /data-units-now="5"/);
  assert.equal((await post("/shop/cart/remove", { item_id }, { cookie })).headers["location"], "/shop/cart");
  assert.match((await show(cookie)).body, /Your cart is empty/);
  const again = await post("/shop/cart/remove", { item_id }, { cookie });
  assert.deepEqual([again.statusCode, again.headers["location"]], [303, "/shop/cart?problem=gone"]);
  assert.match((await show(cookie, "/shop/cart?problem=gone")).body, /role="alert">That was no longer in your cart/);
});

test("without one choice of each kind nothing is added, and the product's page says so", async () => {
  const { product_id, name } = products[3]!;
  const back = `${paths.product({ id: product_id, name })}?problem=options`;
  for (const options of [
    {},
    { "option[0]": "6" },
    { "option[0]": "6", "option[1]": "7" },
    { "option[0]": "6", "option[1]": "1", "option[2]": "2" },
    { "option[0]": "6", "option[1]": "999" },
  ] as Record<string, string>[]) {
    const reply = await post("/shop/cart/add", { product_id: "4", ...options });
    assert.deepEqual([reply.statusCode, reply.headers["location"], cookieOf(reply)], [303, back, ""]);
  }
  assert.match((await show(undefined, back)).body, /role="alert">Please choose one of each kind first/);
});

test("what does not fit is told on the cart's page, and what is not for sale on its own", async () => {
  const cookie = cookieOf(await post("/shop/cart/add", { ...small, quantity: "999" })).split(";")[0]!;
  const more = await post("/shop/cart/add", small, { cookie });
  assert.deepEqual([more.statusCode, more.headers["location"]], [303, "/shop/cart?problem=full"]);
  assert.match((await show(cookie)).body, /data-units-now="999"/);
  for (const [form, status] of [
    [{ ...small, product_id: "99999" }, 404],
    [{ ...small, quantity: "1000" }, 400],
    [{ ...small, quantity: "-1" }, 400],
    [{}, 400],
  ] as const) {
    const reply = await post("/shop/cart/add", form as Record<string, string>, { cookie });
    assert.deepEqual([reply.statusCode, reply.headers["content-type"]], [status, "text/html; charset=utf-8"]);
  }
});

test("a form of another site changes nothing, by whichever header the browser tells", async () => {
  const cookie = await filled();
  const item_id = await itemIn(cookie);
  const host = "shop.example:8080";
  for (const headers of [
    { "sec-fetch-site": "cross-site" },
    { "sec-fetch-site": "same-site" },
    { "sec-fetch-site": "cross-site", origin: `http://${host}` },
    { origin: "https://evil.example" },
    { origin: "null" },
    { origin: `http://${host}.evil.example` },
    { origin: "http://shop.example" },
  ]) {
    const reply = await post(
      "/shop/cart/remove",
      { item_id },
      { cookie, headers: { host, ...headers } as Record<string, string> },
    );
    assert.equal(reply.statusCode, 403, JSON.stringify(headers));
    assert.match(reply.body, /This form was sent from another site/);
  }
  assert.match((await show(cookie)).body, /data-units-now="1"/);
  for (const headers of [{ origin: `http://${host}` }, { "sec-fetch-site": "none" }, {}])
    assert.equal(
      (await post("/shop/cart/add", small, { cookie, headers: { host, ...headers } as Record<string, string> }))
        .statusCode,
      303,
    );
});

test("a cookie that the shop did not give out is no cart, and is replaced", async () => {
  for (const cookie of ["cart=null", "cart=", "cart=x; cart=y", `cart=${"a".repeat(17)}`, `other=${"a".repeat(18)}`]) {
    assert.match((await show(cookie)).body, /Your cart is empty/);
    const reply = await post("/shop/cart/add", small, { cookie });
    assert.match(cookieOf(reply), /^cart=[a-z\d]{18};/);
    assert.notEqual(cookieOf(reply).split(";")[0], cookie);
  }
  const cookie = await filled();
  const reply = await post("/shop/cart/add", small, { cookie: `a=b; ${cookie}; c="d"` });
  assert.equal(cookieOf(reply).split(";")[0], cookie);
});

test("no other page reads the cookie, and none sets one", async () => {
  const cookie = await filled();
  for (const url of ["/", "/shop/products", paths.product({ id: 4, name: products[3]!.name })]) {
    const [with_, without] = [await show(cookie, url), await show(undefined, url)];
    assert.equal(with_.body, without.body);
    assert.equal(with_.headers["set-cookie"], undefined);
  }
});
