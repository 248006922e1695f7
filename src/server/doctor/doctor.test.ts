import assert from "node:assert/strict";
import { test } from "node:test";
import { openSmtp } from "../../../test/support/fakes/smtp.ts";
import { openTestDatabase, testShop } from "../../../test/support/servers/shop.ts";
import { spoiled } from "../../../test/support/statements/spoiled.ts";
import { readConfig } from "../../platform/config.ts";
import { examine } from "./checks.ts";
import { databaseChecks } from "./database-checks.ts";
import { judgeSpace } from "./machine-checks.ts";
import { settingsChecks } from "./settings-checks.ts";
import { workChecks } from "./work-checks.ts";

const shop = testShop({ template: "empty" });

type Given = Readonly<Record<string, string>>;

/** Returns what is wrong with the settings, as the name of the check and the first words. */
const amiss = async (given: Given): Promise<string[]> => {
  const found = await examine({ config: readConfig(given), given, database: undefined }, settingsChecks);
  return found
    .filter(({ level }) => level !== "ok")
    .map(({ check, message }) => `${check}: ${message.split(" ").slice(0, 3).join(" ")}`);
};

const stripe = { STRIPE_SECRET_KEY: "sk_live_1", STRIPE_WEBHOOK_SECRET: "whsec_1" };
const ready = {
  NODE_ENV: "production",
  HOST: "127.0.0.1",
  TRUST_PROXY: "127.0.0.1",
  CORS_ORIGINS: "https://shop.example",
  STOREFRONT_URL: "https://shop.example/de",
  SMTP_URL: "smtp://mail.example",
  MAIL_FROM: "shop@shop.example",
  ...stripe,
};

test("right settings of production, and those of a shop that is tried out, are left alone", async () => {
  assert.deepEqual(await amiss(ready), []);
  assert.deepEqual(await amiss({}), []);
  assert.deepEqual(await amiss({ CORS_ORIGINS: "http://localhost:5173" }), []);
});

test("traps of addresses are found: proxies that are not named, pages that may not call", async () => {
  assert.deepEqual(await amiss({ ...ready, TRUST_PROXY: "" }), ["addresses: HOST is 127.0.0.1,"]);
  assert.deepEqual(await amiss({ ...ready, HOST: "0.0.0.0", TRUST_PROXY: "" }), ["addresses: TRUST_PROXY is empty."]);
  assert.deepEqual(await amiss({ ...ready, CORS_ORIGINS: "*" }), ["addresses: CORS_ORIGINS is *:"]);
  assert.deepEqual(await amiss({ ...ready, CORS_ORIGINS: "https://www.shop.example" }), [
    "addresses: CORS_ORIGINS does not",
  ]);
  assert.deepEqual(await amiss({ ...ready, SHOP_NAM: "Loom" }), ["settings: SHOP_NAM is no"]);
});

test("connections that go unencrypted are found", async () => {
  const http = { STOREFRONT_URL: "http://shop.example", CORS_ORIGINS: "http://shop.example" };
  assert.deepEqual(await amiss({ ...ready, ...http }), [
    "encryption: STOREFRONT_URL is http://shop.example,",
    "encryption: CORS_ORIGINS admits http://shop.example,",
  ]);
  const database = (address: string) => amiss({ ...ready, DATABASE_URL: address });
  for (const open of ["postgres://u:p@db.example/shop", "postgres://u:p@10.0.0.5/shop?sslmode=prefer"])
    assert.deepEqual(await database(open), ["encryption: The connection to"], open);
  for (const safe of ["postgres://u:p@db.example/shop?sslmode=require", "postgres://u:p@127.0.0.1:5433/shop"])
    assert.deepEqual(await database(safe), [], safe);
});

const levels = async (checks: typeof databaseChecks, plant: (text: string) => string): Promise<string[]> => {
  const db = spoiled(openTestDatabase(shop().url), plant);
  try {
    const found = await examine({ config: readConfig({}), given: {}, database: { db, url: shop().url } }, checks);
    return found.map(({ check, level }) => `${check} ${level}`);
  } finally {
    await db.close();
  }
};

test("a clock that differs, and a database that loses orders or takes none, are found", async () => {
  assert.deepEqual(
    (await levels(databaseChecks, (text) => text)).filter(
      (found) => !found.endsWith("ok") && !found.startsWith("database warn"),
    ),
    [],
  );
  const at = (seconds: number) => (text: string) =>
    text.replace("clock_timestamp()", `clock_timestamp() + interval '${seconds} s'`);
  const clock = async (seconds: number) =>
    (await levels(databaseChecks, at(seconds))).find((found) => found.startsWith("clock"));
  assert.deepEqual(
    [await clock(5), await clock(-5), await clock(60), await clock(-60)],
    ["clock warning", "clock warning", "clock fault", "clock fault"],
  );
  for (const [is, planted] of [
    ["current_setting('synchronous_commit')", "'off'"],
    ["pg_is_in_recovery()", "true"],
  ] as const)
    assert.ok((await levels(databaseChecks, (text) => text.replace(is, planted))).includes("database fault"), planted);
  const crowded = await levels(databaseChecks, (text) => text.replace("sum(numbackends)::integer", "max(100000)"));
  assert.ok(crowded.includes("database warning"));
  const warnings = async (plant: (text: string) => string) =>
    (await levels(databaseChecks, plant)).filter((found) => found === "database warning").length;
  const usual = await warnings((text) => text);
  for (const limit of ["nullif(rolconnlimit, -1)", "nullif(datconnlimit, -1)"])
    assert.equal(await warnings((text) => text.replace(limit, "1").replace(" and not rolsuper", "")), usual + 1, limit);
});

test("an archive that fails, or that the running database does not fill, is found", async () => {
  const found = async (given: Given, plant: (text: string) => string) => {
    const db = spoiled(openTestDatabase(shop().url), plant);
    try {
      const shown = { config: readConfig(given), given, database: { db, url: shop().url } };
      return (await examine(shown, databaseChecks))
        .filter(({ check }) => check === "archive")
        .map(({ level }) => level);
    } finally {
      await db.close();
    }
  };
  const archiving = (text: string) => text.replace("current_setting('archive_mode')", "'on'");
  const failing = (text: string) => archiving(text).replaceAll("last_failed_time", "now()");
  const set = { WAL_ARCHIVE: "/wal" };
  assert.deepEqual(await found({}, (text) => text), ["ok"]);
  assert.deepEqual(await found(set, (text) => text), ["fault"]);
  assert.deepEqual(await found(set, archiving), ["ok"]);
  assert.deepEqual(await found(set, failing), ["fault"]);
});

test("jobs that nobody runs, that wait too long, fail or were given up are found", async () => {
  const { sql, db, url } = shop();
  const found = async () =>
    (await examine({ config: readConfig({}), given: {}, database: { db, url } }, workChecks))
      .filter(({ check }) => check === "jobs")
      .map(({ level, message }) => `${level}: ${message}`);
  assert.deepEqual(await found(), [
    "fault: No server runs background jobs: no mail is sent, and nothing is cleaned up.",
  ]);
  await sql("insert into job_worker (worker_id, started_at, seen_at) values (gen_random_uuid(), now(), now())");
  assert.deepEqual(await found(), ["ok: 1 server runs jobs; none fails."]);
  await sql(
    `insert into job (job_id, task, payload, run_at, failures, dead_lettered_at) values
      (gen_random_uuid(), 'late', '{}', now() - interval '10 min', 0, null),
      (gen_random_uuid(), 'failing', '{}', now() + interval '1 min', 3, null),
      (gen_random_uuid(), 'given-up', '{}', now(), 650, now())`,
  );
  assert.deepEqual(await found(), [
    "warning: 1 of the jobs failing fail and are tried again.",
    "warning: 1 of the jobs given-up were given up.",
    "fault: A job late is due for 10 min, and no server has begun it.",
  ]);
  await sql("delete from job");
  await sql("delete from job_worker");
});

test("a mail server is asked as a mail would be sent", async () => {
  const smtp = await openSmtp(0, { user: "shop", password: "right" });
  const found = async (url: string) => {
    const shown = { config: readConfig({ SMTP_URL: url }), given: {}, database: undefined };
    return (await examine(shown, workChecks)).map(({ level, message }) => `${level}: ${message}`);
  };
  const address = (password: string) => smtp.url.replace(":right@", `:${password}@`);
  try {
    assert.match((await found(address("right"))).join(), /^ok: The mail server 127\.0\.0\.1:\d+ answers, and admits/);
    assert.match((await found(address("wrong"))).join(), /^fault: The mail server .* cannot be used: Invalid login/);
    assert.equal(smtp.begun(), 0);
  } finally {
    await smtp.close();
  }
  assert.match((await found(address("right"))).join(), /^fault: The mail server .* cannot be used: .*ECONNREFUSED/);
});

test("little free space is a warning, and next to none a fault", () => {
  const gigabyte = 1024 ** 3;
  assert.deepEqual(
    [0.1, 1, 10].map((gigabytes) => judgeSpace("/srv", gigabytes * gigabyte).level),
    ["fault", "warning", "ok"],
  );
});
