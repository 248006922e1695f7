import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { test } from "node:test";
import type { App } from "../../src/platform/http/server.ts";
import { readConfig } from "../../src/platform/config.ts";
import { refusal } from "../../src/platform/refusal.ts";
import { barrier } from "../support/barrier.ts";
import { anyEmail, askFreely, signIn, signUp, type Reply } from "../support/clients/customers.ts";
import { guess, statuses, untilTold } from "./guesses.ts";
import { twoServers, withSpoilt, type Parts } from "./servers.ts";
import { trials } from "./trials.ts";

/** Number of rounds of thirty concurrent logins. */
const rounds = trials(10, 2);

const servers = twoServers();
const proxied = twoServers({ TRUST_PROXY: "127.0.0.1" });

/** Returns how many of fifty concurrent guesses, from fifty addresses, are compared. */
const admitted = async (apps: readonly App[], email: string): Promise<number> => {
  const replies = await Promise.all(Array.from({ length: 50 }, (_, index) => guess(apps[index % apps.length]!, email)));
  const { 400: looked = 0, 429: refused = 0 } = statuses(replies);
  assert.equal(looked + refused, 50, JSON.stringify(statuses(replies)));
  return looked;
};

test("of fifty guesses at once on two servers ten are compared, for known and unknown accounts", async () => {
  const apps = servers().map(({ app }) => app);
  const { email } = await signUp(apps[0]!);
  assert.equal(await admitted(apps, email), 10);
  assert.equal(await admitted(apps, email), 0);
  assert.equal(await admitted(apps, anyEmail()), 10);
});

const toldOf = ({ headers }: Reply) => ({
  policy: headers["ratelimit-policy"],
  remaining: /^"login-address";r=(\d+);t=\d+$/.exec(String(headers["ratelimit"]))?.[1],
  older: [headers["x-ratelimit-limit"], headers["x-ratelimit-remaining"]],
  retryAfter: headers["retry-after"],
});

test("an address's limit is told with every guess, an account's only with its refusal", async () => {
  const [one, other] = servers();
  const email = anyEmail();
  for (let count = 1; count <= 10; count += 1) {
    const reply = await guess((count % 2 ? one : other).app, email, "192.0.2.7");
    assert.deepEqual(toldOf(reply), {
      policy: '"login-address";q=100;w=900',
      remaining: String(100 - count),
      older: ["100", String(100 - count)],
      retryAfter: undefined,
    });
  }
  const reply = await guess(one.app, email, "192.0.2.7");
  assert.deepEqual(reply.json(), { error: { status: 429, code: "COM_29", message: "Too many requests", field: "" } });
  const seconds = Number(reply.headers["retry-after"]);
  assert.ok(seconds > 800 && seconds <= 900, String(seconds));
  assert.equal(reply.headers["x-ratelimit-remaining"], "0");
  assert.equal(reply.headers["ratelimit-policy"], '"login";q=10;w=900, "login-address";q=100;w=900');
  assert.match(String(reply.headers["ratelimit"]), /^"login";r=0;t=\d+, "login-address";r=90;t=\d+$/);
});

test("headers tell the same of customers and strangers, from known and other networks", async () => {
  const [{ app }] = servers();
  const office = "192.0.2.40";
  const here = await signUp(app, { address: office });
  const elsewhere = await signUp(app);
  const told = [];
  for (const email of [here.email, elsewhere.email, anyEmail()]) {
    // Each guess comes from a new address, except those from the office: the headers report the address's own limit.
    await guess(app, email);
    const { policy, remaining, older } = toldOf(await guess(app, email, office));
    told.push([policy, Number(remaining) + told.length, older[0]]);
  }
  assert.deepEqual(told, [told[0], told[0], told[0]]);
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

test("signing in rightly is no guess, however often", async () => {
  const [one, other] = servers();
  const member = await signUp(one.app);
  for (let count = 0; count < 12; count += 1) await signIn((count % 2 ? one : other).app, member);
});

const countsOf = async (bucket: string): Promise<number> =>
  Number(
    (
      await servers()[0].sql("select coalesce(sum(count), 0) as sum from attempt_count where bucket like $1", [bucket])
    )[0]?.["sum"],
  );

test("thirty who know the password all come in at once, again and again", async () => {
  const apps = servers().map(({ app }) => app);
  const member = await signUp(apps[0]!);
  const { email, address } = member;
  const before = await countsOf("login%");
  for (let round = 0; round < rounds; round += 1) {
    const replies = await Promise.all(
      Array.from({ length: 30 }, (_, index) =>
        untilTold(() =>
          askFreely(apps[index % 2]!, "POST", "/customers/login", {
            body: { email, password: member.password },
            address,
          }),
        ),
      ),
    );
    assert.deepEqual(statuses(replies), { 200: 30 });
  }
  assert.equal(await countsOf("login%"), before);
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

const nothing = async (): Promise<void> => undefined;

/** Checks for room, and does not check again when it counts: more guesses pass the check than may before one counts. */
const countingBlindly = (): Partial<Parts> => {
  const counts = new Map<string, number>();
  const enoughHaveLooked = barrier(11);
  return {
    attempts: {
      async requireRoom(_reply, limits) {
        for (const { key, limit } of limits) if ((counts.get(key) ?? 0) >= limit) throw refusal("COM_29");
        await enoughHaveLooked();
      },
      requireRoomInTurn: nothing,
      async consume(_reply, limits) {
        for (const { key } of limits) counts.set(key, (counts.get(key) ?? 0) + 1);
      },
      release: nothing,
    },
  };
};

test("a server that does not look again when it counts a guess is noticed", async () => {
  const looked = await withSpoilt(servers()[0].url, countingBlindly, (app) => admitted([app], anyEmail()));
  assert.ok(looked > 10, String(looked));
});
