import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { test } from "node:test";
import type { App } from "../../src/platform/http/server.ts";
import { anyEmail, askFreely, sessionOf } from "../support/clients/customers.ts";
import { guess, statuses, untilTold } from "./guesses.ts";
import { twoServers } from "./servers.ts";

const proxied = twoServers({ TRUST_PROXY: "127.0.0.1" });
const forwarded = (address: string) => ({ "x-forwarded-for": address });
const password = "twill and denim 9";
const enter = (app: App, email: string, from: string) =>
  untilTold(() =>
    askFreely(app, "POST", "/customers/login", {
      body: { email, password },
      address: "127.0.0.1",
      headers: forwarded(from),
    }),
  );
const register = async (app: App, from: string): Promise<{ email: string; token: string }> => {
  const email = anyEmail();
  const body = { name: "Ada", email, password };
  const opened = await askFreely(app, "POST", "/customers", {
    body,
    address: "127.0.0.1",
    headers: forwarded(from),
  });
  assert.equal(opened.statusCode, 200, opened.body);
  return { email, token: opened.json<{ accessToken: string }>().accessToken };
};
/** Strangers use up the guesses that an account allows from any network. */
const strangersGuess = async (email: string): Promise<void> => {
  const [one, other] = proxied();
  const guesses = await Promise.all(
    Array.from({ length: 20 }, (_, index) =>
      guess(index % 2 ? one.app : other.app, email, "127.0.0.1", forwarded(`203.0.113.${index}`)),
    ),
  );
  assert.deepEqual(statuses(guesses), { 400: 10, 429: 10 });
  assert.equal((await enter(one.app, email, "203.0.113.200")).statusCode, 429);
};

test("the owner signs in from a known network while strangers guess; strangers there get ten", async () => {
  const [one, other] = proxied();
  const home = "198.51.100.20";
  const { email } = await register(one.app, home);
  await strangersGuess(email);
  for (const { app } of [one, other]) assert.equal((await enter(app, email, home)).statusCode, 200);

  const fromHome = await Promise.all(
    Array.from({ length: 20 }, () => guess(one.app, email, "127.0.0.1", forwarded(home))),
  );
  assert.deepEqual(statuses(fromHome), { 400: 10, 429: 10 });
});

test("of IPv6 a known place is the network, whichever address in it", async () => {
  const [{ app }] = proxied();
  const { email } = await register(app, "2001:db8:7:aa01::1");
  await strangersGuess(email);
  assert.equal((await enter(app, email, "2001:db8:7:aa01:9999::2")).statusCode, 200);
  assert.equal((await enter(app, email, "2001:db8:7:aa02::1")).statusCode, 429);
});

test("a network stays known after a sign-out, and only the present one after ending others", async () => {
  const [{ app }] = proxied();
  const [home, cafe, office] = ["198.51.100.31", "198.51.100.32", "198.51.100.33"] as const;
  const { email } = await register(app, cafe);
  const from = async (place: string) => {
    const reply = await enter(app, email, place);
    assert.equal(reply.statusCode, 200);
    return reply.json<{ accessToken: string }>().accessToken;
  };
  const as = (token: string, ...[method, url, body]: ["POST" | "PUT" | "DELETE", string, Record<string, unknown>?]) =>
    askFreely(app, method, url, { token, body, address: "127.0.0.1", headers: forwarded(home) });
  const knownPlaces = async () => {
    const known = [];
    for (const place of [home, cafe, office])
      if ((await enter(app, email, place)).statusCode === 200) known.push(place);
    return known;
  };

  for (const place of [office, home])
    assert.equal((await as(await from(place), "POST", "/customers/logout")).statusCode, 200);
  await strangersGuess(email);
  assert.deepEqual(await knownPlaces(), [home, cafe, office]);

  const atOffice = sessionOf(await from(office));
  const atHome = await from(home);
  assert.equal((await as(atHome, "DELETE", `/customer/sessions/${atOffice}`)).statusCode, 200);
  assert.deepEqual(await knownPlaces(), [home, cafe]);

  const changed = await as(atHome, "PUT", "/customer", { name: "Ada", email, password: "another one entirely" });
  assert.equal(changed.statusCode, 200, changed.body);
  for (const [place, status] of [
    [home, 400],
    [cafe, 429],
  ] as const)
    assert.equal((await enter(app, email, place)).statusCode, status, "the password is another now");
});

/** Returns a token as a mail for a password reset contains it. */
const mailedToken = async (email: string): Promise<string> => {
  const secret = randomBytes(32).toString("base64url");
  const [row] = await proxied()[0].sql(
    `insert into mailed_token (customer_id, token_hash, purpose, email_key, expires_at)
    select customer_id, sha256(convert_to($2, 'UTF8')), 'password', email_key, now() + interval '1 hour'
    from customer_email where email_key = $1 returning customer_id`,
    [email, secret],
  );
  return `${String(row?.["customer_id"])}.${secret}`;
};

test("a reset by mail lets its owner sign in at once, also from an unknown network", async () => {
  const [{ app }] = proxied();
  const [home, phone] = ["198.51.100.41", "198.51.100.42"] as const;
  const { email } = await register(app, home);
  await strangersGuess(email);
  for (let count = 0; count < 10; count += 1) await guess(app, email, "127.0.0.1", forwarded(home));
  assert.equal((await enter(app, email, phone)).statusCode, 429);
  assert.equal((await enter(app, email, home)).statusCode, 429);
  const reset = await askFreely(app, "POST", "/customers/password/reset", {
    body: { token: await mailedToken(email), password },
    address: "127.0.0.1",
    headers: forwarded(phone),
  });
  assert.equal(reset.statusCode, 200, reset.body);
  assert.equal((await enter(app, email, phone)).statusCode, 200);
  await strangersGuess(email);
  assert.equal((await enter(app, email, phone)).statusCode, 200);
  assert.equal((await enter(app, email, home)).statusCode, 429, "whoever was signed in there is out");
});
