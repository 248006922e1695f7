import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { test } from "node:test";
import { chromium } from "playwright-core";
import { operationsOf, readDocument } from "../../test/contract/document.ts";
import { testShop } from "../../test/support/servers/shop.ts";
import { version } from "./version.ts";

const shop = testShop({ listens: true });
const browser = process.env["CHROMIUM"] ?? "/usr/bin/chromium";
const quiet =
  "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync".split(
    " ",
  );
const missing = existsSync(browser) || process.env["CI"] === "true" ? false : `${browser} is not there: set CHROMIUM`;

/** What an operation does, as the first word of its id. */
const verbs =
  "add cancel change claim create edit empty end erase export link list move pay place receive refresh register remove request reset save search send show sign suggest undo unlink verify write".split(
    " ",
  );
const readsAsFunction = new RegExp(`^(?:${verbs.join("|")})(?:[A-Z][a-z]+)*$`);

/** Returns what is wrong with the ids of operations: none, used twice, or not the name of a function of the shop. */
const wrongIds = (ids: readonly (string | undefined)[]): string[] =>
  ids.flatMap((id = "", index) =>
    readsAsFunction.test(id) && ids.indexOf(id) === index ? [] : [`"${id}" of operation ${index}`],
  );

test("every operation has an id of its own that reads as a function of the shop", async () => {
  const operations = operationsOf(await readDocument(shop().app));
  assert.ok(operations.length >= 60);
  assert.deepEqual(wrongIds(operations.map(({ operation }) => operation.operationId)), []);
  for (const wrong of ["getProducts", "Products", "list_products", "listproducts2", "showPDF", ""])
    assert.deepEqual(wrongIds(["listProducts", wrong]), [`"${wrong}" of operation 1`]);
  assert.deepEqual(wrongIds(["addToCart", undefined, "addToCart"]), [
    '"" of operation 1',
    '"addToCart" of operation 2',
  ]);
});

test("operations that take an idempotency key show its header, and no other does", async () => {
  const takers = operationsOf(await readDocument(shop().app)).flatMap(({ operation }) =>
    operation.parameters?.some((one) => one.in === "header" && one.name === "Idempotency-Key")
      ? [operation.operationId]
      : [],
  );
  assert.deepEqual(takers.toSorted(), [
    "addStaff",
    "addToCart",
    "cancelOrder",
    "claimCart",
    "moveToCart",
    "placeOrder",
    "saveForLater",
    "writeReview",
  ]);
});

test("the document is OpenAPI 3.1, each operation with a described tag and a summary", async () => {
  const document = (await shop().app.inject("/openapi.json")).json();
  assert.deepEqual([document.openapi, document.info.title, document.info.version], ["3.1.0", "Selvedge", version]);
  const operations = operationsOf(document);
  const described = new Set(document.tags.map(({ name }: { name: string }) => name));
  for (const { method, path, operation } of operations) {
    assert.ok(
      operation.summary && operation.tags.length === 1 && described.has(operation.tags[0]),
      `${method} ${path}`,
    );
    for (const { name } of operation.parameters?.filter((parameter) => parameter.in === "path") ?? [])
      assert.ok(path.includes(`{${name}}`));
  }
});

test("every reference of the document leads to a schema, and no schema stands in it unused", async () => {
  const document = await readDocument(shop().app);
  const named = Object.keys(document.components.schemas);
  const used = new Set(
    Array.from(JSON.stringify(document).matchAll(/"#\/components\/schemas\/(\w+)"/g), ([, name]) => name),
  );
  assert.deepEqual([...used].filter((name) => name !== undefined).toSorted(), named.toSorted());
  assert.doesNotMatch(
    JSON.stringify(document),
    /"(refusal|wording)":"|"(clearable|visible|line|numeral|orThing|x-takes-key)":true/,
  );
  // A generated client would shadow the language's own Error.
  assert.ok(named.includes("Problem") && named.includes("ProblemDetails") && !named.includes("Error"));
});

test(
  "the page shows every operation, asks nobody else for anything, and its console stays empty",
  { skip: missing },
  async () => {
    const origin = shop().address;
    const chrome = await chromium.launch({ executablePath: browser, args: quiet });
    try {
      const page = await chrome.newPage();
      const asked: string[] = [];
      const said: string[] = [];
      page.on("request", (request) => asked.push(request.url()));
      page.on("console", (message) => said.push(`${message.type()}: ${message.text()}`));
      page.on("pageerror", (error) => said.push(error.message));
      page.on("requestfailed", (request) => said.push(`failed: ${request.url()}`));
      await page.goto(`${origin}/docs`);
      await page.waitForSelector(".opblock");
      const shown = await page.locator(".opblock-summary-path").allInnerTexts();
      const published = operationsOf(await readDocument(shop().app)).map(({ path }) => path);
      assert.deepEqual(shown.map((path) => path.replaceAll(/[\s\u200b]/g, "")).toSorted(), published.toSorted());

      await page.locator("#operations-Departments-listDepartments .opblock-summary-control").click();
      await page.locator("#operations-Departments-listDepartments .execute").click();
      await page.waitForSelector(".live-responses-table .highlight-code");
      assert.match(await page.locator(".live-responses-table").first().innerText(), /Regional/);

      assert.deepEqual(
        asked.filter((url) => !url.startsWith(`${origin}/`) && !url.startsWith("data:")),
        [],
      );
      assert.deepEqual(said, []);
    } finally {
      await chrome.close();
    }
  },
);
