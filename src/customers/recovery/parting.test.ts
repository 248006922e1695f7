import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { test } from "node:test";
import {
  anyEmail,
  ask,
  isSignedIn,
  refuses,
  signIn,
  signUp,
  type Member,
} from "../../../test/support/clients/customers.ts";
import { testShop } from "../../../test/support/servers/shop.ts";

const shop = testShop({ settings: { RATE_LIMIT: "off" } });

type Mail = {
  readonly id: number;
  readonly to: string;
  readonly purpose: "password" | "email" | "undo";
  readonly isProven?: boolean;
};
/** Stores a token and returns it as a mail would carry it. */
const mailed = async ({ id, to, purpose, isProven = false }: Mail): Promise<string> => {
  const secret = randomBytes(32).toString("base64url");
  await shop().sql(
    "insert into mailed_token (customer_id, token_hash, purpose, email_key, email, is_proven, expires_at) values ($1, sha256($2::bytea), $3, $4, $5, $6, now() + interval '1 hour')",
    [id, secret, purpose, to, purpose === "undo" ? to : null, isProven],
  );
  return `${id}.${secret}`;
};
const post = async (url: string, body: object) => {
  const reply = await ask(shop().app, "POST", url, { body: { ...body } });
  assert.equal(reply.statusCode, 200, reply.body);
  return reply.body === "" ? {} : reply.json<{ password_token?: string | null }>();
};
const put = async ({ accessToken: token }: Member, url: string, body: object) =>
  assert.equal((await ask(shop().app, "PUT", url, { token, body: { ...body } })).statusCode, 200);
const home = { address_1: "1 Secret Lane", city: "Paterson", region: "NJ", postal_code: "1", country: "USA" };
const account = async (id: number) => {
  const rows = await shop().sql(
    "select email, email_verified_at is not null as is_proven, address_1 from customer where customer_id = $1",
    [id],
  );
  return rows[0];
};

/** Creates an account that was moved to another email, and the token that undoes it. */
const moved = async ({ isProven = true, password = "" } = {}) => {
  const mover = await signUp(shop().app);
  if (isProven) await shop().sql("update customer set email_verified_at = now() where customer_id = $1", [mover.id]);
  const email = anyEmail();
  await put(mover, "/customer", { name: "Eve", email, ...(password === "" ? {} : { password }) });
  return { mover, email, undo: await mailed({ id: mover.id, to: mover.email, purpose: "undo", isProven }) };
};
const own = "shuttle and loom 6";
const signInAt = (email: string, password = own) => signIn(shop().app, { email, password, address: "10.1.2.3" });

/** Both ways to set a password that prove only that one reads the mail. */
const ways = {
  "sets a new password": async (id: number, email: string) =>
    post("/customers/password/reset", { token: await mailed({ id, to: email, purpose: "password" }), password: own }),
  "confirms the address": async (id: number, email: string) => {
    const token = await mailed({ id, to: email, purpose: "email" });
    const { password_token } = await post("/customers/email/verify", { token });
    await post("/customers/password/reset", { token: password_token, password: own });
  },
};

for (const [what, come] of Object.entries(ways)) {
  test(`a stranger whose address was given, and who ${what}, has an account that nobody takes back`, async () => {
    const { mover, email, undo } = await moved();
    await come(mover.id, email);
    const victim = await signInAt(email);
    assert.notEqual(victim.id, mover.id);
    assert.equal(victim.name, email.split("@")[0]);
    await put(victim, "/customers/address", { ...home, shipping_region_id: 2 });

    const { password_token } = await post("/customers/undo", { token: undo });
    await post("/customers/password/reset", { token: password_token, password: "a thief's password 1" });
    const thief = await signInAt(mover.email, "a thief's password 1");
    assert.equal(thief.id, mover.id);
    assert.deepEqual(await account(mover.id), { email: mover.email, is_proven: true, address_1: null });
    assert.deepEqual(await account(victim.id), { email, is_proven: true, address_1: home.address_1 });
    assert.equal((await signInAt(email)).id, victim.id);
    const found = await shop().sql(
      "select email_key, customer_id::int, held_until from customer_email where customer_id = any ($1) order by customer_id",
      [[mover.id, victim.id]],
    );
    assert.deepEqual(found, [
      { email_key: mover.email, customer_id: mover.id, held_until: null },
      { email_key: email, customer_id: victim.id, held_until: null },
    ]);
  });

  test(`a thief who moves an account, reads the mail there and ${what}, has nothing of it`, async () => {
    const { mover: ada, email, undo } = await moved();
    await put(ada, "/customers/address", { ...home, shipping_region_id: 2 });
    await come(ada.id, email);
    assert.notEqual((await signInAt(email)).id, ada.id);
    assert.equal(await isSignedIn(shop().app, ada.accessToken), false, "the session that was stolen");
    assert.equal((await signIn(shop().app, ada)).id, ada.id, "with the password that she always had");
    assert.deepEqual(await account(ada.id), { email: ada.email, is_proven: true, address_1: home.address_1 });
    await post("/customers/undo", { token: undo });
  });
}

test("a proven address stays the account's, and so does any when nothing can be undone", async () => {
  const proven = await moved();
  const token = await mailed({ id: proven.mover.id, to: proven.email, purpose: "email" });
  const { accessToken } = proven.mover;
  assert.equal(
    (await ask(shop().app, "POST", "/customers/email/verify", { token: accessToken, body: { token } })).statusCode,
    200,
  );
  await ways["sets a new password"](proven.mover.id, proven.email);
  assert.equal((await signInAt(proven.email)).id, proven.mover.id);
  await post("/customers/undo", { token: proven.undo });

  const late = await moved();
  await shop().sql("update mailed_token set expires_at = now() where customer_id = $1", [late.mover.id]);
  await shop().sql("update customer_email set held_until = now() where customer_id = $1 and held_until is not null", [
    late.mover.id,
  ]);
  await ways["sets a new password"](late.mover.id, late.email);
  assert.equal((await signInAt(late.email)).id, late.mover.id);
});

for (const [what, come] of Object.entries(ways))
  test(`an unproven address gives way: whoever ${what} at the next one has the account`, async () => {
    const { mover, email, undo } = await moved({ isProven: false });
    await come(mover.id, email);
    assert.equal((await signInAt(email)).id, mover.id);
    await refuses(shop().app, ["POST", "/customers/undo", { body: { token: undo } }], "400 COM_02", "token");
    assert.deepEqual(await account(mover.id), { email, is_proven: true, address_1: null });
  });

test("a letter that was not written yet changes nothing about it", async () => {
  const unwritten = async (isProven: boolean) => {
    const { mover, email } = await moved({ isProven });
    await shop().sql("delete from mailed_token where customer_id = $1", [mover.id]);
    await ways["sets a new password"](mover.id, email);
    return { isTheirs: (await signInAt(email)).id === mover.id, mover };
  };
  const letters = async ({ id }: Member) =>
    shop().sql("select payload->>'changes' as changes from job where task = 'mail-account-change' and subject = $1", [
      `customer ${id}`,
    ]);
  const proven = await unwritten(true);
  assert.equal(proven.isTheirs, false);
  assert.deepEqual(await letters(proven.mover), [{ changes: '["email"]' }]);
  const never = await unwritten(false);
  assert.equal(never.isTheirs, true);
  assert.deepEqual(await letters(never.mover), [{ changes: '["password"]' }]);
});

test("of several moves the first proven address counts", async () => {
  const { mover: ada, email: second } = await moved();
  const third = anyEmail();
  await put(ada, "/customer", { name: "Eve", email: third });
  await mailed({ id: ada.id, to: second, purpose: "undo" });
  await ways["sets a new password"](ada.id, third);
  assert.deepEqual(await account(ada.id), { email: ada.email, is_proven: true, address_1: null });
  await signUp(shop().app, { email: second });
});

for (const isProven of [false, true])
  test(`${isProven ? "a proven" : "an unproven"} address and a later proven one`, async () => {
    const { mover: ada, email, undo } = await moved({ isProven });
    const token = await mailed({ id: ada.id, to: email, purpose: "email" });
    const proving = { token: ada.accessToken, body: { token } };
    assert.equal((await ask(shop().app, "POST", "/customers/email/verify", proving)).statusCode, 200);
    const letters = await shop().sql(
      "select from job where task = 'mail-account-change' and payload->>'email' = $1 and subject = $2",
      [ada.email, `customer ${ada.id}`],
    );
    assert.equal(letters.length, isProven ? 1 : 0, "the letter that was not written yet");
    if (isProven) await post("/customers/undo", { token: undo });
    else await refuses(shop().app, ["POST", "/customers/undo", { body: { token: undo } }], "400 COM_02", "token");
    assert.equal((await account(ada.id))?.["email"], isProven ? ada.email : email);
    assert.equal(await isSignedIn(shop().app, ada.accessToken), !isProven);
  });
