import assert from "node:assert/strict";
import { randomBytes, randomUUID } from "node:crypto";
import { after, before, test } from "node:test";
import { pino } from "pino";
import { mailedToken } from "../../src/customers/recovery/mailed-token.ts";
import { readConfig } from "../../src/platform/config.ts";
import type { App } from "../../src/platform/http/server.ts";
import { openShop } from "../../src/server/app.ts";
import { anyEmail, askFreely, signUp } from "../support/clients/customers.ts";
import { openOidcProvider, type OidcProvider } from "../support/fakes/oidc.ts";
import { cloneDatabase, openShopOn, openTestDatabase, type TestShop } from "../support/servers/shop.ts";
import { spoiled, type Spoil } from "../support/statements/spoiled.ts";

let provider: OidcProvider;
let shop: TestShop;
let drop: () => Promise<void>;

before(async () => {
  provider = await openOidcProvider();
  const database = await cloneDatabase();
  ({ drop } = database);
  shop = await openShopOn(database.url, { RATE_LIMIT: "off", ...provider.settings });
});
after(async () => {
  await Promise.all([shop.close(), provider.close()]);
  await drop();
});

type Purpose = "password" | "email" | "undo";

/** Returns a token as a mail to the address contains it. */
const mailed = async (customerId: number, email: string, purpose: Purpose): Promise<string> => {
  const { text, tokenHash } = mailedToken(randomBytes(32), { jobId: randomUUID(), customerId, emailKey: email });
  await shop.sql("insert into mailed_token values ($1, $2, $3, $4, now() + interval '1 hour', $5)", [
    customerId,
    tokenHash,
    purpose,
    email,
    purpose === "undo" ? email : null,
  ]);
  return text;
};

/** Ways in which the owner of the email address takes the account over. */
const owners = {
  reset: (app: App, token: string) =>
    askFreely(app, "POST", "/customers/password/reset", { body: { token, password: "heddle and reed 5" } }),
  proof: (app: App, token: string) => askFreely(app, "POST", "/customers/email/verify", { body: { token } }),
  undo: (app: App, token: string) => askFreely(app, "POST", "/customers/undo", { body: { token } }),
} as const;
const purposes = { reset: "password", proof: "email", undo: "undo" } as const;

/**
 * A stranger registers with somebody else's email address, and prepares every way to return. Returns the ways that
 * still work after the owner of the address has taken the account over.
 */
const waysLeft = async (app: App, act: keyof typeof owners): Promise<string[]> => {
  const email = anyEmail();
  const stranger = await signUp(app, { email });
  const sub = randomUUID();
  const linked = await askFreely(app, "POST", "/customer/identities", {
    token: stranger.accessToken,
    body: { provider: "oidc", ...provider.code({ sub }) },
  });
  assert.equal(linked.statusCode, 200, linked.body);
  const strangers = await mailed(stranger.id, email, "password");
  const done = await owners[act](app, await mailed(stranger.id, email, purposes[act]));
  assert.equal(done.statusCode, 200, done.body);

  const { accessToken: token, refreshToken: refresh_token, password } = stranger;
  const ways = {
    session: () => askFreely(app, "GET", "/customer", { token }),
    "refresh token": () => askFreely(app, "POST", "/customers/refresh", { body: { refresh_token } }),
    password: () => askFreely(app, "POST", "/customers/login", { body: { email, password } }),
    identity: () => askFreely(app, "POST", "/customers/oidc", { body: provider.code({ sub, email }) }),
    mail: () =>
      askFreely(app, "POST", "/customers/password/reset", {
        body: { token: strangers, password: "a thief's password 1" },
      }),
  };
  const left: string[] = [];
  for (const [way, come] of Object.entries(ways)) if ((await come()).statusCode === 200) left.push(way);
  return left;
};

for (const act of ["reset", "proof", "undo"] as const)
  test(`after a ${act} by who reads the mail, no way that a stranger prepared is left`, async () => {
    assert.deepEqual(await waysLeft(shop.app, act), []);
  });

/**
 * Returns the postal address and phone number that are left after the owner of an email address has taken over the
 * account that somebody else registered with it.
 */
const placeLeft = async (app: App, act: "reset" | "proof", isProven: boolean) => {
  const email = anyEmail();
  const { id, accessToken: token } = await signUp(app, { email });
  const address = { address_1: "1 Thief Lane", city: "Soho", region: "London", postal_code: "W1", country: "UK" };
  const given = await askFreely(app, "PUT", "/customers/address", {
    token,
    body: { ...address, shipping_region_id: 4 },
  });
  assert.equal(given.statusCode, 200, given.body);
  await shop.sql("update customer set mob_phone = '+44 20 7946 0000', email_verified_at = $2 where customer_id = $1", [
    id,
    isProven ? new Date() : null,
  ]);
  const done = await owners[act](app, await mailed(id, email, purposes[act]));
  assert.equal(done.statusCode, 200, done.body);
  const [row] = await shop.sql(
    "select address_1, city, postal_code, country, shipping_region_id::int, mob_phone from customer where customer_id = $1",
    [id],
  );
  return row;
};
const nowhere = {
  address_1: null,
  city: null,
  postal_code: null,
  country: null,
  shipping_region_id: 1,
  mob_phone: null,
};

test("a stranger's address leaves with the account they opened; an owner's own stays", async () => {
  assert.deepEqual(await placeLeft(shop.app, "reset", false), nowhere);
  assert.deepEqual(await placeLeft(shop.app, "proof", false), nowhere);
  assert.equal((await placeLeft(shop.app, "reset", true))?.["address_1"], "1 Thief Lane");
});

/** Runs `work` on a server of the shop whose statements have a planted bug. */
const withPlanted = async <Result>(spoil: Spoil, work: (app: App) => Promise<Result>): Promise<Result> => {
  const config = readConfig({ LOG_LEVEL: "silent", WORKER: "off", RATE_LIMIT: "off", ...provider.settings });
  const planted = await openShop({
    config,
    log: pino({ level: "silent" }),
    databaseUrl: shop.url,
    migration: 0,
    db: spoiled(openTestDatabase(shop.url), spoil),
  });
  try {
    await planted.app.ready();
    return await work(planted.app);
  } finally {
    await planted.close();
  }
};

test("identities, mails and passwords that are left are noticed", async () => {
  const without = (start: string) => (text: string) => (text.trim().startsWith(start) ? `${text} and false` : text);
  const plants = [
    ["delete from customer_identity where customer_id", "reset", "identity"],
    ["delete from mailed_token where customer_id = $1 and purpose <> 'undo'", "reset", "mail"],
    ["update customer set password_hash = null", "proof", "password"],
  ] as const;
  for (const [start, act, way] of plants)
    assert.deepEqual(await withPlanted(without(start), (app) => waysLeft(app, act)), [way]);
});

test("an old access token changes nothing alone; a shop that accepts it is noticed", async () => {
  const taken = async (app: App): Promise<string[]> => {
    const ada = await signUp(app);
    await shop.sql("update session set created_at = now() - interval '16 minutes' where customer_id = $1", [ada.id]);
    const tries = {
      email: ["PUT", "/customer", { name: "Ada", email: anyEmail() }],
      password: ["PUT", "/customer", { name: "Ada", email: ada.email, password: "a thief's password 1" }],
      export: ["GET", "/customer/export", undefined],
      identity: ["POST", "/customer/identities", { provider: "oidc", ...provider.code({}) }],
      erasure: ["DELETE", "/customer", {}],
    } as const;
    const left: string[] = [];
    for (const [name, [method, url, body]] of Object.entries(tries))
      if ((await askFreely(app, method, url, { token: ada.accessToken, body })).statusCode === 200) left.push(name);
    return left;
  };
  assert.deepEqual(await taken(shop.app), []);
  const believing = (text: string) =>
    text.replace("select session.created_at, password_hash", "select now() as created_at, password_hash");
  assert.deepEqual(await withPlanted(believing, taken), ["email", "password", "export", "identity", "erasure"]);
});
