import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { after, test } from "node:test";
import { chromium, type Browser, type BrowserContextOptions, type Page } from "playwright-core";
import { products } from "../../test/support/databases/sample.ts";
import { testShop } from "../../test/support/servers/shop.ts";
import { until } from "../../test/support/until.ts";
import { paths } from "./addresses.ts";

const program = process.env["CHROMIUM"] ?? "/usr/bin/chromium";
const skip = existsSync(program) || process.env["CI"] === "true" ? false : `${program} is not there: set CHROMIUM`;
const long = "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichenverleihungsurkunde";
const shop = testShop({
  settings: { STOREFRONT: "on" },
  prepare: async ({ app, sql }) => {
    await sql("update product set name = $1, description = $2 where product_id = 2", [long, `${long} `.repeat(8)]);
    origin = await app.listen({ host: "127.0.0.1", port: 0 });
    if (!skip) browser = await chromium.launch({ executablePath: program, args: ["--no-sandbox", "--disable-gpu"] });
  },
});
let browser: Browser;
let origin: string;
after(async () => browser?.close());

const product = paths.product({ id: 4, name: products[3]!.name });
const pages = [
  ["/", 200],
  ["/shop/products", 200],
  ["/shop/departments/1-regional", 200],
  ["/shop/categories/5-flower?value=1&value=6&price=10.00-14.99", 200],
  [product, 200],
  [paths.product({ id: 2, name: long }), 200],
  ["/shop/search?q=zzzzzz", 200],
  ["/shop/cart", 200],
  ["/shop/nowhere", 404],
] as const;

/** Opens pages in a context of their own, and collects what the browser complains of. */
const visit = async (options: BrowserContextOptions = {}) => {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => {
    // The browser itself logs every error reply.
    const isOurs = !/Failed to load resource/.test(message.text());
    if (isOurs && ["error", "warning"].includes(message.type())) complaints.push(message.text());
  });
  return { page, complaints, close: () => context.close() };
};

const judge = readFileSync(new URL("../../test/support/page-faults.in-browser.js", import.meta.url), "utf8");

for (const [width, colorScheme] of [
  [360, "dark"],
  [768, "light"],
  [1440, "dark"],
  [1920, "light"],
] as const)
  test(
    `at ${width} pixels a page fits, names all it holds, and the browser complains of nothing`,
    { skip },
    async () => {
      const { page, complaints, close } = await visit({ viewport: { width, height: 900 }, colorScheme });
      for (const [path, status] of pages) {
        const reply = await page.goto(`${origin}${path}`, { waitUntil: "load" });
        assert.equal(reply?.status(), status, path);
        assert.deepEqual(await page.evaluate(judge), [], path);
      }
      assert.deepEqual(complaints, []);
      await close();
    },
  );

test("what a page lacks is found", { skip }, async () => {
  const { page, close } = await visit();
  await page.setContent(
    `<h2>Two</h2><a href="/"></a><input id="a"><img src="data:,"><p id="a" style="width:200vw">wide</p>`,
  );
  const faults = (await page.evaluate<string[]>(judge)).map((fault) => fault.split(":")[0]);
  assert.deepEqual(faults.slice(0, -1), [
    "no name",
    "no label",
    "no words or no size",
    "one of several",
    "one of several",
    "a heading of level 2 below none of the level above",
    "not one heading of level 1",
  ]);
  assert.match(String(faults.at(-1)), /^\d+ wide in a window of \d+$/);
  await close();
});

test("a page is at most 50 kB in five requests, without its pictures", { skip }, async () => {
  for (const [path] of pages.slice(0, 5)) {
    const { page, close } = await visit();
    const session = await page.context().newCDPSession(page);
    await session.send("Network.enable");
    const sizes = new Map<string, number>();
    const kinds = new Map<string, string>();
    session.on("Network.responseReceived", ({ requestId, type }) => void kinds.set(requestId, type));
    session.on(
      "Network.loadingFinished",
      ({ requestId, encodedDataLength }) => void sizes.set(requestId, encodedDataLength),
    );
    await page.goto(`${origin}${path}`, { waitUntil: "networkidle" });
    const others = [...sizes].filter(([id]) => kinds.get(id) !== "Image");
    const bytes = others.reduce((sum, [, size]) => sum + size, 0);
    assert.ok(others.length >= 3 && others.length <= 5, `${path}: ${others.length} requests`);
    assert.ok(bytes <= 50_000, `${path}: ${bytes} bytes`);
    await close();
  }
});

/** Finds the way from the home page to a product and back out of the cart, as a visitor does. */
const shopAround = async (page: Page): Promise<void> => {
  await page.goto(`${origin}/`);
  await page.getByRole("navigation").first().getByRole("link", { name: "Nature" }).click();
  await page.waitForURL(/departments\/2-nature/);
  await page.locator(".card h3 a").nth(1).click();
  await page.waitForURL(/\/shop\/products\/\d+-/);
  await page.getByRole("radio", { name: "White", exact: true }).check();
  await page.getByRole("radio", { name: "M", exact: true }).check();
  await page.getByRole("button", { name: "Add to cart" }).click();
  await page.waitForURL(/\/shop\/cart$/);
  await page.getByText("1 item in your cart").waitFor();
  await page.getByLabel(/^Quantity of/).fill("3");
  await page.getByRole("button", { name: /^Update/ }).click();
  await page.getByText("3 items in your cart").waitFor();
};

test("a visitor without scripts finds, chooses, changes and removes a product", { skip }, async () => {
  const { page, complaints, close } = await visit({ javaScriptEnabled: false });
  await shopAround(page);
  await page.getByRole("button", { name: /^Remove/ }).click();
  await page.getByText("Your cart is empty.").waitFor();
  assert.deepEqual(complaints, []);
  await close();
});

test(
  "a visitor with scripts sees the cart's number on every page, and suggestions while typing",
  { skip },
  async () => {
    const { page, complaints, close } = await visit();
    const asked: string[] = [];
    page.on("request", (request) => asked.push(new URL(request.url()).pathname));
    await page.goto(`${origin}${product}`);
    assert.ok(!asked.includes("/shop/cart/units"), "without a cart nobody counts it");
    await shopAround(page);
    await page.goto(`${origin}/`);
    await until(async () => (await page.locator("[data-units]").innerText()) === "3", 20_000, "the number");
    const field = page.getByLabel("Search the shop");
    await field.pressSequentially("tawny");
    await until(async () => (await page.locator("datalist option").count()) > 0, 20_000, "suggestions");
    await field.press("Enter");
    await page.waitForURL(/\/shop\/search\?q=tawny/);
    await page.getByLabel("Sort by").selectOption("price");
    await page.waitForURL(/sort=price/);
    assert.deepEqual(complaints, []);
    await close();
  },
);

test("a combination that is sold out cannot be bought, and others can", { skip }, async () => {
  await shop().sql("update stock set units = 0 where product_id = 3 and variant_key = '1,6'");
  const { page, close } = await visit();
  const { name } = products[2]!;
  await page.goto(`${origin}${paths.product({ id: 3, name })}`);
  const add = page.locator("form.buy button");
  await page.getByRole("radio", { name: "White", exact: true }).check();
  await page.getByRole("radio", { name: "S", exact: true }).check();
  assert.equal(await add.isDisabled(), true);
  await page.getByRole("radio", { name: "M", exact: true }).check();
  assert.equal(await add.isDisabled(), false);
  await close();
});
