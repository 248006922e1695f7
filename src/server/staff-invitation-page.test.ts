import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { test } from "node:test";
import { chromium } from "playwright-core";
import { anyEmail } from "../../test/support/clients/customers.ts";
import { bytesOf, codeOf, invitedToken } from "../../test/support/clients/staff.ts";
import { testShop } from "../../test/support/servers/shop.ts";
import { until } from "../../test/support/until.ts";

const shop = testShop();
const program = process.env["CHROMIUM"] ?? "/usr/bin/chromium";
const missing = existsSync(program) || process.env["CI"] === "true" ? false : `${program} is not there: set CHROMIUM`;

test("the page holds nothing of the invitation, and no script of another place may run in it", async () => {
  const [plain, given] = [
    await shop().app.inject("/staff-invitation"),
    await shop().app.inject("/staff-invitation?token=%22%3E%3Cscript%3Ealert(1)%3C/script%3E"),
  ];
  assert.equal(given.body, plain.body);
  assert.match(
    String(given.headers["content-security-policy"]),
    /^default-src 'none'; script-src 'self'; style-src 'self';/,
  );
  assert.equal((await shop().app.inject("/staff-invitation.js")).statusCode, 200);
});

test("a new member of staff opens the account on the page, and is signed in", { skip: missing }, async () => {
  await shop().app.listen({ host: "127.0.0.1", port: 0 });
  const origin = `http://127.0.0.1:${(shop().app.server.address() as AddressInfo).port}`;
  const browser = await chromium.launch({ executablePath: program, args: ["--no-sandbox", "--disable-gpu"] });
  try {
    const page = await browser.newPage({ viewport: { width: 360, height: 640 } });
    const complaints: string[] = [];
    page.on("pageerror", (error) => complaints.push(error.message));
    const email = anyEmail();
    await page.goto(`${origin}/staff-invitation?token=${await invitedToken(shop().db, email, "support")}`);
    await page.getByText(`You are invited as ${email}`).waitFor();
    assert.equal(await page.getByLabel("E-mail address").isVisible(), false);
    const secret = bytesOf((await page.locator("#secret").innerText()).replaceAll(" ", ""));
    const url = await page.locator("#app").getAttribute("href");
    assert.match(String(url), /^otpauth:\/\/totp\/Selvedge:/);
    await page.getByLabel("Your name").fill("Bea Tailor");
    await page.getByLabel("Password").fill("warp and weft 12");
    await page.getByLabel("The same again").fill("warp and weft 12");
    await page.getByLabel("The six digits that the app shows").fill("000000");
    await page.getByRole("button").click();
    await until(
      async () => /not that of the authenticator app/.test(await page.locator("#said").innerText()),
      20_000,
      "no",
    );
    await page.getByLabel("The six digits that the app shows").fill(codeOf(secret));
    await page.getByRole("button").click();
    await page.locator("#codes").waitFor();
    assert.equal((await page.locator("#list").innerText()).split("\n").length, 10);
    assert.equal(page.url(), `${origin}/staff-invitation`);
    await page.goto(`${origin}/admin/session`);
    assert.match(await page.locator("body").innerText(), /"name":"Bea Tailor"/);
    await page.goto(`${origin}/staff-invitation?token=used`);
    await until(
      async () => /too old/.test(await page.locator("#said").innerText()),
      20_000,
      "the link is told to be gone",
    );
    assert.deepEqual(complaints, []);
  } finally {
    await browser.close();
  }
});
