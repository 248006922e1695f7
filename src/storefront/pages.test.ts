import assert from "node:assert/strict";
import { test } from "node:test";
import { ask, signUp } from "../../test/support/clients/customers.ts";
import { categories, departments, products } from "../../test/support/databases/sample.ts";
import { testShop } from "../../test/support/servers/shop.ts";
import { until } from "../../test/support/until.ts";
import { paths } from "./addresses.ts";

const settings = { STOREFRONT: "on", SHOP_NAME: 'Warp & "Weft" <b>', STOREFRONT_URL: "https://shop.example/" };
const shop = testShop({ settings });

const browser = { accept: "text/html,application/xhtml+xml,*/*;q=0.8" };
const get = (url: string, headers: Record<string, string> = {}) =>
  shop().app.inject({ url, headers: { ...browser, ...headers } });
const pathOf = ({ product_id: id, name }: { product_id: number; name: string }) => paths.product({ id, name });
/** Changes rows of the catalogue, and tells the servers. */
const change = (sql: string) =>
  shop().sql(`begin; ${sql};
    with raised as (update catalogue_revision set revision = revision + 1 returning revision)
    select pg_notify('catalogue', revision::text) from raised; commit`);
const dataIn = (body: string) =>
  Array.from(
    body.matchAll(/<script type="application\/ld\+json">(.*?)<\/script>/gs),
    ([, json]) => JSON.parse(json!) as Record<string, unknown>,
  );
const canonicalOf = (body: string) => /<link rel="canonical" href="([^"]+)">/.exec(body)?.[1];
const escaped = (text: string) => text.replaceAll("&", "&amp;").replaceAll("'", "&#39;");

test("a browser gets the shop at /, a program the description, and caches know that they differ", async () => {
  const [page, told] = [await get("/"), await shop().app.inject("/")];
  assert.equal(page.headers["content-type"], "text/html; charset=utf-8");
  assert.match(String(page.headers["vary"]), /^Accept, Accept-Encoding$/);
  assert.equal(told.json().name, "Selvedge");
  assert.equal(told.headers["vary"], "Accept");
  for (const { name } of departments) assert.match(page.body, new RegExp(`<h2>${name}</h2>`));
  const kept = await get("/?from=elsewhere");
  assert.deepEqual([kept.body, kept.headers["etag"]], [page.body, page.headers["etag"]]);
  assert.equal((await shop().app.inject("/")).json().name, "Selvedge", "also when the page is kept");
  assert.equal((await get("/", { "if-none-match": String(page.headers["etag"]) })).statusCode, 304);
});

test("every page is kept as bytes, may run only the shop's own files, and names its one address", async () => {
  const [product] = products;
  for (const [url, canonical] of [
    ["/", "/"],
    ["/shop/products", "/shop/products"],
    ["/shop/products?page=2", "/shop/products?page=2"],
    ["/shop/departments/2-nature", "/shop/departments/2-nature"],
    ["/shop/categories/5-flower?unknown=1", "/shop/categories/5-flower"],
    [pathOf(product!), pathOf(product!)],
    ["/shop/products?sort=price", undefined],
    ["/shop/search?q=owl", undefined],
  ] as const) {
    const [made, kept] = [await get(url), await get(url)];
    assert.equal(made.statusCode, 200, url);
    assert.deepEqual(kept.rawPayload, made.rawPayload);
    assert.match(String(made.headers["cache-control"]), /^public, max-age=10, stale-while-revalidate=60$/);
    assert.match(String(made.headers["content-security-policy"]), /^default-src 'none'; script-src 'self'; style-src/);
    assert.doesNotMatch(String(made.headers["content-security-policy"]), /unsafe/);
    assert.doesNotMatch(made.body, /<script(?! src="\/shop\/files\/| type="application\/ld\+json")| style=| on\w+="/);
    assert.equal(canonicalOf(made.body), canonical && `https://shop.example${canonical}`, url);
    assert.equal(/<meta name="robots" content="noindex">/.test(made.body), canonical === undefined, url);
    assert.match(made.body, /Warp &amp; &quot;Weft&quot; &lt;b&gt;/);
  }
});

test("a page shows its product: price, choices, pictures with sizes and words, data for machines", async () => {
  const product = products.find(({ discounted_price }) => discounted_price !== "0.00")!;
  const { body } = await get(pathOf(product));
  assert.match(body, new RegExp(`<h1>${escaped(product.name)}</h1>`));
  assert.ok(body.includes(`<s><span class="unseen">Before: </span>$${product.price}</s>`));
  assert.ok(body.includes(`<b>$${product.discounted_price}</b>`));
  assert.equal(body.match(/type="radio" name="option\[\d\]"/g)?.length, 14);
  const pictures = body.match(/<img [^>]*>/g) ?? [];
  assert.ok(pictures.length >= 2);
  for (const picture of pictures) assert.match(picture, /alt="[^"]*" width="800" height="800"/);
  const [data, crumbs] = dataIn(body);
  assert.deepEqual(
    [data!["@type"], data!["name"], (data!["offers"] as { price: string }).price],
    ["Product", product.name, product.discounted_price],
  );
  assert.equal(crumbs?.["@type"], "BreadcrumbList");
  assert.equal(data!["aggregateRating"], undefined);
});

test("an address with another name leads to the present one, and without a number nowhere", async () => {
  const [{ product_id: id, name }] = [products[16]!];
  for (const part of [`${id}`, `${id}-`, `${id}-an-older-name`, `0${id}-x`]) {
    const reply = await get(`/shop/products/${part}`);
    assert.deepEqual([reply.statusCode, reply.headers["location"]], [301, paths.product({ id, name })], part);
  }
  assert.equal((await get("/shop/departments/2")).headers["location"], "/shop/departments/2-nature");
  assert.equal((await get("/shop/categories/5")).headers["location"], "/shop/categories/5-flower");
  assert.equal((await get("/shop")).headers["location"], "/");
  for (const part of ["99999-x", "x", "0", "-1", "9".repeat(30)])
    for (const place of ["products", "departments", "categories"])
      assert.equal((await get(`/shop/${place}/${part}`)).statusCode, 404, `${place} ${part}`);
});

test("what is not there is a page that leads on, and what cannot be read is refused as one", async () => {
  for (const [url, status] of [
    ["/shop/nowhere", 404],
    ["/shop/products/99999-x", 404],
    ["/shop/products?page=99", 404],
    ["/shop/products?page=0", 400],
    ["/shop/products?sort=colour", 400],
    ["/shop/products?price=cheap", 400],
    ["/shop/products/%E0%A4%A", 400],
  ] as const) {
    const reply = await get(url);
    assert.equal(reply.statusCode, status, url);
    if (url.includes("%E0")) continue;
    assert.equal(reply.headers["content-type"], "text/html; charset=utf-8", url);
    assert.equal(reply.headers["cache-control"], "no-store");
    assert.match(reply.body, /<form class="search"[^]*href="\/shop\/departments\/1-regional"/);
  }
  assert.deepEqual((await get("/nowhere")).json(), { message: "Endpoint not found." });
});

test("a list is narrowed by values, prices and categories, sorted, and paged", async () => {
  const page = await get("/shop/products");
  assert.equal(page.body.match(/<li class="card/g)?.length, 24);
  assert.match(page.body, /101 products/);
  assert.match(page.body, /<a rel="next" href="\/shop\/products\?page=2">/);
  const last = await get("/shop/products?page=5");
  assert.equal(last.body.match(/<li class="card/g)?.length, 101 - 4 * 24);
  assert.doesNotMatch(last.body, /rel="next"/);
  const cheapest = products.toSorted((a, b) => a.effectiveCents - b.effectiveCents)[0]!;
  const sorted = await get("/shop/products?sort=price");
  const [, first = ""] = /<li class="card[^]*?<h3><a [^>]*>([^<]*)</.exec(sorted.body) ?? [];
  const { effectiveCents } = products.find(({ name }) => escaped(name) === first)!;
  assert.equal(effectiveCents, cheapest.effectiveCents);
  const inBand = products.filter(({ effectiveCents: cents }) => cents >= 1400 && cents <= 1499);
  const narrowed = await get("/shop/products?value=1&value=6&price=14.00-14.99&sort=&category=");
  assert.match(narrowed.body, new RegExp(`${inBand.length} products`));
  assert.match(narrowed.body, /href="\/shop\/products\?value=6&amp;price=14.00-14.99"/, "without the first value");
  const flower = categories.find(({ name }) => name === "Flower")!;
  const ofFlower = products.filter(({ category_ids }) => category_ids.includes(flower.category_id));
  const both = await get(`/shop/departments/2-nature?category=${flower.category_id}`);
  assert.match(both.body, new RegExp(`>${ofFlower.length} products<`));
  assert.match((await get("/shop/products?price=900-901")).body, /Nothing fits all of these filters/);
});

test("a search shows what it finds, what it understood, and a form where it finds nothing", async () => {
  assert.match((await get("/shop/search?q=owl")).body, /Tawny Owl/);
  assert.match((await get("/shop/search?q=hegdehog")).body, /We searched for “hedgehog”/);
  const nothing = await get(`/shop/search?q=${encodeURIComponent('<script>"zzz')}`);
  assert.match(nothing.body, /<h1>Nothing found for “&lt;script&gt;&quot;zzz”<\/h1>/);
  assert.match(nothing.body, /value="&lt;script&gt;&quot;zzz"/);
  assert.match((await get("/shop/search?q=")).body, /id="q-again"/);
});

test("a change of the catalogue is on all its pages at once, and hostile words stay words", async () => {
  const url = pathOf(products[2]!);
  const urls = [url, "/shop/categories/1-french", "/"];
  for (const one of urls) await get(one);
  const words = `</script><script>alert(1)</script>" onclick='x'`;
  await change(`update product set name = $$${words}$$, description = $$${words}$$, display = 3 where product_id = 3`);
  await until(async () => (await get(url)).statusCode === 301, 2000, "the new name is seen");
  const { location } = (await get(url)).headers;
  const { body } = await get(String(location));
  assert.doesNotMatch(body, /<script>alert/);
  assert.equal(dataIn(body)[0]?.["name"], words);
  for (const one of urls.slice(1)) {
    const page = (await get(one)).body.replaceAll(/<script type="application\/ld\+json">.*?<\/script>/gs, "");
    assert.doesNotMatch(page, /<script>alert|onclick='/);
    assert.match(page, /&lt;\/script&gt;&lt;script&gt;alert\(1\)/);
  }
});

test("a review is on its product's page at once, with the stars in the data for machines", async () => {
  const url = pathOf(products[52]!);
  assert.match((await get(url)).body, /Nobody has reviewed this yet/);
  const { accessToken: token } = await signUp(shop().app, { name: "Ada <Weaver>" });
  await ask(shop().app, "POST", "/products/53/reviews", { token, body: { review: "Soft & <b>warm</b>", rating: 4 } });
  const { body } = await get(url);
  assert.match(body, /<b>Ada &lt;Weaver&gt;<\/b>/);
  assert.match(body, /Soft &amp; &lt;b&gt;warm&lt;\/b&gt;/);
  assert.deepEqual(dataIn(body)[0]?.["aggregateRating"], {
    "@type": "AggregateRating",
    ratingValue: 4,
    reviewCount: 1,
  });
});

test("search engines find every product by the maps, and are kept from carts", async () => {
  const robots = await get("/robots.txt");
  assert.match(
    robots.body,
    /^User-agent: \*\nDisallow: \/shop\/cart\n\nSitemap: https:\/\/shop.example\/sitemap.xml\n$/,
  );
  const locations = async (url: string) =>
    Array.from((await get(url)).body.matchAll(/<loc>https:\/\/shop\.example([^<]+)<\/loc>/g), ([, path]) => path!);
  const maps = await locations("/sitemap.xml");
  assert.deepEqual(maps, ["/sitemap/places.xml", "/sitemap/products/1"]);
  const pages = (await Promise.all(maps.map(locations))).flat();
  assert.equal(pages.length, 2 + departments.length + categories.length + products.length);
  for (const page of pages.slice(0, 20)) assert.equal((await get(page)).statusCode, 200, page);
  assert.equal((await get("/sitemap/products/2")).statusCode, 404);
});
