import assert from "node:assert/strict";
import { randomBytes, randomInt, randomUUID } from "node:crypto";
import { after, before, beforeEach, test } from "node:test";
import {
  anyEmail,
  ask,
  isSignedIn,
  refuses,
  signIn,
  signUp,
  type Entrance,
} from "../../../test/support/clients/customers.ts";
import { openFacebook, type Facebook, type Person } from "../../../test/support/fakes/facebook.ts";
import { cloneDatabase, openShopOn, testShop, type TestShop } from "../../../test/support/servers/shop.ts";
import { mailedToken } from "../recovery/mailed-token.ts";

let facebook: Facebook;
let shop: TestShop;
let other: TestShop;
let drop: () => Promise<void>;
const unset = testShop();

before(async () => {
  facebook = await openFacebook();
  const database = await cloneDatabase("empty");
  ({ drop } = database);
  // Every account needs a shipping region.
  shop = await openShopOn(database.url, facebook.settings);
  await shop.sql("insert into shipping_region (shipping_region_id, shipping_region) values (1, 'Please Select')");
  other = await openShopOn(database.url, facebook.settings);
});
after(async () => {
  await Promise.all([shop.close(), other.close(), facebook.close()]);
  await drop();
});
beforeEach(() => facebook.be({}));

let tokens = 0;
const person = (options: Partial<Person> = {}): Person => ({
  id: String(randomInt(1e9, 1e10)),
  name: "Grace Weaver",
  email: anyEmail(),
  ...options,
});
const granted = (who: Person, grant: object = {}): string => {
  tokens += 1;
  facebook.grant(`token-${tokens}`, { person: who, ...grant });
  return `token-${tokens}`;
};
const asking = (access_token: string) => ["POST", "/customers/facebook", { body: { access_token } }] as const;
const enter = async (who: Person, { app } = shop): Promise<Entrance> => {
  const reply = await ask(app, ...asking(granted(who)));
  assert.equal(reply.statusCode, 200, reply.body);
  return reply.json<Entrance>();
};
const counts = async (): Promise<Record<string, unknown> | undefined> =>
  (
    await shop.sql(
      "select (select count(*) from customer)::int as customers, (select count(*) from customer_identity)::int as identities, (select count(*) from customer_email)::int as emails",
    )
  )[0];

test("somebody who comes for the first time has an account, and has it again the next time", async () => {
  const who = person();
  const first = await enter(who);
  assert.deepEqual(
    { name: first.customer.name, email: first.customer.email, expires_in: first.expires_in },
    { name: "Grace Weaver", email: who.email, expires_in: "24h" },
  );
  assert.ok(await isSignedIn(shop.app, first.accessToken));
  const again = await enter({ ...who, email: "moved@example.com", name: "Grace Married" });
  assert.deepEqual(again.customer, first.customer);
});

test("the token comes in a form as well", async () => {
  const reply = await ask(shop.app, "POST", "/customers/facebook", { form: { access_token: granted(person()) } });
  assert.equal(reply.statusCode, 200, reply.body);
});

test("twenty first sign-ins at once on two servers make one account", async () => {
  const who = person();
  const before = (await counts()) as { customers: number; identities: number; emails: number };
  // A busy machine answers some requests with 503; they are retried.
  const entering = async ({ app }: TestShop): Promise<Entrance> => {
    const reply = await ask(app, ...asking(granted(who)));
    return reply.statusCode === 503 ? entering({ app } as TestShop) : reply.json<Entrance>();
  };
  const entered = await Promise.all(Array.from({ length: 20 }, (_, index) => entering(index % 2 ? shop : other)));
  assert.equal(new Set(entered.map(({ customer }) => customer.customer_id)).size, 1);
  assert.deepEqual(await counts(), {
    customers: before.customers + 1,
    identities: before.identities + 1,
    emails: before.emails + 1,
  });
});

test("Facebook never joins an account by its address, even a proven one", async () => {
  const unproven = await signUp(shop.app);
  const proven = await signUp(shop.app);
  await shop.sql("update customer set email_verified_at = now() where customer_id = $1", [proven.id]);
  const before = await counts();
  for (const member of [unproven, proven])
    for (const who of [person({ email: member.email }), { id: "77", name: "Eve", email: member.email.toUpperCase() }])
      await refuses(shop.app, asking(granted(who)), "400 USR_04", "email");
  assert.deepEqual(await counts(), before);
  for (const member of [unproven, proven]) {
    assert.ok(await isSignedIn(shop.app, member.accessToken));
    assert.equal((await signIn(shop.app, member)).id, member.id);
  }
});

test("an account opened with Facebook under somebody's address is theirs alone after a reset", async () => {
  const thief = person();
  const opened = await enter(thief);
  const victim = anyEmail();
  const moved = await ask(shop.app, "PUT", "/customer", {
    token: opened.accessToken,
    body: { name: "Eve", email: victim },
  });
  assert.equal(moved.statusCode, 200, moved.body);
  const count = async () =>
    (await shop.sql("select from customer_identity where customer_id = $1", [opened.customer.customer_id])).length;
  assert.equal(await count(), 0, "nobody at Facebook has proven the new address");

  // The reset removes even an identity that was linked afterwards.
  await shop.sql("insert into customer_identity (identity_key, customer_id) values ($1, $2)", [
    `facebook:${thief.id}`,
    opened.customer.customer_id,
  ]);
  const { text, tokenHash } = mailedToken(randomBytes(32), {
    jobId: randomUUID(),
    customerId: opened.customer.customer_id,
    emailKey: victim,
  });
  await shop.sql("insert into mailed_token values ($1, $2, 'password', $3, now() + interval '1 hour')", [
    opened.customer.customer_id,
    tokenHash,
    victim,
  ]);
  const reset = await ask(shop.app, "POST", "/customers/password/reset", {
    body: { token: text, password: "heddle and reed 5" },
  });
  assert.equal(reset.statusCode, 200, reset.body);
  assert.equal(await count(), 0);
  assert.ok(!(await isSignedIn(shop.app, opened.accessToken)));
  const again = await enter(thief);
  assert.notEqual(again.customer.customer_id, opened.customer.customer_id, "the thief has an account of their own");
  await refuses(shop.app, asking(granted({ ...thief, id: "778", email: victim })), "400 USR_04", "email");
});

test("an owner links Facebook, whatever its address, signs in with it and unlinks it", async () => {
  const ada = await signUp(shop.app);
  const who = person();
  const linking = (member: { accessToken: string }, access_token: string) =>
    [
      "POST",
      "/customer/identities",
      { token: member.accessToken, body: { provider: "facebook", access_token } },
    ] as const;
  const linked = await ask(shop.app, ...linking(ada, granted(who)));
  assert.equal(linked.statusCode, 200, linked.body);
  assert.deepEqual(
    linked.json<{ provider: string; name: string }[]>().map(({ provider, name }) => [provider, name]),
    [["facebook", "Facebook"]],
  );
  assert.equal((await enter(who, other)).customer.customer_id, ada.id);

  const bob = await signUp(shop.app);
  await refuses(shop.app, linking(bob, granted(who)), "409 COM_02", "provider");
  await refuses(shop.app, linking(bob, "never granted"), "401 AUT_02", "access_token");
  const unlinked = await ask(shop.app, "DELETE", "/customer/identities/facebook", { token: ada.accessToken });
  assert.equal(unlinked.statusCode, 200, unlinked.body);
  assert.notEqual((await enter(who)).customer.customer_id, ada.id);
  assert.ok(await isSignedIn(shop.app, ada.accessToken));
});

test("names are cut to fifty characters, and made of the address when there is none", async () => {
  assert.equal((await enter(person({ name: `  ${"ä🧵".repeat(40)}` }))).customer.name, "ä🧵".repeat(25));
  assert.equal((await enter({ id: "4711", email: "loom@example.com" })).customer.name, "loom");
});

test("a name that nobody could give here is kept as a typed one would be, or made of the address", async () => {
  assert.equal((await enter(person({ name: " Grace\u202E\r\nBcc: x\u0000 " }))).customer.name, "Grace Bcc: x");
  for (const name of ["\u200B\u2060", "Win $500: https://evil.example", "www.evil.example"])
    assert.equal((await enter(person({ name, email: `reed-${anyEmail()}` }))).customer.name.slice(0, 5), "reed-", name);
});

test("without an address, or with none that mail could reach, there is no account", async () => {
  const before = await counts();
  const { message } = (
    await refuses(shop.app, asking(granted({ id: "12", name: "Nobody" })), "400 USR_03", "email")
  ).json().error;
  assert.match(message, /Facebook tells none/);
  for (const email of ["not an address", `${"a".repeat(60)}@${"b".repeat(60)}.example`])
    await refuses(shop.app, asking(granted(person({ email }))), "400 USR_03", "email");
  assert.deepEqual(await counts(), before);
});

test("a token that is unknown, another app's, over, or somebody else's is refused", async () => {
  const before = await counts();
  const bad = [
    "never granted",
    granted(person(), { appId: "666" }),
    granted(person(), { isValid: false }),
    granted(person(), { expiresAt: 1_700_000_000 }),
    "x".repeat(3000),
  ];
  for (const token of bad) await refuses(shop.app, asking(token), "401 AUT_02", "access_token");
  facebook.be({ forgets: true });
  await refuses(shop.app, asking(granted(person())), "401 AUT_02", "access_token");
  assert.deepEqual(await counts(), before);
  assert.equal((await ask(shop.app, ...asking(granted(person(), { expiresAt: 0 })))).statusCode, 401);
  facebook.be({});
  assert.equal((await ask(shop.app, ...asking(granted(person(), { expiresAt: 0 })))).statusCode, 200);
});

test("an address that only Facebook tells counts as unproven", async () => {
  const { customer } = await enter(person());
  const [row] = await shop.sql("select email_verified_at from customer where customer_id = $1", [customer.customer_id]);
  assert.equal(row?.["email_verified_at"], null);
});

test("while Facebook is down, broken or talks nonsense, one may come again", async () => {
  for (const mood of [
    { breaks: true },
    { status: 500 },
    { status: 429 },
    { status: 502, body: "<html>" },
    { body: "not json" },
    { body: "{}" },
    { body: "[]" },
  ]) {
    facebook.be(mood);
    const reply = await refuses(shop.app, asking(granted(person())), "503 COM_50");
    assert.equal(reply.headers["retry-after"], "1");
  }
});

test("a slow Facebook is waited for ten seconds in all, with no transaction open meanwhile", async () => {
  facebook.be({ delayMilliseconds: 6000 });
  const begun = performance.now();
  const waiting = refuses(shop.app, asking(granted(person())), "503 COM_50");
  await new Promise((resolve) => setTimeout(resolve, 1000));
  const open = await shop.sql(
    "select query from pg_stat_activity where datname = current_database() and state like 'idle in transaction%'",
  );
  assert.deepEqual(open, []);
  await waiting;
  const took = performance.now() - begun;
  assert.ok(took > 9500 && took < 11_500, `${took} ms`);
});

test("what is missing is named, and a shop without an app at Facebook says so and asks nobody", async () => {
  await refuses(shop.app, ["POST", "/customers/facebook", { body: {} }], "400 USR_02", "access_token");
  const reply = await refuses(unset().app, asking("anything"), "400 COM_02");
  assert.match(reply.json().error.message, /not set up for signing in with Facebook/);
});
