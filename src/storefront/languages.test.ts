import assert from "node:assert/strict";
import { test } from "node:test";
import { products } from "../../test/support/databases/sample.ts";
import { testShop } from "../../test/support/servers/shop.ts";
import { paths } from "./addresses.ts";
import { german } from "./texts-german.ts";
import { english } from "./texts.ts";
import { openViews } from "./view.ts";

const shop = testShop({ settings: { STOREFRONT: "on", STOREFRONT_LANGUAGE: "de", CURRENCY: "EUR" } });

test("pages speak the shop's language, and write prices as it does", async () => {
  const product = products.find(({ discounted_price }) => discounted_price === "0.00")!;
  const { body } = await shop().app.inject(paths.product({ id: product.product_id, name: product.name }));
  assert.match(body, /<html lang="de">/);
  assert.match(body, /In den Warenkorb/);
  assert.ok(body.includes(`<span class="price">${product.price.replace(".", ",")}\u00a0€</span>`));
  assert.match(body, /"priceCurrency":"EUR"/);
});

test("a price is written exactly, in any currency, and a day as the language has it", () => {
  const [here, there] = [openViews(english)("usd"), openViews(german)("eur")];
  assert.equal(here.money("9007199254740993.07"), "$9,007,199,254,740,993.07");
  assert.equal(there.money("1234.50"), "1.234,50\u00a0€");
  assert.equal(openViews(english)("gbp").money("0.10"), "£0.10");
  assert.equal(here.day("2026-02-28T23:59:59.000Z"), "February 28, 2026");
  assert.equal(there.day("2026-02-28T23:59:59.000Z"), "28. Februar 2026");
});

test("every word of one language is there in the other, and none is empty", () => {
  const shape = (texts: object): string[] =>
    Object.entries(texts).flatMap(([name, text]) =>
      typeof text === "object" && text !== null ? shape(text).map((inner) => `${name}.${inner}`) : [name],
    );
  assert.deepEqual(shape(german), shape(english));
  const words = (texts: object): unknown[] =>
    Object.values(texts).flatMap((text: unknown) => (typeof text === "object" && text !== null ? words(text) : [text]));
  assert.ok([...words(german), ...words(english)].every((text) => typeof text === "function" || text !== ""));
});
