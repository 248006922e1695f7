import assert from "node:assert/strict";
import { test } from "node:test";
import { readConfig } from "../platform/config.ts";
import { warningsOf } from "./warnings.ts";

const stripe = { STRIPE_SECRET_KEY: "sk_live_1", STRIPE_WEBHOOK_SECRET: "whsec_1" };
const production = { NODE_ENV: "production", ...stripe };
const warned = (given: Record<string, string>) =>
  warningsOf(readConfig(given)).map((warning) => warning.split(" ")[0] ?? "");

test("production without SMTP, and links to the reader's own machine, are warned of", () => {
  assert.deepEqual(warned(production), ["SMTP_URL", "STOREFRONT_URL"]);
  const sending = { ...production, SMTP_URL: "smtp://mail.example", MAIL_FROM: "shop@shop.example" };
  for (const local of ["http://localhost:5173", "http://127.0.0.1", "https://[::1]/shop", "http://shop.localhost"])
    assert.deepEqual(warned({ ...sending, STOREFRONT_URL: local }), ["STOREFRONT_URL"], local);
  assert.deepEqual(warned({ ...sending, STOREFRONT_URL: "https://shop.example" }), []);
});

test("production with a test key, or a sender that only the server knows, is warned of", () => {
  const ready = {
    ...production,
    SMTP_URL: "smtp://mail.example",
    MAIL_FROM: "Shop <shop@shop.example>",
    STOREFRONT_URL: "https://shop.example",
  };
  assert.deepEqual(warned(ready), []);
  for (const key of ["sk_test_1", "rk_test_1"])
    assert.deepEqual(warned({ ...ready, STRIPE_SECRET_KEY: key }), ["STRIPE_SECRET_KEY"], key);
  for (const from of ["", "shop@localhost", "Shop <shop@LOCALHOST>", "shop@mail.localhost"])
    assert.deepEqual(warned({ ...ready, MAIL_FROM: from }), ["MAIL_FROM"], from);
  assert.deepEqual(warned({ ...ready, MAIL_FROM: "shop@notlocalhost" }), []);
  assert.deepEqual(warned({ ...ready, NODE_ENV: "", STRIPE_SECRET_KEY: "sk_test_1", MAIL_FROM: "" }), []);
});

test("a live key outside of production is warned of, and a shop that is tried out of nothing", () => {
  assert.deepEqual(warned(stripe), ["STRIPE_SECRET_KEY"]);
  assert.deepEqual(warned({}), []);
  assert.deepEqual(warned({ WAL_ARCHIVE: "/wal", DATABASE_URL: "postgres://u@h/d" }), ["WAL_ARCHIVE"]);
  assert.deepEqual(warned({ NODE_ENV: "prod", RATE_LIMIT: "off" }), ["RATE_LIMIT", "NODE_ENV"]);
});

test("the replicas' former setting is warned of, and obeyed where the new one is empty", () => {
  const databases = { DATABASE_URL: "postgres://db1/shop", DATABASE_READ_URL: "postgres://db2/shop" };
  assert.deepEqual(warned(databases), ["DATABASE_READ_URL"]);
  assert.match(warningsOf(readConfig(databases)).join(), /it is obeyed/);
  const both = { ...databases, DATABASE_READ_URLS: "postgres://db3/shop" };
  assert.match(warningsOf(readConfig(both)).join(), /the former is not obeyed/);
});
