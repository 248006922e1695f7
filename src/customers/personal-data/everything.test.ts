import assert from "node:assert/strict";
import { mkdtempSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { newCartId } from "../../cart/cart-numbers.ts";
import { home, terms } from "../../../test/support/clients/buyers.ts";
import { ask, askFreely, signIn, signUp, type Member } from "../../../test/support/clients/customers.ts";
import { testShop } from "../../../test/support/servers/shop.ts";
import { until } from "../../../test/support/until.ts";

const dataDir = mkdtempSync(join(tmpdir(), "selvedge-exporting-"));
const shop = testShop({ settings: { RATE_LIMIT: "off", WORKER: "on", DATA_DIR: dataDir } });
after(() => rm(dataDir, { recursive: true, force: true }));

const exported = async ({ accessToken }: Member) => {
  const reply = await ask(shop().app, "GET", "/customer/export", { token: accessToken });
  assert.equal(reply.headers["content-disposition"], 'attachment; filename="customer.json"');
  return { reply, body: reply.json() };
};
const isMoment = (text: unknown) => !Number.isNaN(Date.parse(String(text))) && String(text).endsWith("Z");

test("an account's dates, its identities and whether its address is proven are part of the copy", async () => {
  const ada = await signUp(shop().app, { name: "Ada" });
  const fresh = (await exported(ada)).body;
  assert.ok(isMoment(fresh.account.created_on));
  assert.deepEqual(
    [fresh.account.email_proven_on, fresh.account.imported_on, fresh.account.has_password, fresh.identities],
    [null, null, true, []],
  );
  await shop().sql(
    "update customer set email_verified_at = '2026-03-04T05:06:07Z', imported_at = '2026-01-02T03:04:05Z', password_hash = null where customer_id = $1",
    [ada.id],
  );
  await shop().sql("insert into customer_identity values ($1, $2)", [`facebook:${ada.id}:1`, ada.id]);
  const { account, identities, customer } = (await exported(ada)).body;
  assert.deepEqual(account, {
    created_on: fresh.account.created_on,
    email_proven_on: "2026-03-04T05:06:07.000Z",
    imported_on: "2026-01-02T03:04:05.000Z",
    has_password: false,
  });
  assert.deepEqual(identities, [{ provider: "facebook", subject: `${ada.id}:1` }]);
  assert.deepEqual([customer.email, customer.name], [ada.email, "Ada"]);
});

test("so are earlier addresses, as long as they are held or their reader can undo the change", async () => {
  const ada = await signUp(shop().app);
  const [held, present] = ["ada.held@example.com", "ada.present@example.com"];
  const move = async (email: string) =>
    assert.equal(
      (await ask(shop().app, "PUT", "/customer", { token: ada.accessToken, body: { name: "Ada", email } })).statusCode,
      200,
    );
  await move(held);
  await shop().sql("update customer set email_verified_at = now() where customer_id = $1", [ada.id]);
  await move(present);
  const tokens = () => shop().sql("select from mailed_token where customer_id = $1 and purpose = 'undo'", [ada.id]);
  await until(async () => (await tokens()).length === 2, 8000, "both letters about a change");
  const { earlier_emails: earlier } = (await exported(ada)).body;
  assert.deepEqual(
    earlier.map(({ email }: { email: string }) => email),
    [ada.email, held].toSorted(),
  );
  for (const { kept_until } of earlier) assert.ok(isMoment(kept_until) && Date.parse(kept_until) > Date.now());
});

test("so are all sessions with device and address, the ended ones too, however many", async () => {
  const ada = await signUp(shop().app);
  const ended = await signIn(shop().app, { ...ada, address: "10.9.8.7" });
  await ask(shop().app, "POST", "/customers/logout", { token: ended.accessToken });
  await shop().sql(
    `insert into session (customer_id, session_id, generation, token_hash, device, address, created_at, last_used_at, expires_at, ended_at)
     select $1, 'session-of-long-ago-' || n, 0, sha256(n::text::bytea), 'Phone ' || n, '10.1.1.' || n % 250, now() - interval '2 days',
       now() - interval '1 day', now() + interval '1 day', now() from generate_series(1, 250) as n`,
    [ada.id],
  );
  const { sessions } = (await exported(ada)).body;
  assert.equal(sessions.length, 252);
  assert.deepEqual(
    sessions
      .slice(0, 2)
      .map(({ session_id, address, ended_on, is_current }: Record<string, unknown>) => [
        session_id,
        address,
        ended_on === null || isMoment(ended_on),
        ended_on === null,
        is_current,
      ]),
    [
      [ended.sessionId, "10.9.8.7", true, false, false],
      [ada.sessionId, ada.address, true, true, true],
    ],
  );
  assert.equal(new Set(sessions.map(({ device }: { device: string }) => device)).size, 251);
  assert.ok(sessions.every((session: Record<string, unknown>) => isMoment(session["expires_on"])));
});

test("the same holds for mails, reviews, the cart, orders with history, and rejected rows", async () => {
  const [ada, bob] = [await signUp(shop().app, { name: "Ada" }), await signUp(shop().app, { name: "Bob" })];
  const as = (who: Member) => (method: "POST" | "PUT", url: string, body: Record<string, unknown>) =>
    ask(shop().app, method, url, { token: who.accessToken, body });
  for (const [who, review] of [
    [ada, "Prickly, in the best way."],
    [bob, "Too small for my dog."],
  ] as const)
    await as(who)("POST", "/products/53/reviews", { review, rating: 5 });
  await as(ada)("PUT", "/customers/address", home);
  const cart_id = newCartId();
  await askFreely(shop().app, "POST", "/shoppingcart/add", { body: { cart_id, product_id: 2, attributes: "M" } });
  const { orderId } = (await as(ada)("POST", "/orders", { cart_id, ...terms })).json();
  await as(ada)("POST", "/stripe/charge", { stripeToken: "tok_visa", order_id: orderId, description: "A shirt" });
  await shop().sql("update customer set imported_at = now() where customer_id = $1", [ada.id]);
  await shop().sql("insert into import_reject values ('orders', '9', 'it has no lines', false, $1, now(), null)", [
    { order_id: "9", customer_id: String(ada.id) },
  ]);
  await until(
    async () => (await shop().sql("select from sent_mail where customer_id = $1", [ada.id])).length === 2,
    8000,
    "the proof and the confirmation",
  );
  const { body, reply } = await exported(ada);
  assert.deepEqual(Object.keys(body), [
    "exported_on",
    "customer",
    "account",
    "identities",
    "earlier_emails",
    "known_networks",
    "sessions",
    "reviews",
    "cart",
    "orders",
    "payments",
    "payment_attempts",
    "set_aside",
    "mails",
  ]);
  assert.deepEqual(body.mails.map(({ subject }: { subject: string }) => subject).toSorted(), [
    "Is this your address?",
    `Your order ${orderId}`,
  ]);
  assert.ok(body.mails.every(({ sent_on }: { sent_on: string }) => isMoment(sent_on)));
  assert.deepEqual(
    body.reviews.map(({ product_id, review, rating }: Record<string, unknown>) => [product_id, review, rating]),
    [[53, "Prickly, in the best way.", 5]],
  );
  assert.deepEqual(
    body.orders.map(({ order_id, history }: { order_id: number; history: { status: string }[] }) => [
      order_id,
      history.map(({ status }) => status),
    ]),
    [[orderId, ["pending", "paid"]]],
  );
  assert.deepEqual(body.payments.length, 1);
  assert.deepEqual(
    body.set_aside.map(({ source_table, reason }: Record<string, unknown>) => [source_table, reason]),
    [["orders", "it has no lines"]],
  );
  assert.doesNotMatch(reply.body, /Too small for my dog/);
});

test("no hash of a password or a token is part of it, in whatever form", async () => {
  const ada = await signUp(shop().app);
  await signIn(shop().app, ada);
  await ask(shop().app, "POST", "/customers/password/forgot", { body: { email: ada.email } });
  await until(
    async () => (await shop().sql("select from mailed_token where customer_id = $1", [ada.id])).length === 2,
    8000,
    "both tokens",
  );
  const secrets = await shop().sql(
    `select password_hash as text, convert_to(password_hash, 'UTF8') as bytes from customer where customer_id = $1
     union all select null, token_hash from session where customer_id = $1
     union all select null, token_hash from mailed_token where customer_id = $1`,
    [ada.id],
  );
  assert.equal(secrets.length, 5);
  const { reply } = await exported(ada);
  for (const { text, bytes } of secrets)
    for (const form of [text, ...(["hex", "base64", "base64url"] as const).map((as) => (bytes as Buffer).toString(as))])
      if (form !== null) assert.ok(!reply.body.includes(String(form)));
  assert.doesNotMatch(reply.body, /argon2|\$2[aby]\$|password_hash|token_hash/);
});
