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
} from "../../../test/support/customers.ts";
import { cloneDatabase, openShopOn, type TestShop } from "../../../test/support/shop.ts";
import { openSmtp, type SmtpServer } from "../../../test/support/smtp.ts";
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

/** The token of the newest mail with this subject to this address, as its reader would copy it. */
const mailedToken = async (email: string, subject: string, count = 1): Promise<string> => {
  const mails = () => smtp.received.filter((mail) => mail.subject === subject && mail.recipients.includes(email));
  await until(() => mails().length >= count, 8000, `a mail "${subject}" to ${email}`);
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

test("a token is for its purpose, its hour and the address it was mailed to; a weak password leaves it whole", async () => {
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

test("an address is proven with the mailed token, another mail can be asked for, and a new address is unproven", async () => {
  const ada = await signUp(shop.app);
  const isProven = async () => {
    const [row] = await shop.sql("select email_verified_at from customer where customer_id = $1", [ada.id]);
    return row?.["email_verified_at"] !== null;
  };
  const first = await mailedToken(ada.email, "Is this your address?");
  await ask(shop.app, "POST", "/customers/email/verify/send", { token: ada.accessToken });
  const second = await mailedToken(ada.email, "Is this your address?", 2);
  assert.equal(await isProven(), false);
  await ask(shop.app, "POST", "/customers/email/verify", { body: { token: second } });
  assert.equal(await isProven(), true);
  await refuses(shop.app, ["POST", "/customers/email/verify", { body: { token: first } }], "400 COM_02", "token");
  await ask(shop.app, "PUT", "/customer", { token: ada.accessToken, body: { name: ada.name, email: anyEmail() } });
  assert.equal(await isProven(), false);
});
