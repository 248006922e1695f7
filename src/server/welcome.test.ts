import assert from "node:assert/strict";
import { test } from "node:test";
import { openShopOn, testShop } from "../../test/support/servers/shop.ts";
import { version } from "./version.ts";

const shop = testShop();

test("a program is told what this is and where to go on, and every link leads somewhere", async () => {
  const reply = await shop().app.inject("/");
  const { name, version: told, links } = reply.json();
  assert.deepEqual([name, told, reply.headers["vary"]], ["Selvedge", version, "Accept"]);
  for (const link of Object.values(links as Record<string, string>))
    assert.equal((await shop().app.inject(link)).statusCode, 200, link);
});

test("a person gets a page whose links lead somewhere and which may run nothing", async () => {
  const reply = await shop().app.inject({ url: "/", headers: { accept: "text/html,*/*", host: "shop.example:8080" } });
  assert.equal(reply.headers["content-type"], "text/html; charset=utf-8");
  assert.match(String(reply.headers["content-security-policy"]), /^default-src 'none'; style-src 'unsafe-inline'/);
  assert.match(reply.body, /curl http:\/\/shop\.example:8080\/products/);
  const links = Array.from(reply.body.matchAll(/href="([^"]+)"/g), ([, link]) => link!);
  assert.ok(links.length >= 5);
  for (const link of links)
    assert.equal((await shop().app.inject(link.replaceAll("&amp;", "&"))).statusCode, 200, link);
});

test("a host that is markup stays text", async () => {
  const reply = await shop().app.inject({
    url: "/",
    headers: { accept: "text/html", host: 'a"><script>alert(1)</script>' },
  });
  assert.doesNotMatch(reply.body, /<script/);
});

test("a client's scheme and host are shown to nobody else, and never become a script's address", async (context) => {
  const proxied = await openShopOn(shop().url, { TRUST_PROXY: "127.0.0.1" });
  context.after(() => proxied.close());
  const reply = await proxied.app.inject({
    url: "/",
    headers: { accept: "text/html", "x-forwarded-proto": "javascript", "x-forwarded-host": "evil.example" },
  });
  assert.equal(reply.headers["cache-control"], "private, no-store");
  assert.match(reply.body, /curl http:\/\/evil\.example\/products/);
  assert.doesNotMatch(reply.body, /javascript/);
});
