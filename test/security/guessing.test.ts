import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { test } from "node:test";
import type { App } from "../../src/platform/http/server.ts";
import { readConfig } from "../../src/platform/config.ts";
import { refusal } from "../../src/platform/refusal.ts";
import { barrier } from "../support/barrier.ts";
import { anyAddress, anyEmail, askFreely, signIn, signUp, type Reply } from "../support/customers.ts";
import { twoServers, withSpoilt, type Parts } from "./servers.ts";

const servers = twoServers();
const proxied = twoServers({ TRUST_PROXY: "127.0.0.1" });
const guess = (app: App, email: string, address = anyAddress(), headers: Record<string, string> = {}) =>
  askFreely(app, "POST", "/customers/login", { body: { email, password: "a guess" }, address, headers });
const statuses = (replies: readonly Reply[]): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const { statusCode } of replies) counts[statusCode] = (counts[statusCode] ?? 0) + 1;
  return counts;
};

/** A guess that a busy server had no time for was none: it comes again. */
const guessUntilTold = async (app: App, email: string): Promise<Reply> => {
  for (let count = 0; count < 20; count += 1) {
    const reply = await guess(app, email);
    if (reply.statusCode !== 503) return reply;
  }
  throw new Error("A server answered 20 guesses with 503.");
};

/** How many of fifty guesses at once, from fifty places, are looked at. */
const admitted = async (apps: readonly App[], email: string): Promise<number> => {
  const replies = await Promise.all(
    Array.from({ length: 50 }, (_, index) => guessUntilTold(apps[index % apps.length]!, email)),
  );
  const { 400: looked = 0, 429: refused = 0 } = statuses(replies);
  assert.equal(looked + refused, 50, JSON.stringify(statuses(replies)));
  return looked;
};

test("of fifty guesses at once on two servers ten are looked at, of known and of unknown accounts", async () => {
  const apps = servers().map(({ app }) => app);
  const { email } = await signUp(apps[0]!);
  assert.equal(await admitted(apps, email), 10);
  assert.equal(await admitted(apps, email), 0);
  assert.equal(await admitted(apps, anyEmail()), 10);
});

test("the limit is told with every guess, and with the refusal when to come again", async () => {
  const [one, other] = servers();
  const email = anyEmail();
  for (let count = 1; count <= 10; count += 1) {
    const { headers } = await guess((count % 2 ? one : other).app, email, "192.0.2.7");
    assert.equal(headers["ratelimit-policy"], '"login";q=10;w=900, "login-address";q=100;w=900');
    assert.match(
      String(headers["ratelimit"]),
      new RegExp(`^"login";r=${10 - count};t=\\d+, "login-address";r=\\d+;t=\\d+$`),
    );
    assert.deepEqual([headers["x-ratelimit-limit"], headers["x-ratelimit-remaining"]], ["10", String(10 - count)]);
    assert.equal(headers["retry-after"], undefined);
  }
  const reply = await guess(one.app, email);
  assert.deepEqual(reply.json(), { error: { status: 429, code: "COM_29", message: "Too many requests", field: "" } });
  const seconds = Number(reply.headers["retry-after"]);
  assert.ok(seconds > 850 && seconds <= 900, String(seconds));
  assert.equal(reply.headers["x-ratelimit-remaining"], "0");
});

test("from one address a hundred guesses at any accounts are looked at, from others more", async () => {
  const apps = servers().map(({ app }) => app);
  const address = "192.0.2.8";
  const counts: Record<string, number> = {};
  for (let round = 0; round < 12; round += 1) {
    const replies = await Promise.all(
      Array.from({ length: 10 }, (_, index) => guess(apps[index % 2]!, anyEmail(), address)),
    );
    for (const [status, count] of Object.entries(statuses(replies))) counts[status] = (counts[status] ?? 0) + count;
  }
  assert.deepEqual(counts, { 400: 100, 429: 20 });
  assert.equal((await guess(apps[0]!, anyEmail(), "192.0.2.9")).statusCode, 400);
});

test("the owner signs in from a place that is known while strangers guess, and a stranger from there guesses ten times", async () => {
  const [one, other] = proxied();
  const forwarded = (address: string) => ({ "x-forwarded-for": address });
  const email = anyEmail();
  const password = "twill and denim 9";
  const enter = (app: App, from: string) =>
    askFreely(app, "POST", "/customers/login", {
      body: { email, password },
      address: "127.0.0.1",
      headers: forwarded(from),
    });
  const home = "198.51.100.20";
  const opened = await askFreely(one.app, "POST", "/customers", {
    body: { name: "Ada", email, password },
    address: "127.0.0.1",
    headers: forwarded(home),
  });
  assert.equal(opened.statusCode, 200, opened.body);

  const guesses = await Promise.all(
    Array.from({ length: 30 }, (_, index) =>
      guess(index % 2 ? one.app : other.app, email, "127.0.0.1", forwarded(`203.0.113.${index}`)),
    ),
  );
  assert.deepEqual(statuses(guesses), { 400: 10, 429: 20 });
  assert.equal((await enter(one.app, "203.0.113.200")).statusCode, 429);
  for (const { app } of [one, other]) assert.equal((await enter(app, home)).statusCode, 200);

  const fromHome = await Promise.all(
    Array.from({ length: 30 }, () => guess(one.app, email, "127.0.0.1", forwarded(home))),
  );
  assert.deepEqual(statuses(fromHome), { 400: 10, 429: 20 });
});

test("signing in rightly is no guess, however often", async () => {
  const [one, other] = servers();
  const member = await signUp(one.app);
  for (let count = 0; count < 12; count += 1) await signIn((count % 2 ? one : other).app, member);
});

test("without a proxy that is trusted, what a client says of its address is nothing", async () => {
  const [{ app }] = servers();
  const replies: Reply[] = [];
  for (let index = 0; index < 12; index += 1)
    replies.push(
      await askFreely(app, "POST", "/customers", {
        body: { name: "Ada", email: anyEmail(), password: "twill and denim 9" },
        address: "192.0.2.30",
        headers: { "x-forwarded-for": `203.0.113.${index}` },
      }),
    );
  assert.deepEqual(statuses(replies), { 200: 10, 429: 2 });
});

test("a proxy's word is taken for the address that it names last", async () => {
  const [{ app }] = proxied();
  const replies: Reply[] = [];
  for (let index = 0; index < 12; index += 1)
    replies.push(
      await askFreely(app, "POST", "/customers", {
        body: { name: "Ada", email: anyEmail(), password: "twill and denim 9" },
        address: "127.0.0.1",
        headers: { "x-forwarded-for": `203.0.113.${index}, 198.51.100.77` },
      }),
    );
  assert.deepEqual(statuses(replies), { 200: 10, 429: 2 });
});

test("RATE_LIMIT=off stands in no production, unless it is forced", async () => {
  assert.throws(
    () => readConfig({ RATE_LIMIT: "off", NODE_ENV: "production" }),
    /RATE_LIMIT is off with NODE_ENV=production/,
  );
  assert.equal(
    readConfig({
      RATE_LIMIT: "off",
      NODE_ENV: "production",
      RATE_LIMIT_FORCE_OFF: "on",
      PAYMENT_TEST_IN_PRODUCTION: "on",
    }).rateLimit,
    "off",
  );
  const start = fileURLToPath(new URL("../../src/cli/start.ts", import.meta.url));
  const child = spawn(process.execPath, [start], {
    env: {
      PATH: process.env["PATH"],
      RATE_LIMIT: "off",
      NODE_ENV: "production",
      PORT: "0",
      DATABASE_URL: servers()[0].url,
    },
    stdio: "pipe",
  });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (part) => (said += String(part)));
  const [code] = (await once(child, "exit")) as [number];
  assert.notEqual(code, 0);
  assert.match(said, /RATE_LIMIT is off with NODE_ENV=production/);
});

/** Looks whether there is room, and counts only when the attempt is over: more have looked than may before one counts. */
const countingAfter = (): Partial<Parts> => {
  const counts = new Map<string, number>();
  const enoughHaveLooked = barrier(11);
  return {
    attempts: {
      async spend(_reply, limits) {
        for (const { key, limit } of limits) if ((counts.get(key) ?? 0) >= limit) throw refusal("COM_29");
        await enoughHaveLooked();
        for (const { key } of limits) counts.set(key, (counts.get(key) ?? 0) + 1);
      },
      takeBack: async () => undefined,
    },
  };
};

test("a server that counts guesses after they were made is noticed", async () => {
  const looked = await withSpoilt(servers()[0].url, countingAfter, (app) => admitted([app], anyEmail()));
  assert.ok(looked > 10, String(looked));
});
