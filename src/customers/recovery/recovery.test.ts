import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import {
  ask,
  askFreely,
  anyEmail,
  isSignedIn,
  refresh,
  refuses,
  signIn,
  signUp,
} from "../../../test/support/clients/customers.ts";
import { cloneDatabase, openShopOn, type TestShop } from "../../../test/support/servers/shop.ts";
import { openSmtp, type SmtpServer } from "../../../test/support/fakes/smtp.ts";
import { until } from "../../../test/support/until.ts";

let smtp: SmtpServer;
let database: Awaited<ReturnType<typeof cloneDatabase>>;
let shop: TestShop;

before(async () => {
  smtp = await openSmtp();
  database = await cloneDatabase();
  shop = await openShopOn(database.url, {
    WORKER: "on",
    SMTP_URL: smtp.url,
    RATE_LIMIT: "off",
    STOREFRONT_URL: "https://shop.example/",
  });
});
after(async () => {
  await shop.close();
  await database.drop();
  await smtp.close();
});

/** Returns the token of the newest mail with this subject to this address, as its reader would copy it. */
const mailedToken = async (email: string, subject: string, count = 1): Promise<string> => {
  const mails = () => smtp.received.filter((mail) => mail.subject === subject && mail.recipients.includes(email));
  await until(() => mails().length >= count, 60_000, `a mail "${subject}" to ${email}`);
  const text = mails().at(-1)?.text ?? "";
  const token = /the code in it: (\S+)/.exec(text)?.[1] ?? "";
  assert.match(
    text,
    new RegExp(`https://shop\\.example/(reset-password|verify-email)\\?token=${token.replace(".", "\\.")}`),
  );
  return token;
};
const forgot = (email: string) => ask(shop.app, "POST", "/customers/password/forgot", { body: { email } });
const reset = (token: string, password: string) => ({ token, password });

test("a forgotten password is set anew with the mailed token, once, and every session ends", async () => {
  const ada = await signUp(shop.app);
  assert.equal((await forgot(ada.email)).body, "");
  const token = await mailedToken(ada.email, "Set a new password");
  const path = "/customers/password/reset";
  await ask(shop.app, "POST", path, { body: reset(token, "warp and weft 12") });
  assert.equal(await isSignedIn(shop.app, ada.accessToken), false);
  assert.equal((await refresh(shop.app, ada.refreshToken)).statusCode, 401);
  await refuses(
    shop.app,
    ["POST", "/customers/login", { body: { email: ada.email, password: ada.password } }],
    "400 USR_01",
  );
  await signIn(shop.app, { ...ada, password: "warp and weft 12" });
  await refuses(shop.app, ["POST", path, { body: reset(token, "another one 34") }], "400 COM_02", "token");
  await signIn(shop.app, { ...ada, password: "warp and weft 12" });
});

test("a reply to a forgotten password says nothing about who shops here", async () => {
  const known = await forgot((await signUp(shop.app)).email);
  const unknown = await forgot(anyEmail());
  assert.deepEqual([unknown.statusCode, unknown.body], [known.statusCode, known.body]);
  await refuses(shop.app, ["POST", "/customers/password/forgot", { body: { email: "nobody" } }], "400 USR_03", "email");
  await refuses(shop.app, ["POST", "/customers/password/forgot", { body: {} }], "400 USR_02", "email");
});

test("a token is for one purpose, hour and address; a weak password does not use it up", async () => {
  const ada = await signUp(shop.app);
  const proof = await mailedToken(ada.email, "Is this your address?");
  const path = "/customers/password/reset";
  await refuses(shop.app, ["POST", path, { body: reset(proof, "warp and weft 12") }], "400 COM_02", "token");
  await forgot(ada.email);
  const token = await mailedToken(ada.email, "Set a new password");
  await refuses(shop.app, ["POST", path, { body: reset(token, "short") }], "400 USR_10", "password");
  for (const forged of ["1.x", `${ada.id}.${"A".repeat(43)}`, `${ada.id + 1}.${token.split(".")[1]}`])
    await refuses(shop.app, ["POST", path, { body: reset(forged, "warp and weft 12") }], "400 COM_02", "token");
  const [kept] = await shop.sql("select count(*)::int as count from mailed_token where customer_id = $1", [ada.id]);
  assert.equal(kept?.["count"], 2, "the refused left both tokens as they were");
  assert.doesNotMatch(
    JSON.stringify(await shop.sql("select * from mailed_token")),
    new RegExp(token.split(".")[1] ?? "-"),
  );

  await shop.sql("update mailed_token set expires_at = now() - interval '1 second' where customer_id = $1", [ada.id]);
  await refuses(shop.app, ["POST", path, { body: reset(token, "warp and weft 12") }], "400 COM_02", "token");

  await forgot(ada.email);
  const late = await mailedToken(ada.email, "Set a new password", 2);
  const moved = { name: ada.name, email: anyEmail() };
  await ask(shop.app, "PUT", "/customer", { token: ada.accessToken, body: moved });
  await refuses(shop.app, ["POST", path, { body: reset(late, "warp and weft 12") }], "400 COM_02", "token");
  await signIn(shop.app, { ...ada, email: moved.email });
});

test("twenty uses of one token at once set one password", async () => {
  const ada = await signUp(shop.app);
  await forgot(ada.email);
  const token = await mailedToken(ada.email, "Set a new password");
  const tries = Array.from({ length: 20 }, (_, index) => `warp and weft ${index + 10}`);
  const replies = await Promise.all(
    tries.map((password) => askFreely(shop.app, "POST", "/customers/password/reset", { body: reset(token, password) })),
  );
  const set = replies.flatMap(({ statusCode }, index) => (statusCode === 200 ? [tries[index] ?? ""] : []));
  assert.equal(set.length, 1);
  await signIn(shop.app, { ...ada, password: set[0] ?? "" });
});

const proving = (token: string, more: object = {}, accessToken?: string) =>
  ["POST", "/customers/email/verify", { body: { token, ...more }, token: accessToken }] as const;
const isProven = async ({ id }: { id: number }) => {
  const [row] = await shop.sql("select email_verified_at from customer where customer_id = $1", [id]);
  return row?.["email_verified_at"] !== null;
};

test("an address is proven by a mailed token, which can be asked for again", async () => {
  const ada = await signUp(shop.app);
  const first = await mailedToken(ada.email, "Is this your address?");
  await ask(shop.app, "POST", "/customers/email/verify/send", { token: ada.accessToken });
  const second = await mailedToken(ada.email, "Is this your address?", 2);
  assert.equal(await isProven(ada), false);
  const reply = await ask(shop.app, ...proving(second, {}, ada.accessToken));
  assert.deepEqual(reply.json(), { password_token: null });
  assert.equal(await isProven(ada), true);
  assert.ok(await isSignedIn(shop.app, ada.accessToken));
  await signIn(shop.app, ada);
  await refuses(shop.app, proving(first), "400 COM_02", "token");
  await ask(shop.app, "PUT", "/customer", { token: ada.accessToken, body: { name: ada.name, email: anyEmail() } });
  assert.equal(await isProven(ada), false);
});

test("with the account's password an address is proven anywhere; a wrong one changes nothing", async () => {
  const ada = await signUp(shop.app);
  const token = await mailedToken(ada.email, "Is this your address?");
  await refuses(shop.app, proving(token, { password: "not the one" }), "400 USR_01", "password");
  assert.equal(await isProven(ada), false);
  const reply = await ask(shop.app, ...proving(token, { password: ada.password }));
  assert.deepEqual(reply.json(), { password_token: null });
  assert.equal(await isProven(ada), true);
  assert.ok(await isSignedIn(shop.app, ada.accessToken));
});

test("an account opened by a stranger is the address's owner's alone once they prove the address", async () => {
  const stranger = await signUp(shop.app);
  const other = await signUp(shop.app);
  await shop.sql("insert into customer_identity (identity_key, customer_id) values ('facebook:666', $1)", [
    stranger.id,
  ]);
  const token = await mailedToken(stranger.email, "Is this your address?");
  // A session of another account does not prove ownership of this one.
  const reply = await ask(shop.app, ...proving(token, {}, other.accessToken));
  const { password_token } = reply.json<{ password_token: string }>();
  assert.equal(await isProven(stranger), true);
  assert.equal(await isSignedIn(shop.app, stranger.accessToken), false);
  assert.equal((await refresh(shop.app, stranger.refreshToken)).statusCode, 401);
  await refuses(shop.app, ["POST", "/customers/login", { body: stranger }], "400 USR_01");
  assert.deepEqual(await shop.sql("select from customer_identity where customer_id = $1", [stranger.id]), []);
  assert.ok(await isSignedIn(shop.app, other.accessToken));
  await ask(shop.app, "POST", "/customers/password/reset", { body: reset(password_token, "heddle and reed 5") });
  await signIn(shop.app, { ...stranger, password: "heddle and reed 5" });
});

test("a new password voids every token that was mailed before it", async () => {
  const ada = await signUp(shop.app);
  const proof = await mailedToken(ada.email, "Is this your address?");
  await forgot(ada.email);
  const older = await mailedToken(ada.email, "Set a new password");
  const body = { name: ada.name, email: ada.email, password: "heddle and reed 5" };
  assert.equal((await ask(shop.app, "PUT", "/customer", { token: ada.accessToken, body })).statusCode, 200);
  const path = "/customers/password/reset";
  await refuses(shop.app, ["POST", path, { body: reset(older, "a thief's password 1") }], "400 COM_02", "token");
  await refuses(shop.app, proving(proof), "400 COM_02", "token");
  await signIn(shop.app, { ...ada, password: "heddle and reed 5" });

  await forgot(ada.email);
  const first = await mailedToken(ada.email, "Set a new password", 2);
  await forgot(ada.email);
  const second = await mailedToken(ada.email, "Set a new password", 3);
  await ask(shop.app, "POST", path, { body: reset(second, "shuttle and loom 6") });
  await refuses(shop.app, ["POST", path, { body: reset(first, "a thief's password 1") }], "400 COM_02", "token");
});

test("a reset leaves no identity, and a password that tells its owner is refused", async () => {
  const ada = await signUp(shop.app);
  await shop.sql("insert into customer_identity (identity_key, customer_id) values ('facebook:667', $1)", [ada.id]);
  await forgot(ada.email);
  const token = await mailedToken(ada.email, "Set a new password");
  const path = "/customers/password/reset";
  await refuses(shop.app, ["POST", path, { body: reset(token, "Ada.Weaver1815!") }], "400 USR_10", "password");
  await ask(shop.app, "POST", path, { body: reset(token, "heddle and reed 5") });
  assert.deepEqual(await shop.sql("select from customer_identity where customer_id = $1", [ada.id]), []);
});
