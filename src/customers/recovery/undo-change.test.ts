import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import {
  anyEmail,
  ask,
  isSignedIn,
  refresh,
  refuses,
  signIn,
  signUp,
  type Member,
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
  const settings = { WORKER: "on", SMTP_URL: smtp.url, RATE_LIMIT: "off", STOREFRONT_URL: "https://shop.example/" };
  shop = await openShopOn(database.url, settings);
});
after(async () => {
  await shop.close();
  await database.drop();
  await smtp.close();
});

const lettersTo = (email: string) =>
  smtp.received.filter(
    (mail) =>
      mail.subject === "Your account was changed" &&
      mail.recipients.some((one) => one.toLowerCase() === email.toLowerCase()),
  );
/** Returns the text of the newest mail about a change to this address. */
const letterTo = async (email: string, count = 1): Promise<string> => {
  await until(() => lettersTo(email).length >= count, 60_000, `a letter about a change to ${email}`);
  return lettersTo(email).at(-1)?.text ?? "";
};
const tokenIn = (text: string): string => {
  const token = /the code in it: (\S+)/.exec(text)?.[1] ?? "";
  assert.ok(text.includes(`https://shop.example/undo-change?token=${token}`), text);
  return token;
};
const change = async ({ accessToken: token }: Member, body: object) =>
  assert.equal(
    (await ask(shop.app, "PUT", "/customer", { token, body: { name: "Ada Weaver", ...body } })).statusCode,
    200,
  );
const undoing = (token: string) => ["POST", "/customers/undo", { body: { token } }] as const;
const undo = async (token: string): Promise<string> => {
  const reply = await ask(shop.app, ...undoing(token));
  assert.equal(reply.statusCode, 200, reply.body);
  return reply.json<{ password_token: string }>().password_token;
};
const emailOf = async ({ id }: Member) =>
  (await shop.sql("select email from customer where customer_id = $1", [id]))[0]?.["email"];
const setPassword = (token: string, password: string) =>
  ask(shop.app, "POST", "/customers/password/reset", { body: { token, password } });

test("the old address is told of a change, and its reader gets the account back", async () => {
  const ada = await signUp(shop.app);
  await shop.sql("update customer set email_verified_at = now() where customer_id = $1", [ada.id]);
  const thiefs = anyEmail();
  await change(ada, { email: thiefs, password: "a thief's password 1" });
  const text = await letterTo(ada.email);
  assert.ok(
    text.includes(
      `The e-mail address of your account was changed to ${thiefs.slice(0, 1)}•••@e•••. The password of your account was changed.`,
    ),
    text,
  );
  assert.ok(!text.includes(thiefs));
  assert.equal(lettersTo(thiefs).length, 0);
  const thief = await signIn(shop.app, { ...ada, email: thiefs, password: "a thief's password 1" });
  await shop.sql("insert into customer_identity (identity_key, customer_id) values ('facebook:1', $1)", [ada.id]);

  const passwordToken = await undo(tokenIn(text));
  assert.equal(await emailOf(ada), ada.email);
  for (const { accessToken, refreshToken } of [ada, thief]) {
    assert.equal(await isSignedIn(shop.app, accessToken), false);
    assert.equal((await refresh(shop.app, refreshToken)).statusCode, 401);
  }
  for (const password of [ada.password, thief.password])
    for (const email of [ada.email, thiefs])
      await refuses(shop.app, ["POST", "/customers/login", { body: { email, password } }], "400 USR_01");
  assert.deepEqual(await shop.sql("select from customer_identity where customer_id = $1", [ada.id]), []);
  await refuses(shop.app, undoing(tokenIn(text)), "400 COM_02", "token");

  await setPassword(passwordToken, "heddle and reed 5");
  await signIn(shop.app, { ...ada, password: "heddle and reed 5" });
  await signUp(shop.app, { email: thiefs });
});

test("a thief cannot void the letter, and what was mailed to the thief is void after the undo", async () => {
  const ada = await signUp(shop.app);
  const [first, second] = [anyEmail(), anyEmail()];
  await change(ada, { email: first });
  const owners = tokenIn(await letterTo(ada.email));
  await ask(shop.app, "POST", "/customers/password/forgot", { body: { email: first } });
  await change(ada, { email: second, password: "a thief's password 1" });
  const thiefs = tokenIn(await letterTo(first));
  // The thief's own token gives the account back to the thief, and leaves the owner's token valid.
  await setPassword(await undo(thiefs), "a thief's password 2");
  assert.equal(await emailOf(ada), first);
  const later = tokenIn(await letterTo(first, 2));
  await undo(owners);
  assert.equal(await emailOf(ada), ada.email);
  await refuses(shop.app, undoing(later), "400 COM_02", "token");
  const left = await shop.sql("select purpose from mailed_token where customer_id = $1", [ada.id]);
  assert.deepEqual(left, [{ purpose: "password" }], "the one that was just offered");
});

test("undoing a later change keeps earlier letters that wait to be posted", async () => {
  const ada = await signUp(shop.app);
  await change(ada, { email: anyEmail() });
  const token = tokenIn(await letterTo(ada.email));
  // Jobs as they wait while the mail server accepts no mail.
  for (const [name, when] of [
    ["earlier", "now() - interval '1 hour'"],
    ["later", "now()"],
  ])
    await shop.sql(
      `insert into job (job_id, task, payload, run_at, created_at, subject)
       values (gen_random_uuid(), 'mail-account-change', $1, now() + interval '1 day', ${when}, $2)`,
      [JSON.stringify({ name }), `customer ${ada.id}`],
    );
  await undo(token);
  const left = await shop.sql(
    "select payload->>'name' as name from job where task = 'mail-account-change' and subject = $1",
    [`customer ${ada.id}`],
  );
  assert.deepEqual(left, [{ name: "earlier" }]);
  await shop.sql("delete from job where subject = $1", [`customer ${ada.id}`]);
});

test("a new password is told, whether it was set in the profile or with a mailed token", async () => {
  const ada = await signUp(shop.app);
  await change(ada, { email: ada.email, password: "heddle and reed 5" });
  assert.match(await letterTo(ada.email), /The password of your account was changed\./);
  const passwordToken = await undo(tokenIn(await letterTo(ada.email)));
  await setPassword(passwordToken, "shuttle and loom 6");
  await undo(tokenIn(await letterTo(ada.email, 2)));
  await refuses(
    shop.app,
    ["POST", "/customers/login", { body: { email: ada.email, password: "shuttle and loom 6" } }],
    "400 USR_01",
  );
});

test("no letter for a name, phone or spelling; an unproven address may be taken meanwhile", async () => {
  const ada = await signUp(shop.app);
  await change(ada, { email: ada.email.toUpperCase(), day_phone: "12345" });
  const [told] = await shop.sql("select count(*)::int as count from job where task = 'mail-account-change'");
  assert.equal(told?.["count"], 0);
  await change(ada, { email: anyEmail() });
  const token = tokenIn(await letterTo(ada.email.toUpperCase()));
  await signUp(shop.app, { email: ada.email });
  await refuses(shop.app, undoing(token), "400 USR_04", "email");
  assert.ok(await isSignedIn(shop.app, ada.accessToken));
});

test("a letter is good for 72 hours, is kept as a hash, and goes with the account", async () => {
  const ada = await signUp(shop.app);
  await change(ada, { email: anyEmail() });
  const token = tokenIn(await letterTo(ada.email));
  const kept = await shop.sql(
    "select *, expires_at between now() + interval '71 h 55 min' and now() + interval '72 h' as is_right from mailed_token where customer_id = $1 and purpose = 'undo'",
    [ada.id],
  );
  assert.equal(kept[0]?.["is_right"], true);
  assert.ok(!JSON.stringify(kept).includes(token.split(".")[1] ?? ""));
  for (const forged of ["1.x", `${ada.id}.${"A".repeat(43)}`, `${ada.id + 1}.${token.split(".")[1]}`])
    await refuses(shop.app, undoing(forged), "400 COM_02", "token");
  await refuses(
    shop.app,
    ["POST", "/customers/password/reset", { body: { token, password: "heddle and reed 5" } }],
    "400 COM_02",
    "token",
  );
  await ask(shop.app, "DELETE", "/customer", { token: ada.accessToken });
  assert.deepEqual(await shop.sql("select from mailed_token where customer_id = $1", [ada.id]), []);
  assert.deepEqual(await shop.sql("select from customer_email where customer_id = $1", [ada.id]), []);
  await refuses(shop.app, undoing(token), "400 COM_02", "token");
});

const home = { address_1: "13 Mover Alley", city: "Paterson", region: "NJ", postal_code: "07505", country: "USA" };

for (const isProven of [false, true])
  test(`whereabouts after an undo to ${isProven ? "a proven" : "an unproven"} address`, async () => {
    const ada = await signUp(shop.app);
    const { accessToken: token } = ada;
    if (isProven) await shop.sql("update customer set email_verified_at = now() where customer_id = $1", [ada.id]);
    await ask(shop.app, "PUT", "/customers/address", { token, body: { ...home, shipping_region_id: 2 } });
    await ask(shop.app, "PUT", "/customers/creditCard", { token, body: { credit_card: "5555555555554444" } });
    await change(ada, { email: ada.email, password: "another secret 77", day_phone: "+1 555 0100100" });
    await setPassword(await undo(tokenIn(await letterTo(ada.email))), "heddle and reed 5");
    const [left] = await shop.sql("select address_1, day_phone, credit_card from customer where customer_id = $1", [
      ada.id,
    ]);
    const kept = { address_1: home.address_1, day_phone: "+1 555 0100100", credit_card: "XXXXXXXX4444" };
    assert.deepEqual(left, isProven ? kept : { address_1: null, day_phone: null, credit_card: null });
  });

test("the address that an undo takes the account from is told, by no name and with no token", async () => {
  const ada = await signUp(shop.app, { name: "Ada Weaver" });
  const lost = anyEmail();
  await change(ada, { email: lost });
  await undo(tokenIn(await letterTo(ada.email)));
  const told = () =>
    smtp.received.find((mail) => mail.recipients.includes(lost) && mail.subject?.includes("was undone"));
  await until(() => told() !== undefined, 60_000, "a letter to the lost address");
  const text = told()?.text ?? "";
  assert.match(text, /^Hello,/);
  assert.doesNotMatch(text, /Ada|code in it|https:/);
});
