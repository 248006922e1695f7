import assert from "node:assert/strict";
import { test } from "node:test";
import { testShop } from "../../../test/support/servers/shop.ts";

const allowed = "https://front.example";
const shop = testShop({ settings: { CORS_ORIGINS: `${allowed}, https://other.example` } });

test("where only some origins may call, a kept reply is each caller's own", async () => {
  for (const how of ["made", "kept"]) {
    const reply = await shop().app.inject({ url: "/products/1", headers: { origin: allowed } });
    assert.equal(reply.headers["access-control-allow-origin"], allowed, how);
    assert.equal(reply.headers["vary"], "Origin, Accept-Encoding");
  }
  const stranger = await shop().app.inject({ url: "/products/1", headers: { origin: "https://stranger.example" } });
  assert.equal(stranger.headers["access-control-allow-origin"], undefined);
  assert.equal(stranger.headers["vary"], "Origin, Accept-Encoding");
});
