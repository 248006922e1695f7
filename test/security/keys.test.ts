import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { decodeJwt, decodeProtectedHeader, SignJWT } from "jose";
import { pino } from "pino";
import { openAccessTokens } from "../../src/customers/sessions/access-token.ts";
import { rotateKeys } from "../../src/customers/index.ts";
import { readConfig } from "../../src/platform/config.ts";
import type { App } from "../../src/platform/http/server.ts";
import { openShop } from "../../src/server/app.ts";
import { runCommand, runCommandWith } from "../support/servers/command.ts";
import { isSignedIn, refresh, signIn, signUp, type Entrance, type Member } from "../support/clients/customers.ts";
import { openRelay } from "../support/fakes/relay.ts";
import { openTestDatabase } from "../support/servers/shop.ts";
import { twoServers, withSpoilt, type Parts } from "./servers.ts";
import { trials } from "./trials.ts";

const servers = twoServers({ RATE_LIMIT: "off" });
const limitMilliseconds = 1000;

const rotate = async (isNow: boolean) => {
  const db = openTestDatabase(servers()[0].url);
  try {
    return await rotateKeys(db, { isNow });
  } finally {
    await db.close();
  }
};

type Leak = { readonly keyId: string; readonly secret: Buffer };
/** Returns the key that signs, as an attacker who has read the table knows it. */
const leak = async (): Promise<Leak> => {
  const [row] = await servers()[0].sql("select key_id, secret from signing_key where retires_at is null");
  return { keyId: String(row?.["key_id"]), secret: row?.["secret"] as Buffer };
};
let forged = 0;
/** Returns a new token of a session that never existed. */
const forge = async ({ keyId, secret }: Leak, { accessToken, id }: Member): Promise<string> => {
  const { iss, aud } = decodeJwt(accessToken.replace("Bearer ", "")) as { iss: string; aud: string };
  forged += 1;
  const token = await new SignJWT({ sid: `forged-session-number-${forged}`, epoch: 1_000_000 })
    .setProtectedHeader({ alg: "HS256", kid: keyId, typ: "at+jwt" })
    .setSubject(String(id))
    .setIssuer(iss)
    .setAudience(aud)
    .setIssuedAt()
    .setExpirationTime("1h")
    .sign(secret);
  return `Bearer ${token}`;
};

/** Returns which tokens a server still accepts when its time limit is over. */
const goodAfter = async (app: App, begun: number, tokens: Readonly<Record<string, string>>): Promise<string[]> => {
  await delay(Math.max(0, begun + limitMilliseconds - performance.now()));
  const good: string[] = [];
  for (const [name, token] of Object.entries(tokens)) if (await isSignedIn(app, token)) good.push(name);
  return good;
};

const tokensOf = async (app: App, known: Leak, member: Member) => {
  const seen = await forge(known, member);
  // A token that was verified once must not stay valid for ever.
  await isSignedIn(app, seen);
  await isSignedIn(app, member.accessToken);
  return { seen, fresh: await forge(known, member), "the owner's": member.accessToken };
};

test("a retired key is dead at that moment on running servers, with all that it proved", async () => {
  const [one, other] = servers();
  const member = await signUp(one.app);
  const known = await leak();
  const tokens = await tokensOf(one.app, known, member);
  await tokensOf(other.app, known, member);
  await rotate(false);
  await delay(300);
  for (const { app } of [one, other])
    for (const token of Object.values(tokens)) assert.ok(await isSignedIn(app, token));
  const [row] = await one.sql(
    "update signing_key set retires_at = clock_timestamp() + interval '2 seconds' where key_id = $1 returning pg_notify('signing_key', '')::text, extract(epoch from retires_at - clock_timestamp()) as seconds",
    [known.keyId],
  );
  const retiresAt = performance.now() + 1000 * Number(row?.["seconds"]);
  await delay(1000);
  for (const { app } of [one, other])
    for (const token of Object.values(tokens)) assert.ok(await isSignedIn(app, token));
  await delay(retiresAt - performance.now() + 50);
  for (const { app } of [one, other]) {
    for (const [name, token] of Object.entries(tokens)) assert.ok(!(await isSignedIn(app, token)), name);
    assert.ok(!(await isSignedIn(app, await forge(known, member))));
    assert.ok(await isSignedIn(app, (await signIn(app, member)).accessToken));
  }
});

test(`a leaked key and its tokens die within a second everywhere (${trials(20, 3)} times)`, async () => {
  const [one, other] = servers();
  for (let time = 0; time < trials(20, 3); time += 1) {
    const member = await signUp(one.app);
    const known = await leak();
    const tokens = await tokensOf(one.app, known, member);
    await tokensOf(other.app, known, member);
    await rotate(true);
    const begun = performance.now();
    for (const { app } of [one, other]) assert.deepEqual(await goodAfter(app, begun, tokens), []);
    for (const { app } of [one, other])
      assert.ok(!(await isSignedIn(app, await forge(known, member))), "a fresh forgery");
    const turned = (await refresh(other.app, member.refreshToken)).json<Entrance>();
    for (const { app } of [one, other]) assert.ok(await isSignedIn(app, turned.accessToken));
  }
});

const command = (...given: string[]) => runCommand(servers()[0].url, "rotate-keys", ...given);
const keysNow = () => servers()[0].sql("select key_id, retires_at from signing_key order by created_at, key_id");

test("the command turns keys on servers that run: by and by, or now for a key that leaked", async () => {
  const [one, other] = servers();
  const member = await signUp(one.app);
  const known = await leak();
  const tokens = await tokensOf(one.app, known, member);
  await tokensOf(other.app, known, member);

  const turned = await command();
  assert.deepEqual([turned.code, turned.err], [0, ""]);
  const [, keyId, until] =
    /^From now on key (\w+) signs access tokens; .+ has expired \((.+)\)\.\n$/.exec(turned.out) ?? [];
  const [retired, present] = (await keysNow()).slice(-2);
  assert.deepEqual(
    [retired?.["key_id"], (retired?.["retires_at"] as Date | undefined)?.toISOString(), present],
    [known.keyId, until, { key_id: keyId, retires_at: null }],
  );
  for (const { app } of [one, other]) {
    for (const [name, token] of Object.entries(tokens)) assert.ok(await isSignedIn(app, token), name);
    assert.equal(decodeProtectedHeader((await signIn(app, member)).accessToken.replace("Bearer ", "")).kid, keyId);
  }

  const since = await signIn(one.app, member);
  const leaked = await leak();
  assert.equal(leaked.keyId, keyId);
  const all = { ...tokens, ...(await tokensOf(other.app, leaked, since)), first: member.accessToken };
  const now = await command("--now");
  const begun = performance.now();
  assert.deepEqual([now.code, now.err], [0, ""]);
  assert.match(now.out, /refused within a second, and buyers go on with their refresh tokens\.\n$/);
  for (const { app } of [one, other]) {
    assert.deepEqual(await goodAfter(app, begun, all), []);
    for (const key of [known, leaked]) assert.ok(!(await isSignedIn(app, await forge(key, member))), "a fresh forgery");
  }
  const again = (await refresh(other.app, since.refreshToken)).json<Entrance>();
  for (const { app } of [one, other]) assert.ok(await isSignedIn(app, again.accessToken));
});

test("the command changes nothing where it is misunderstood, or the key is a setting", async () => {
  const before = await keysNow();
  const wrong = await command("--nwo");
  assert.deepEqual([wrong.code, wrong.out], [2, ""]);
  assert.match(wrong.err, /'--nwo'[^]+Usage: npm run keys:rotate/);
  const { code, out, err } = await runCommandWith(
    { JWT_SECRET: "k".repeat(16) + "0123456789abcdef" },
    servers()[0].url,
    "rotate-keys",
    "--now",
  );
  assert.deepEqual([code, out], [1, ""]);
  assert.match(err, /^The key is in JWT_SECRET: /);
  assert.deepEqual(await keysNow(), before);
});

test(`the same where a server's listening connection falls silent (${trials(5, 1)} times)`, async (context) => {
  const [one] = servers();
  const relay = await openRelay(one.url);
  const config = readConfig({ LOG_LEVEL: "silent", RATE_LIMIT: "off", WORKER: "off" });
  const log = pino({ level: "silent" });
  const deaf = await openShop({ config, log, databaseUrl: relay.url, migration: 0, db: openTestDatabase(one.url) });
  context.after(async () => {
    relay.release();
    await deaf.close();
    await relay.close();
  });
  for (let time = 0; time < trials(5, 1); time += 1) {
    relay.release();
    await delay(1500);
    const member = await signUp(one.app);
    const known = await leak();
    const tokens = await tokensOf(deaf.app, known, member);
    relay.hold();
    await rotate(true);
    assert.deepEqual(await goodAfter(deaf.app, performance.now(), tokens), []);
    assert.ok(await isSignedIn(deaf.app, (await signIn(deaf.app, member)).accessToken));
  }
});

/** Plants a server that keeps every key that it has found once. */
const unaware = ({ keys, accessTokens }: Parts): Partial<Parts> => {
  const first = new Map<string, ReturnType<typeof keys.find>>();
  const find: typeof keys.find = async (keyId) => {
    const known = first.get(keyId) ?? keys.find(keyId);
    first.set(keyId, known);
    return known;
  };
  return { accessTokens: { ...accessTokens, read: openAccessTokens({ ...keys, find }).read } };
};
/** Plants a server that trusts a token for ever once it has verified it. */
const trusting = ({ accessTokens }: Parts): Partial<Parts> => {
  const proven = new Map<string, Awaited<ReturnType<typeof accessTokens.read>>>();
  const read: typeof accessTokens.read = async (token) => {
    const known = proven.get(token) ?? (await accessTokens.read(token));
    proven.set(token, known);
    return known;
  };
  return { accessTokens: { ...accessTokens, read } };
};

test("a server that ignores a key's end, and one that caches what it proved, are noticed", async () => {
  const [one] = servers();
  const goodOn = (spoil: (parts: Parts) => Partial<Parts>) =>
    withSpoilt(one.url, spoil, async (app) => {
      const member = await signUp(one.app);
      const known = await leak();
      const tokens = await tokensOf(app, known, member);
      await rotate(true);
      return goodAfter(app, performance.now(), tokens);
    });
  assert.deepEqual(await goodOn(() => ({})), []);
  assert.deepEqual(await goodOn(unaware), ["seen", "fresh", "the owner's"]);
  assert.deepEqual(await goodOn(trusting), ["seen", "the owner's"]);
});
