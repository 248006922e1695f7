import assert from "node:assert/strict";
import { randomBytes, randomInt } from "node:crypto";
import { after, before, test } from "node:test";
import {
  anyEmail,
  askFreely,
  isSignedIn,
  signIn,
  signUp,
  type Entrance,
  type Member,
  type Reply,
} from "../../../test/support/clients/customers.ts";
import { openFacebook, type Facebook } from "../../../test/support/fakes/facebook.ts";
import { openHold } from "../../../test/support/databases/held.ts";
import { cloneDatabase, openShopOn, type TestShop } from "../../../test/support/servers/shop.ts";

let facebook: Facebook;
let database: Awaited<ReturnType<typeof cloneDatabase>>;
let shop: TestShop;

before(async () => {
  [facebook, database] = await Promise.all([openFacebook(), cloneDatabase()]);
  shop = await openShopOn(database.url, { ...facebook.settings, RATE_LIMIT: "off" });
});
after(async () => {
  await Promise.all([shop.close(), facebook.close()]);
  await database.drop();
});

/** Stores a password token and returns it as a mail would carry it. */
const mailed = async ({ id, email }: Member): Promise<string> => {
  const secret = randomBytes(32).toString("base64url");
  await shop.sql(
    "insert into mailed_token (customer_id, token_hash, purpose, email_key, expires_at) values ($1, sha256($2::bytea), 'password', $3, now() + interval '1 hour')",
    [id, secret, email],
  );
  return `${id}.${secret}`;
};
const granted = (): { token: string; key: string } => {
  const id = String(randomInt(1e9, 1e10));
  const token = `token-${id}`;
  facebook.grant(token, { person: { id, name: "A Thief", email: anyEmail() } });
  return { token, key: `facebook:${id}` };
};
const identitiesOf = async ({ id }: Member) =>
  (await shop.sql("select identity_key from customer_identity where customer_id = $1", [id])).map(
    (row) => row["identity_key"],
  );

/** Sends a request of the thief, who is still signed in, while the owner's password reset waits for a lock. */
const askWhileReset = async (ada: Member, ask: () => Promise<Reply>) => {
  const token = await mailed(ada);
  const hold = await openHold(shop.url);
  try {
    await hold.run("select from customer where customer_id = $1 for update", [ada.id]);
    const body = { token, password: "heddle and reed 5" };
    const resetting = askFreely(shop.app, "POST", "/customers/password/reset", { body });
    await hold.untilWaiting(1, resetting);
    const asking = ask();
    await hold.untilWaiting(2, asking);
    await hold.commit();
    const [reset, asked] = await Promise.all([resetting, asking]);
    assert.equal(reset.statusCode, 200, reset.body);
    return asked;
  } finally {
    await hold.close();
  }
};

const changes: Readonly<Record<string, (ada: Member) => () => Promise<Reply>>> = {
  "changes the password": (ada) => () =>
    askFreely(shop.app, "PUT", "/customer", {
      token: ada.accessToken,
      body: { name: "A Thief", email: ada.email, password: "a thief's password 1" },
    }),
  "changes the address": (ada) => () =>
    askFreely(shop.app, "PUT", "/customer", {
      token: ada.accessToken,
      body: { name: "A Thief", email: anyEmail() },
    }),
  "links an identity": (ada) => () =>
    askFreely(shop.app, "POST", "/customer/identities", {
      token: ada.accessToken,
      body: { provider: "facebook", access_token: granted().token },
    }),
  "erases the account": (ada) => () => askFreely(shop.app, "DELETE", "/customer", { token: ada.accessToken }),
};

for (const [what, change] of Object.entries(changes))
  test(`whoever ${what} and is thrown out meanwhile has changed nothing`, async () => {
    const ada = await signUp(shop.app);
    const asked = await askWhileReset(ada, change(ada));
    assert.deepEqual([asked.statusCode, asked.json().error?.code], [401, "AUT_02"]);
    const entered = await signIn(shop.app, { ...ada, password: "heddle and reed 5" });
    assert.deepEqual([entered.id, entered.name], [ada.id, ada.name]);
    assert.deepEqual(await identitiesOf(ada), []);
  });

test("an identity that is taken away while somebody signs in with it lets nobody in", async () => {
  const ada = await signUp(shop.app);
  const { token, key } = granted();
  await shop.sql("insert into customer_identity (identity_key, customer_id) values ($1, $2)", [key, ada.id]);
  const asked = await askWhileReset(ada, () =>
    askFreely(shop.app, "POST", "/customers/facebook", { body: { access_token: token } }),
  );
  assert.equal(asked.statusCode, 200, asked.body);
  const { customer, accessToken } = asked.json<Entrance>();
  assert.notEqual(customer.customer_id, ada.id, "an account of their own");
  assert.ok(await isSignedIn(shop.app, accessToken));
  const sessions = await shop.sql(
    "select from session join customer using (customer_id) where customer_id = $1 and epoch >= session_epoch",
    [ada.id],
  );
  assert.equal(sessions.length, 0);
});
