import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { after, test } from "node:test";
import { chromium } from "playwright-core";
import { refuses, signIn, signUp, type Member } from "../../test/support/clients/customers.ts";
import { openShopOn, testShop } from "../../test/support/servers/shop.ts";
import { until } from "../../test/support/until.ts";
import { mailPages } from "./mail-pages.ts";

const shop = testShop({ settings: { SHOP_NAME: 'Warp & "Weft" <b>' }, listens: true });

test("a mail page shows no token, loads nothing from elsewhere, and changes nothing", async () => {
  for (const path of ["/reset-password", "/verify-email"]) {
    const [plain, given] = [
      await shop().app.inject(path),
      await shop().app.inject(`${path}?token=7.%22%3E%3Cscript%3Ealert(1)%3C/script%3E`),
    ];
    assert.deepEqual([given.statusCode, given.headers["content-type"]], [200, "text/html; charset=utf-8"]);
    assert.equal(given.body, plain.body);
    assert.match(given.body, /Warp &amp; &quot;Weft&quot; &lt;b&gt;/);
    const action = mailPages.find((page) => page.path === path)?.operation.slice(1);
    assert.deepEqual(
      new Set(Array.from(given.body.matchAll(/(?:src|href|action)="([^"]*)"/g), ([, address]) => address)),
      new Set(["data:,", "mail-page.css", "mail-page.js", action]),
    );
    assert.match(
      String(given.headers["content-security-policy"]),
      /^default-src 'none'; script-src 'self'; style-src 'self';/,
    );
    assert.doesNotMatch(String(given.headers["content-security-policy"]), /unsafe/);
    assert.equal(given.headers["referrer-policy"], "no-referrer");
  }
  for (const file of ["/mail-page.css", "/mail-page.js"]) assert.equal((await shop().app.inject(file)).statusCode, 200);
});

test("a page stands for each operation that there is, and for no other", async () => {
  for (const { path, operation } of mailPages) {
    const exists = shop().app.hasRoute({ method: "POST", url: operation });
    assert.equal((await shop().app.inject(path)).statusCode, exists ? 200 : 404, path);
  }
});

test("the API's page and document are hidden where a setting says so, and nothing leads there", async () => {
  const hidden = await openShopOn(shop().url, { API_DOCS: "off" });
  try {
    for (const path of ["/docs", "/docs/json", "/docs/yaml", "/docs/static/index.html", "/openapi.json"])
      assert.equal((await hidden.app.inject(path)).statusCode, 404, path);
    const page = await hidden.app.inject({ url: "/", headers: { accept: "text/html" } });
    assert.doesNotMatch(page.body, /docs|openapi/);
    assert.deepEqual(Object.keys((await hidden.app.inject("/")).json().links), [
      "products",
      "search",
      "departments",
      "health",
    ]);
    assert.equal((await hidden.app.inject("/products/1")).statusCode, 200);
  } finally {
    await hidden.close();
  }
});

const program = process.env["CHROMIUM"] ?? "/usr/bin/chromium";
const missing = existsSync(program) || process.env["CI"] === "true" ? false : `${program} is not there: set CHROMIUM`;
const openBrowser = async () => {
  const browser = await chromium.launch({ executablePath: program, args: ["--no-sandbox", "--disable-gpu"] });
  return { browser, origin: shop().address };
};
let opening: ReturnType<typeof openBrowser> | undefined;
after(async () => (await opening)?.browser.close());

/** Opens a page of a phone's size, and collects its errors and warnings. */
const phone = async (path: string) => {
  const { browser, origin } = await (opening ??= openBrowser());
  const page = await browser.newPage({ viewport: { width: 360, height: 640 } });
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => {
    // The browser itself logs every error reply.
    const isOurs = !/Failed to load resource/.test(message.text());
    if (isOurs && ["error", "warning"].includes(message.type())) complaints.push(message.text());
  });
  await page.goto(`${origin}${path}`);
  const said = async (text: RegExp) => {
    await until(async () => text.test(await page.locator("#said").innerText()), 20_000, String(text));
    return page.locator("form").isVisible();
  };
  return { page, said, complaints };
};

/** Creates a token as the shop's mails contain it. */
const mailed = async ({ id, email }: Member, purpose: "password" | "email"): Promise<string> => {
  const secret = randomBytes(32).toString("base64url");
  await shop().sql(
    "insert into mailed_token (customer_id, token_hash, purpose, email_key, expires_at) values ($1, sha256($2::bytea), $3, $4, now() + interval '1 hour')",
    [id, secret, purpose, email],
  );
  return `${id}.${secret}`;
};

test("whoever did not open the account confirms the address and sets a password", { skip: missing }, async () => {
  const ada = await signUp(shop().app);
  const { page, said, complaints } = await phone(`/verify-email?token=${await mailed(ada, "email")}`);
  await page.getByRole("button").click();
  await page.waitForURL(/reset-password/);
  assert.ok(await said(/^Thank you: your address is confirmed\. Now choose a password\.$/));
  await page.getByLabel("New password").fill("warp and weft 12");
  await page.getByLabel("The same again").fill("warp and weft 12");
  await page.getByRole("button").click();
  assert.equal(await said(/^Your new password is set\./), false);
  await signIn(shop().app, { ...ada, password: "warp and weft 12" });
  await refuses(
    shop().app,
    ["POST", "/customers/login", { body: { email: ada.email, password: ada.password } }],
    "400 USR_01",
  );
  assert.deepEqual(complaints, []);
  await page.close();
});

const weak = "12345678";
test(
  "a new password is set on the page, typed twice and strong, and its link is used up",
  { skip: missing },
  async () => {
    const ada = await signUp(shop().app);
    const path = `/reset-password?token=${await mailed(ada, "password")}`;
    const { page, said, complaints } = await phone(path);
    const set = async (password: string, again: string) => {
      await page.getByLabel("New password").fill(password);
      await page.getByLabel("The same again").fill(again);
      await page.getByRole("button").click();
    };
    await set("warp and weft 12", "warp and weft 13");
    assert.ok(await said(/^The two passwords differ\.$/));
    await set(weak, weak);
    assert.ok(await said(/password is too weak/));
    await signIn(shop().app, ada);
    await set("warp and weft 12", "warp and weft 12");
    assert.equal(await said(/^Your new password is set\./), false, "nothing is left to do");
    assert.equal(new URL(page.url()).search, "", "the token is out of the address");
    await refuses(
      shop().app,
      ["POST", "/customers/login", { body: { email: ada.email, password: ada.password } }],
      "400 USR_01",
    );
    await signIn(shop().app, { ...ada, password: "warp and weft 12" });
    const again = await phone(path);
    await again.page.getByLabel("New password").fill("another one 34");
    await again.page.getByLabel("The same again").fill("another one 34");
    await again.page.getByRole("button").click();
    assert.equal(await again.said(/^This link is incomplete, was used already, or is too old\./), false);
    assert.deepEqual([...complaints, ...again.complaints], []);
    await Promise.all([page.close(), again.page.close()]);
  },
);

test("an address is confirmed by the button, and not by looking at the page", { skip: missing }, async () => {
  const ada = await signUp(shop().app);
  const isProven = async () =>
    (
      await shop().sql("select email_verified_at is not null as so from customer where customer_id = $1", [ada.id])
    )[0]?.["so"];
  const { page, said, complaints } = await phone(`/verify-email?token=${await mailed(ada, "email")}`);
  assert.equal(await isProven(), false);
  await page.keyboard.press("Tab");
  await page.keyboard.type("not the password");
  await page.keyboard.press("Enter");
  assert.ok(await said(/password is wrong\.$/));
  await page.getByLabel("Password of the account").fill(ada.password);
  await page.keyboard.press("Enter");
  assert.equal(await said(/^Thank you: your address is confirmed\.$/), false);
  await signIn(shop().app, ada);
  assert.deepEqual([await isProven(), complaints], [true, []]);
  await page.close();
  const bare = await phone("/verify-email");
  assert.equal(await bare.said(/^This link is incomplete/), false, "without a token there is nothing to press");
  await bare.page.close();
});

test(
  "a paid order without an address gets it on the mail's page, from its owner alone",
  { skip: missing },
  async () => {
    const [ada, eve] = [await signUp(shop().app), await signUp(shop().app)];
    const asked = (method: "POST" | "GET", url: string, payload?: object) =>
      shop().app.inject({ method, url, headers: { "user-key": ada.accessToken }, ...(payload ? { payload } : {}) });
    await asked("POST", "/shoppingcart/add", { cart_id: "without address", product_id: 51, attributes: "M, White" });
    const placed = await asked("POST", "/orders", { cart_id: "without address", shipping_id: 4, tax_id: 2 });
    const { order_id: order } = placed.json() as { order_id: number };
    const lacks = async () => (await asked("GET", `/orders/shortDetail/${order}`)).json() as Record<string, unknown>;
    assert.deepEqual((await lacks())["attention"], ["address_missing"]);

    const { page, said, complaints } = await phone(`/order-address?order=${order}`);
    const fill = async (fields: Record<string, string>) => {
      for (const [label, value] of Object.entries(fields)) await page.getByLabel(label).fill(value);
    };
    await page.getByLabel("Where that is").selectOption({ label: "Europe" });
    await fill({ "Street and number": "1 Loom Lane", Town: "Dublin", Country: "Ireland" });
    await fill({ "E-mail address": eve.email, Password: eve.password });
    await page.getByRole("button").click();
    assert.ok(await said(/^This account has no such order\.$/));
    await fill({ "E-mail address": ada.email, Password: "not the password" });
    await page.getByRole("button").click();
    assert.ok(await said(/^Email or Password is invalid\.$/));
    assert.deepEqual((await lacks())["attention"], ["address_missing"]);

    await fill({ Password: ada.password });
    await page.getByRole("button").click();
    assert.equal(await said(/^Thank you: your order goes there\.$/), false);
    const settled = await lacks();
    assert.deepEqual(settled["attention"], []);
    assert.deepEqual(settled["ship_to"], {
      name: ada.name,
      address_1: "1 Loom Lane",
      address_2: null,
      city: "Dublin",
      region: null,
      postal_code: null,
      country: "Ireland",
    });
    const sessions = (await asked("GET", "/customer/sessions")).json() as unknown[];
    assert.equal(sessions.length, 1, "the page signs out");
    assert.deepEqual(complaints, []);
    await page.close();
    const bare = await phone("/order-address");
    assert.equal(await bare.said(/^This link is incomplete/), false);
    await bare.page.close();
  },
);

test("every page that a mail leads to is there, and no wider than a phone", { skip: missing }, async () => {
  for (const path of [...mailPages.map((page) => `${page.path}?token=1.x`), "/order-address?order=1"]) {
    const exists = (await shop().app.inject(path)).statusCode;
    if (exists === 404) continue;
    const { page } = await phone(path);
    const [wide, shown] = (await page.evaluate("[document.documentElement.scrollWidth, innerWidth]")) as [
      number,
      number,
    ];
    assert.ok(wide <= shown, `${path}: ${wide}`);
    await page.close();
  }
});
