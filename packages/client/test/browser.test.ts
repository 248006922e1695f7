import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { chromium, type Browser } from "playwright-core";
import { buildClient } from "../tools/build.ts";
import { listeningShop, newCustomer } from "./shop.ts";

const program = process.env["CHROMIUM"] ?? "/usr/bin/chromium";
const skip = existsSync(program) || process.env["CI"] === "true" ? false : `${program} is not there: set CHROMIUM`;
const guide = new URL("../../../docs/guides/build-a-storefront.md", import.meta.url);
const types: Readonly<Record<string, string>> = { html: "text/html; charset=utf-8", js: "text/javascript" };

const { shop, url } = listeningShop();
let folder: string;
let server: Server;
let browser: Browser | undefined;
let origin: string;

/** Returns the page that the guide shows. */
const pageOfGuide = async (): Promise<string> => {
  const [, page = ""] = /```html\n([^]*?)```/.exec(await readFile(guide, "utf8")) ?? [];
  return page;
};

/** Serves the files of a folder, as any program for static files does. */
const serve = async (root: string): Promise<Server> => {
  const answer = async ({ url: path = "" }: IncomingMessage, reply: ServerResponse): Promise<void> => {
    const name = path === "/" ? "index.html" : path.slice(1);
    try {
      const content = await readFile(join(root, name));
      reply.setHeader("content-type", types[name.split(".")[1] ?? ""] ?? "text/plain").end(content);
    } catch {
      // Browsers ask for an icon that the guide has not.
      reply.writeHead(name === "favicon.ico" ? 204 : 404).end();
    }
  };
  const files = createServer((request, reply) => void answer(request, reply)).listen(0, "127.0.0.1");
  await once(files, "listening");
  return files;
};

before(async () => {
  if (skip) return;
  folder = await mkdtemp(join(tmpdir(), "selvedge-storefront-"));
  await buildClient(folder);
  await writeFile(join(folder, "client.js"), await readFile(join(folder, "index.js")));
  await writeFile(join(folder, "index.html"), (await pageOfGuide()).replaceAll("http://localhost:3000", url()));
  await writeFile(join(folder, "empty.html"), "<!doctype html><title>A tab</title>");
  server = await serve(folder);
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  browser = await chromium.launch({ executablePath: program, args: ["--no-sandbox", "--disable-gpu"] });
});
after(async () => {
  await browser?.close();
  server?.close();
  if (folder) await rm(folder, { recursive: true, force: true });
});

test("the guide's page has at most 60 lines", async () => {
  const lines = (await pageOfGuide()).trimEnd().split("\n").length;
  assert.ok(lines > 20 && lines <= 60, `${lines} lines`);
});

test("the guide's page sells a shirt: a customer adds, registers, orders and pays", { skip }, async () => {
  const page = await browser!.newPage();
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) complaints.push(message.text());
  });
  await page.goto(`${origin}/`);
  const products = page.locator("#products article");
  await products.nth(11).waitFor();
  await page.locator("#size").selectOption("M");
  await products.nth(2).getByRole("button").click();
  await page.locator("#cart li").waitFor();
  const bought = await products.nth(2).locator("h3").innerText();
  assert.match(await page.locator("#cart").innerText(), new RegExp(`^1 × ${bought}, M, White: \\d+\\.\\d\\d$`));
  const { name, email, password } = newCustomer();
  const fields = {
    name,
    email,
    password,
    address_1: "1 Loom Lane",
    city: "Paterson",
    region: "NJ",
    postal_code: "07505",
  };
  for (const [field, value] of Object.entries(fields)) await page.locator(`[name=${field}]`).fill(value);
  await page.getByRole("button", { name: "Buy" }).click();
  const message = page.locator("#message", { hasText: "paid" });
  await message.waitFor();
  const [, orderId, total] = /^Order (\d+) over ([\d.]+) is paid\.$/.exec(await message.innerText()) ?? [];
  assert.ok(Number(total) > 12, `${total}`);
  assert.deepEqual(await shop().sql("select status from customer_order where order_id = $1", [orderId]), [
    { status: "paid" },
  ]);
  assert.deepEqual(complaints, []);
  await page.reload();
  await products.first().waitFor();
  assert.equal(await page.locator("#cart").innerText(), "");
  await page.close();
});

test("two tabs exchange a token that expires at most once each, and stay signed in", { skip }, async () => {
  const context = await browser!.newContext();
  const exchanges: string[] = [];
  context.on("request", (request) => {
    if (request.url().endsWith("/customers/refresh") && request.method() === "POST") exchanges.push(request.url());
  });
  const tabs = [await context.newPage(), await context.newPage()];
  for (const tab of tabs) await tab.goto(`${origin}/empty.html`);
  await tabs[0]!.evaluate(begin, { url: url(), customer: newCustomer() });
  const customers = await Promise.all(tabs.map((tab) => tab.evaluate(showTwice, url())));
  assert.equal(new Set(customers.flat()).size, 1);
  // A tab may not see yet what the other has stored. Then it sends the same refresh token, and gets the same new one.
  assert.ok(exchanges.length === 1 || exchanges.length === 2, `${exchanges.length} exchanges for four calls`);
  const again = await Promise.all(tabs.map((tab) => tab.evaluate(showTwice, url())));
  assert.deepEqual(again, customers);
  await context.close();
});

type InPage = {
  openShop(options: object): { register(given: object): Promise<void>; showCustomer(): Promise<{ email: string }> };
};

/** In a page: signs in, and lets the token look as if it were about to expire. */
const begin = async (given: { url: string; customer: object }): Promise<void> => {
  const file = "/client.js";
  const { openShop }: InPage = await import(file);
  const { localStorage } = globalThis;
  await openShop({ url: given.url, storage: localStorage, storageKey: "session" }).register(given.customer);
  const kept: object = JSON.parse(localStorage.getItem("session") ?? "{}");
  localStorage.setItem("session", JSON.stringify({ ...kept, renewAt: 0 }));
};

/** In a page: asks twice at once who is signed in. */
const showTwice = async (url: string): Promise<string[]> => {
  const file = "/client.js";
  const { openShop }: InPage = await import(file);
  const shop = openShop({ url, storage: globalThis.localStorage, storageKey: "session" });
  const customers = await Promise.all([shop.showCustomer(), shop.showCustomer()]);
  return customers.map(({ email }) => email);
};
