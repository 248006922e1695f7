import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, beforeEach, test } from "node:test";
import {
  anyAddress,
  anyEmail,
  ask,
  isSignedIn,
  refuses,
  signUp,
  type Entrance,
  type Reply,
} from "../../../test/support/clients/customers.ts";
import { openOidcProvider, type Brought, type OidcProvider } from "../../../test/support/fakes/oidc.ts";
import { cloneDatabase, openShopOn, testShop, type TestShop } from "../../../test/support/servers/shop.ts";

let provider: OidcProvider;
let shop: TestShop;
/** A second server, with rate limits. */
let counting: TestShop;
let drop: () => Promise<void>;
const unset = testShop();

before(async () => {
  provider = await openOidcProvider();
  const database = await cloneDatabase();
  ({ drop } = database);
  shop = await openShopOn(database.url, { RATE_LIMIT: "off", ...provider.settings });
  counting = await openShopOn(database.url, provider.settings);
});
after(async () => {
  await Promise.all([shop.close(), counting.close(), provider.close()]);
  await drop();
});
beforeEach(() => provider.be({}));

const asking = (body: Brought) => ["POST", "/customers/oidc", { body }] as const;
const entering = async (reply: Promise<Reply>): Promise<Entrance> => {
  const { statusCode, body } = await reply;
  assert.equal(statusCode, 200, body);
  return JSON.parse(body) as Entrance;
};
const counts = async () =>
  shop.sql(
    "select (select count(*) from customer)::int as customers, (select count(*) from customer_identity)::int as identities, (select count(*) from session)::int as sessions",
  );

test("a new person gets an account with a proven address, and gets it again the next time", async () => {
  const [sub, email] = [randomUUID(), anyEmail()];
  const first = await entering(ask(shop.app, ...asking(provider.code({ sub, email, name: "Grace Weaver" }))));
  assert.deepEqual([first.customer.name, first.customer.email], ["Grace Weaver", email]);
  assert.ok(await isSignedIn(shop.app, first.accessToken));
  const [row] = await shop.sql(
    "select identity_key, email_verified_at is not null as is_proven, password_hash from customer join customer_identity using (customer_id) where customer_id = $1",
    [first.customer.customer_id],
  );
  assert.deepEqual(row, { identity_key: `oidc:${provider.issuer} ${sub}`, is_proven: true, password_hash: null });
  const again = await entering(ask(shop.app, ...asking(provider.code({ sub, email: anyEmail(), name: "Married" }))));
  assert.deepEqual(again.customer, first.customer);
});

test("OpenID Connect never joins an account by its address; an unverified address opens none", async () => {
  const member = await signUp(shop.app);
  const before = await counts();
  await refuses(shop.app, asking(provider.code({ email: member.email.toUpperCase() })), "400 USR_04", "email");
  await refuses(shop.app, asking(provider.code({ email: anyEmail(), email_verified: false })), "400 USR_03", "email");
  await refuses(
    shop.app,
    asking(provider.code({ email: member.email, email_verified: "false" })),
    "400 USR_03",
    "email",
  );
  await refuses(shop.app, asking(provider.code({})), "400 USR_03", "email");
  assert.deepEqual(await counts(), before);
});

test("a code is good once, for the storefront that began, and for the shop alone", async () => {
  const used = provider.code({ email: anyEmail() });
  await entering(ask(shop.app, ...asking(used)));
  const before = await counts();
  const right = () => provider.code({ email: anyEmail() });
  const hour = Math.floor(Date.now() / 1000) - 3600;
  const bad: readonly Brought[] = [
    used,
    { ...right(), code: "never given" },
    { ...right(), code_verifier: "x".repeat(43) },
    { ...right(), nonce: "another" },
    { ...right(), redirect_uri: "https://elsewhere.example/back" },
    { ...right(), iss: "https://another.example" },
    provider.code({ email: anyEmail(), aud: "another-shop" }),
    provider.code({ email: anyEmail(), iss: "https://another.example" }),
    provider.code({ email: anyEmail(), exp: hour }),
  ];
  for (const [index, body] of bad.entries()) {
    const reply = await ask(shop.app, ...asking(body));
    assert.equal(reply.statusCode, 401, `${index}: ${reply.body}`);
    assert.equal(reply.json().error.field, "code");
  }
  provider.be({ forges: true });
  await refuses(shop.app, asking(right()), "401 AUT_02", "code");
  assert.deepEqual(await counts(), before);
});

test("what a client made up is the client's fault, and is not asked for without end", async () => {
  const address = anyAddress();
  const asked = (brought: Partial<Brought>) =>
    refuses(
      counting.app,
      ["POST", "/customers/oidc", { body: { ...provider.code({ email: anyEmail() }), ...brought }, address }],
      "401 AUT_02",
      brought.code_verifier === undefined ? "code" : "code_verifier",
    );
  for (const code_verifier of ["short", "x".repeat(129), `${"x".repeat(42)}/`]) await asked({ code_verifier });
  provider.be({ error: "redirect_uri_mismatch" });
  const { headers } = await asked({ redirect_uri: "https://elsewhere.example/back" });
  assert.match(String(headers["ratelimit"]), /"login-address";r=99;/);
});

test("while the provider is away, one may come again", async () => {
  const before = await counts();
  for (const mood of [{ breaks: true }, { status: 500 }, { status: 429 }, { delayMilliseconds: 20_000 }]) {
    provider.be({ ...mood, path: "/token" });
    const reply = await refuses(shop.app, asking(provider.code({ email: anyEmail() })), "503 COM_50");
    assert.equal(reply.headers["retry-after"], "1");
  }
  assert.deepEqual(await counts(), before);
  provider.be({});
  await entering(ask(shop.app, ...asking(provider.code({ email: anyEmail() }))));
});

test("what is missing is named, and a shop without a provider says so", async () => {
  await refuses(
    shop.app,
    ["POST", "/customers/oidc", { body: {} }],
    "400 USR_02",
    "code,code_verifier,redirect_uri,nonce",
  );
  await refuses(shop.app, asking({ ...provider.code({}), redirect_uri: "back" }), "400 COM_02", "redirect_uri");
  const reply = await refuses(unset().app, asking(provider.code({})), "400 COM_02");
  assert.match(reply.json().error.message, /not set up for signing in with OpenID Connect/);
});

const linking = (token: string, body: Readonly<Record<string, unknown>>) =>
  ["POST", "/customer/identities", { token, body }] as const;
const unlinking = (token: string) => ["DELETE", "/customer/identities/oidc", { token }] as const;

test("an owner links an identity, signs in with it, replaces it and unlinks it", async () => {
  const ada = await signUp(shop.app);
  const token = ada.accessToken;
  const [one, other] = [randomUUID(), randomUUID()];
  const link = async (sub: string) => {
    const reply = await ask(shop.app, ...linking(token, { provider: "oidc", ...provider.code({ sub }) }));
    assert.equal(reply.statusCode, 200, reply.body);
    return reply.json<{ provider: string; name: string; linked_on: string }[]>();
  };
  const told = async () =>
    (await shop.sql("select from job where task = 'mail-account-change' and subject = $1", [`customer ${ada.id}`]))
      .length;
  const linked = await link(one);
  assert.deepEqual(
    linked.map(({ provider: at, name, linked_on }) => [at, name, new Date(linked_on).toISOString() === linked_on]),
    [["oidc", "Weavers' Guild", true]],
  );
  assert.equal(await told(), 1);
  await link(one);
  assert.equal(await told(), 1, "the same again is no change");
  assert.equal((await entering(ask(shop.app, ...asking(provider.code({ sub: one }))))).customer.customer_id, ada.id);

  await link(other);
  await refuses(shop.app, asking(provider.code({ sub: one, email: ada.email })), "400 USR_04", "email");
  assert.equal((await entering(ask(shop.app, ...asking(provider.code({ sub: other }))))).customer.customer_id, ada.id);
  assert.equal((await ask(shop.app, "GET", "/customer/identities", { token })).json<unknown[]>().length, 1);

  assert.equal((await ask(shop.app, ...unlinking(token))).statusCode, 200);
  assert.deepEqual((await ask(shop.app, "GET", "/customer/identities", { token })).json(), []);
  await refuses(shop.app, unlinking(token), "404 COM_02", "provider");
  await refuses(shop.app, asking(provider.code({ sub: other, email: ada.email })), "400 USR_04", "email");
});

test("the last way to sign in stays, and nobody links what is another's", async () => {
  const sub = randomUUID();
  const { accessToken } = await entering(ask(shop.app, ...asking(provider.code({ sub, email: anyEmail() }))));
  await refuses(shop.app, unlinking(accessToken), "409 COM_02", "provider");
  assert.equal(
    (await ask(shop.app, "GET", "/customer/identities", { token: accessToken })).json<unknown[]>().length,
    1,
  );
  const bob = await signUp(shop.app);
  const before = await counts();
  const taking = linking(bob.accessToken, { provider: "oidc", ...provider.code({ sub }) });
  await refuses(shop.app, taking, "409 COM_02", "provider");
  assert.deepEqual(await counts(), before);
  await refuses(
    shop.app,
    linking(bob.accessToken, { provider: "oidc", code: "x" }),
    "400 USR_02",
    "code_verifier,redirect_uri,nonce",
  );
  await refuses(shop.app, linking(bob.accessToken, { provider: "facebook" }), "400 USR_02", "access_token");
  await refuses(shop.app, linking(bob.accessToken, { provider: "elsewhere" }), "400 COM_02", "provider");
});

test("whoever came in by an identity is out when it is unlinked, and its owner stays", async () => {
  const ada = await signUp(shop.app);
  const sub = randomUUID();
  await ask(shop.app, ...linking(ada.accessToken, { provider: "oidc", ...provider.code({ sub }) }));
  const other = await entering(ask(shop.app, ...asking(provider.code({ sub }))));
  assert.equal(other.customer.customer_id, ada.id);
  assert.equal((await ask(shop.app, ...unlinking(ada.accessToken))).statusCode, 200);
  assert.deepEqual(
    [await isSignedIn(shop.app, other.accessToken), await isSignedIn(shop.app, ada.accessToken)],
    [false, true],
  );
});

test("ten identities an hour may be linked, each with a letter; the next is refused", async () => {
  const { id, accessToken: token } = await signUp(shop.app);
  const subs = [randomUUID(), randomUUID()];
  const link = (count: number) =>
    linking(token, { provider: "oidc", ...provider.code({ sub: subs[count % 2] as string }) });
  const state = async () => [
    await shop.sql("select from job where task = 'mail-account-change' and subject = $1", [`customer ${id}`]),
    await shop.sql("select identity_key from customer_identity where customer_id = $1", [id]),
  ];
  for (let count = 0; count < 10; count += 1)
    assert.equal((await ask(counting.app, ...link(count))).statusCode, 200, String(count));
  const before = await state();
  assert.equal(before[0]?.length, 10);
  await refuses(counting.app, link(10), "429 COM_29");
  assert.deepEqual(await state(), before);
});
