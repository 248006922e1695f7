import assert from "node:assert/strict";
import { randomInt } from "node:crypto";
import { test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { pino } from "pino";
import { readConfig } from "../../src/platform/config.ts";
import { openShop } from "../../src/server/app.ts";
import { openRelay } from "../support/fakes/relay.ts";
import { openShopOn, openTestDatabase } from "../support/servers/shop.ts";
import { spoiled } from "../support/statements/spoiled.ts";
import type { App } from "../../src/platform/http/server.ts";
import { askFreely, isSignedIn, signIn, signUp, type Member, type Reply } from "../support/clients/customers.ts";
import { openSpoilt, twoServers, withSpoilt, type Parts } from "./servers.ts";
import { trials } from "./trials.ts";

const servers = twoServers({ RATE_LIMIT: "off" });
const limitMilliseconds = 1000;
const repetitions = trials(50, 8);

/**
 * Returns how long after a logout on `here` a token is still valid on `there`; Infinity when that exceeds the limit.
 */
const afterglow = async (here: App, there: App, member: Member): Promise<number> => {
  const { accessToken } = await signIn(here, member);
  assert.ok(await isSignedIn(there, accessToken));
  const reply = await askFreely(here, "POST", "/customers/logout", { token: accessToken });
  assert.equal(reply.statusCode, 200);
  const begun = performance.now();
  assert.ok(!(await isSignedIn(here, accessToken)), "the server that was asked knows at once");
  while (await isSignedIn(there, accessToken)) {
    if (performance.now() - begun > limitMilliseconds) return Infinity;
    await delay(1);
  }
  return performance.now() - begun;
};

const told = (times: readonly number[]): string => {
  const sorted = times.toSorted((one, other) => one - other);
  return `${times.length} logouts: median ${sorted[Math.floor(sorted.length / 2)]?.toFixed(1)} ms, longest ${sorted.at(-1)?.toFixed(1)} ms`;
};

/** Ends the second server's listening connection, which alone repeats these statements. */
const cutListening = () =>
  servers()[0].sql(`
    select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and application_name = 'second' and (query ilike 'listen %' or query = 'select 1')`);

test(`a logout on one server is known to the other within a second (${repetitions} times)`, async (context) => {
  const [one, other] = servers();
  const member = await signUp(one.app);
  const times: number[] = [];
  for (let time = 0; time < repetitions; time += 1)
    times.push(
      await afterglow(
        ...(time % 2 ? ([one.app, other.app, member] as const) : ([other.app, one.app, member] as const)),
      ),
    );
  context.diagnostic(told(times));
  assert.ok(Math.max(...times) <= limitMilliseconds, told(times));
});

test(`the same when the other server's listening connection is cut (${repetitions} times)`, async (context) => {
  const [one, other] = servers();
  const member = await signUp(one.app);
  const times: number[] = [];
  let cuts = 0;
  for (let time = 0; time < repetitions; time += 1) {
    cuts += (await cutListening()).length;
    times.push(await afterglow(one.app, other.app, member));
    // The connection reopens a second later: the next cut finds it open, opening or still closed.
    await delay(randomInt(1500));
  }
  context.diagnostic(`${told(times)}; ${cuts} connections cut`);
  assert.ok(cuts >= repetitions / 4, `${cuts} cuts`);
  assert.ok(Math.max(...times) <= limitMilliseconds, told(times));
});

test(`so it is when that connection falls silent and nobody is told (${trials(10, 2)} times)`, async (context) => {
  const [{ app: here, url }] = servers();
  const relay = await openRelay(url);
  const config = readConfig({ LOG_LEVEL: "silent", RATE_LIMIT: "off", WORKER: "off" });
  const log = pino({ level: "silent" });
  const deaf = await openShop({ config, log, databaseUrl: relay.url, migration: 0, db: openTestDatabase(url) });
  context.after(async () => {
    relay.release();
    await deaf.close();
    await relay.close();
  });
  const member = await signUp(here);
  const times: number[] = [];
  for (let time = 0; time < trials(10, 2); time += 1) {
    relay.release();
    await delay(1500 + randomInt(500));
    relay.hold();
    times.push(await afterglow(here, deaf.app, member));
  }
  context.diagnostic(told(times));
  assert.ok(Math.max(...times) <= limitMilliseconds, told(times));
});

/** Advances the time after which ended sessions are forgotten; tokens stay as they are. */
const letPass = async (seconds: number): Promise<void> => {
  for (const table of ["revoked_session", "customer_sign_out"])
    await servers()[0].sql(`update ${table} set forget_at = forget_at - make_interval(secs => $1)`, [seconds]);
};

/** Ways in which a customer's session ends. */
const endings: Readonly<Record<string, (app: App, member: Member, own: Member) => Promise<Reply>>> = {
  "signing out": (app, _, { accessToken: token }) => askFreely(app, "POST", "/customers/logout", { token }),
  "signing out everywhere": (app, _, { accessToken: token }) =>
    askFreely(app, "POST", "/customers/logout?everywhere=true", { token }),
  "a new password": (app, { email, accessToken: token }) =>
    askFreely(app, "PUT", "/customer", { token, body: { name: "Ada", email, password: "another one 1" } }),
};

type Strict = { readonly app: App; close(): Promise<void> };
const strictly = (url: string): Promise<Strict> => openShopOn(url, { RATE_LIMIT: "off", ACCESS_TOKEN_LIFETIME: "5s" });

/**
 * Returns the endings after which a token with a lifetime of 24 hours is valid again; a server with a lifetime of five
 * seconds ended its session.
 */
const cameAlive = async (open: (url: string) => Promise<Strict>): Promise<string[]> => {
  const [{ app: lenient, url }] = servers();
  const alive: string[] = [];
  for (const [name, end] of Object.entries(endings)) {
    const member = await signUp(lenient);
    const own = await signIn(lenient, member);
    const strict = await open(url);
    assert.equal((await end(strict.app, member, own)).statusCode, 200);
    assert.ok(!(await isSignedIn(strict.app, own.accessToken)));
    await strict.close();
    await letPass(70);
    const next = await strictly(url);
    // Expired records are removed when another session ends.
    await askFreely(next.app, "POST", "/customers/logout", { token: (await signUp(next.app)).accessToken });
    if (await isSignedIn(next.app, own.accessToken)) alive.push(name);
    await next.close();
  }
  return alive;
};

test("a signed-out session stays ended when token lifetimes change or differ between servers", async () => {
  assert.deepEqual(await cameAlive(strictly), []);
});

test("a server that remembers an end for as long as its own tokens live is noticed", async () => {
  const forgetful = ({ db }: Parts) => ({
    db: spoiled(db, (text) => text.replace("coalesce(max(seconds), 0)", "least(max(seconds), 5)")),
  });
  assert.deepEqual(await cameAlive((url) => openSpoilt(url, forgetful)), Object.keys(endings));
});

test("a server that does not ask whether a session has ended is noticed", async () => {
  const [one] = servers();
  const member = await signUp(one.app);
  const time = await withSpoilt(
    one.url,
    ({ revocation }) => ({ revocation: { ...revocation, isRevoked: () => false } }),
    (app) => afterglow(one.app, app, member),
  );
  assert.equal(time, Infinity);
});
