import assert from "node:assert/strict";
import { test } from "node:test";
import {
  anyAddress,
  anyEmail,
  ask,
  isSignedIn,
  refresh,
  refuses,
  signIn,
  signUp,
  type Entrance,
  type Member,
  type Method,
  type Question,
} from "../../../test/support/clients/customers.ts";
import { openShopOn, testShop } from "../../../test/support/servers/shop.ts";

const shop = testShop({ settings: { PASSWORD_CHANGES_PER_HOUR: "3" } });

/** Registers a customer and moves the sign-in so many minutes into the past. */
const signedInBefore = async (minutes: number): Promise<Member> => {
  const member = await signUp(shop().app);
  await shop().sql("update session set created_at = now() - $2 * interval '1 minute' where customer_id = $1", [
    member.id,
    minutes,
  ]);
  return member;
};
const asks = (
  method: Method,
  url: string,
  { accessToken }: Member,
  more: Question = {},
): [Method, string, Question] => [method, url, { token: accessToken, ...more }];
const putting = (member: Member, body: Readonly<Record<string, unknown>>, address?: string) =>
  asks("PUT", "/customer", member, {
    body: { name: "Ada", email: member.email, ...body },
    ...(address ? { address } : {}),
  });
const served = async (asked: readonly [Method, string, Question]) =>
  assert.equal((await ask(shop().app, ...asked)).statusCode, 200);
const shown = async ({ id }: Member) => shop().sql("select * from customer where customer_id = $1", [id]);

test("with an older sign-in, only the owner's operations take the current password", async () => {
  const ada = await signedInBefore(16);
  const before = await shown(ada);
  const owners = [
    putting(ada, { email: anyEmail() }),
    putting(ada, { password: "heddle and reed 5" }),
    asks("GET", "/customer/export", ada),
    asks("DELETE", "/customer", ada),
    asks("POST", "/customer/identities", ada, { body: { provider: "facebook", access_token: "x" } }),
    asks("DELETE", "/customer/identities/facebook", ada),
  ];
  for (const asked of owners) {
    const reply = await refuses(shop().app, asked, "403 COM_02", "current_password");
    assert.match(reply.json().error.message, /give your current password, or sign in again/);
  }
  assert.deepEqual(await shown(ada), before);
  assert.ok(await isSignedIn(shop().app, ada.accessToken));

  await served(putting(ada, { email: ada.email.toUpperCase(), day_phone: "12345" }));
  await served(asks("GET", "/customer", ada));
});

test("a spelling that may be another mailbox is another address, though it is the same account's", async () => {
  for (const [one, other] of [
    ["finn", "ﬁnn"],
    ["ada", "ａda"],
  ] as const) {
    const host = `${one}-${anyEmail()}`;
    const ada = await signUp(shop().app, { email: host });
    await shop().sql("update customer set email_verified_at = now() where customer_id = $1", [ada.id]);
    await shop().sql("update session set created_at = now() - interval '16 minutes' where customer_id = $1", [ada.id]);
    const email = host.replace(one, other);
    const before = await shown(ada);
    await refuses(shop().app, putting(ada, { email }), "403 COM_02", "current_password");
    assert.deepEqual(await shown(ada), before);
    await served(putting(ada, { email, current_password: ada.password }));
    const [after] = await shown(ada);
    assert.deepEqual([after?.["email"], after?.["email_verified_at"]], [email, null]);
    const told = await shop().sql(
      "select payload->>'email' as to from job where task = 'mail-account-change' and subject = $1",
      [`customer ${ada.id}`],
    );
    assert.deepEqual(told, [{ to: host }]);
    await signIn(shop().app, ada);
  }
});

test("the current password opens each, in the body or in a header", async () => {
  const ada = await signedInBefore(16);
  await served(putting(ada, { email: anyEmail(), current_password: ada.password }));
  await served(
    asks("GET", "/customer/export", ada, { headers: { "current-password": encodeURIComponent(ada.password) } }),
  );
  const next = "Kette, Schuß, Ösen 5";
  await served(putting(ada, { password: next, current_password: ada.password }));
  await refuses(
    shop().app,
    asks("GET", "/customer/export", ada, { headers: { "current-password": ada.password } }),
    "400 USR_01",
    "current_password",
  );
  await served(asks("GET", "/customer/export", ada, { headers: { "current-password": encodeURIComponent(next) } }));
  await served(asks("DELETE", "/customer", ada, { body: { current_password: next } }));

  const bob = await signedInBefore(16);
  await served(asks("DELETE", "/customer", bob, { headers: { "current-password": encodeURIComponent(bob.password) } }));
});

test("within 15 minutes of a sign-in no password is asked for, but a given one is compared", async () => {
  const ada = await signedInBefore(14);
  await refuses(
    shop().app,
    putting(ada, { email: anyEmail(), current_password: "not the one" }),
    "400 USR_01",
    "current_password",
  );
  await served(putting(ada, { email: anyEmail(), password: "heddle and reed 5" }));
});

test("a refreshed session is as old as its sign-in, and a new sign-in is fresh", async () => {
  const ada = await signedInBefore(16);
  const { accessToken } = (await refresh(shop().app, ada.refreshToken)).json<Entrance>();
  await refuses(shop().app, asks("DELETE", "/customer", { ...ada, accessToken }), "403 COM_02", "current_password");
  await served(asks("DELETE", "/customer", await signIn(shop().app, ada)));
});

test("an account without a password takes a fresh sign-in, whatever is given", async () => {
  const ada = await signedInBefore(16);
  await shop().sql("update customer set password_hash = null where customer_id = $1", [ada.id]);
  for (const body of [{}, { current_password: ada.password }]) {
    const reply = await refuses(
      shop().app,
      asks("DELETE", "/customer", ada, { body }),
      "403 COM_02",
      "current_password",
    );
    assert.match(reply.json().error.message, /^Invalid Data: sign in again/);
  }
  await shop().sql("update session set created_at = now() where customer_id = $1", [ada.id]);
  await served(asks("DELETE", "/customer", ada));
});

test("ten wrong current passwords in 15 minutes are compared; sign-ins are counted separately", async () => {
  const ada = await signedInBefore(16);
  const wrong = () => putting(ada, { email: anyEmail(), current_password: "not the one" });
  for (let count = 1; count <= 10; count += 1) await refuses(shop().app, wrong(), "400 USR_01", "current_password");
  const refused = await refuses(shop().app, wrong(), "429 COM_29");
  assert.ok(Number(refused.headers["retry-after"]) > 850);
  await refuses(shop().app, putting(ada, { email: anyEmail(), current_password: ada.password }), "429 COM_29");
  await signIn(shop().app, ada);

  const address = anyAddress();
  for (let account = 0; account < 10; account += 1) {
    const other = await signedInBefore(16);
    for (let count = 1; count <= 10; count += 1)
      await ask(shop().app, ...putting(other, { email: anyEmail(), current_password: "not the one" }, address));
  }
  const last = await signedInBefore(16);
  const given = { email: anyEmail(), current_password: last.password };
  await refuses(shop().app, putting(last, given, address), "429 COM_29");
  await served(putting(last, given));
});

test("three new passwords an hour are hashed for an account; more do not delay other sign-ins", async () => {
  const ada = await signUp(shop().app);
  const replies = await Promise.all(
    Array.from({ length: 20 }, (_, index) =>
      ask(shop().app, ...putting(ada, { password: `heddle and reed ${index}` })),
    ),
  );
  const counts = Object.groupBy(replies, ({ statusCode }) => String(statusCode));
  assert.deepEqual([counts["429"]?.length, Object.keys(counts).includes("200")], [17, true]);
});

test("with REAUTHENTICATION=off an access token is enough", async () => {
  const lax = await openShopOn(shop().url, { REAUTHENTICATION: "off" });
  try {
    const ada = await signedInBefore(16);
    for (const asked of [
      putting(ada, { email: anyEmail() }),
      asks("GET", "/customer/export", ada),
      asks("DELETE", "/customer", ada),
    ])
      assert.equal((await ask(lax.app, ...asked)).statusCode, 200);
  } finally {
    await lax.close();
  }
});
