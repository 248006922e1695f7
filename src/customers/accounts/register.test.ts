import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  anyAddress,
  anyEmail,
  ask,
  refuses,
  signUp,
  type Entrance,
  type Method,
  type Question,
} from "../../../test/support/clients/customers.ts";
import { testShop } from "../../../test/support/servers/shop.ts";

const shop = testShop();
const registering = (body: Readonly<Record<string, unknown>>, address = anyAddress()): [Method, string, Question] => [
  "POST",
  "/customers",
  { body, address },
];
const good = { name: "Ada Weaver", password: "twill and denim 9" };
const customers = async () => (await shop().sql("select count(*)::int as count from customer"))[0]?.["count"];

test("an account is opened, and its owner is signed in", async () => {
  const email = anyEmail();
  const reply = await ask(shop().app, ...registering({ ...good, email }));
  const { customer, accessToken, refresh_token, ...rest } = reply.json<Entrance>();
  const { customer_id, ...shown } = customer;
  assert.ok(customer_id > 0);
  assert.deepEqual(shown, {
    name: "Ada Weaver",
    email,
    address_1: null,
    address_2: null,
    city: null,
    region: null,
    postal_code: null,
    country: null,
    shipping_region_id: 1,
    day_phone: null,
    eve_phone: null,
    mob_phone: null,
    credit_card: null,
  });
  assert.deepEqual(rest, { expires_in: "24h", refresh_expires_in: "30d" });
  assert.match(accessToken, /^Bearer ey[\w-]+\.[\w-]+\.[\w-]+$/);
  assert.ok(refresh_token.length >= 43);
  assert.deepEqual((await ask(shop().app, "GET", "/customer", { token: accessToken })).json(), customer);
});

test("a form opens an account as well, and blanks around name and address are left out", async () => {
  const email = anyEmail();
  const reply = await ask(shop().app, "POST", "/customers", {
    form: { name: "  Ada ", email: ` ${email} `, password: good.password },
  });
  const { customer } = reply.json<Entrance>();
  assert.deepEqual({ name: customer.name, email: customer.email }, { name: "Ada", email });
});

test("what is missing is named, all of it", async () => {
  const before = await customers();
  await refuses(shop().app, registering({}), "400 USR_02", "name,email,password");
  await refuses(shop().app, registering({ ...good, name: "" }), "400 USR_02", "name,email");
  await refuses(
    shop().app,
    registering({ email: anyEmail(), name: null, password: "" }),
    "400 USR_02",
    "name,password",
  );
  await refuses(shop().app, registering({ ...good, email: anyEmail(), name: "   " }), "400 USR_02", "name");
  assert.equal(await customers(), before);
});

test("an address that mail cannot reach is refused", async () => {
  const bad = [
    "ada",
    "ada@",
    "@example.com",
    "ada@example",
    "ada weaver@example.com",
    "ada@exa mple.com",
    "ada@@example.com",
    "ada@example..com",
    "ada@.example.com",
    "ada@example.com\nbcc:eve@example.com",
    "<ada@example.com>",
    "ada@example.com,eve@example.com",
    "ad\u200Ba@example.com",
    "ada@-example.com",
  ];
  for (const email of bad) await refuses(shop().app, registering({ ...good, email }), "400 USR_03", "email");
});

test("what is too long is refused, counted in characters as the database counts them", async () => {
  const email = anyEmail();
  for (const name of ["a".repeat(51), "👨‍👩‍👧‍👦".repeat(8), "e\u0301".repeat(26)])
    await refuses(shop().app, registering({ ...good, name, email }), "400 USR_07", "name");
  await refuses(
    shop().app,
    registering({ ...good, email: `${"a".repeat(60)}@${"b".repeat(36)}.com` }),
    "400 USR_07",
    "email",
  );
  for (const name of ["a".repeat(50), "🧵".repeat(50), "👨‍👩‍👧‍👦".repeat(7)])
    assert.equal((await signUp(shop().app, { name })).name, name);
  assert.equal((await signUp(shop().app, { email: `${"a".repeat(59)}@${"b".repeat(36)}.com` })).email.length, 100);
});

test("a password that is guessed first is refused, one that is long is not", async () => {
  const bad = [
    "1234567",
    "12345678",
    "password",
    "PASSWORD",
    "aaaaaaaa",
    "abababab",
    "qwertyui",
    "pa$$word",
    "87654321",
    "é".repeat(200),
    "x y ".repeat(65),
  ];
  for (const password of bad)
    await refuses(shop().app, registering({ ...good, email: anyEmail(), password }), "400 USR_10", "password");
  for (const password of ["pale blue", "ünïcödé 🧵", "x y z ".repeat(42)]) await signUp(shop().app, { password });
});

describe("with PASSWORD_POLICY=off", () => {
  const lax = testShop({ settings: { PASSWORD_POLICY: "off" } });
  test("any password goes that is not empty, up to 256 bytes", async () => {
    for (const password of ["123456", "a", " "]) await signUp(lax().app, { password });
    await refuses(lax().app, registering({ ...good, email: anyEmail(), password: "" }), "400 USR_02", "password");
    await refuses(
      lax().app,
      registering({ ...good, email: anyEmail(), password: "a".repeat(257) }),
      "400 USR_10",
      "password",
    );
  });
});

test("every spelling of an address is one account, and mail goes to the spelling that was given", async () => {
  const spellings = [
    [
      "Grace.Ké@Example.com",
      "GRACE.KE\u0301@EXAMPLE.COM",
      "ｇｒａｃｅ.ké@example.com",
      "grace.\u212Aé@example.com",
      " grace.ké@example.com ",
    ],
    ["straße@example.com", "STRAßE@example.com"],
    ["ﬁsh@example.com", "fish@example.com"],
  ];
  for (const [first = "", ...twins] of spellings) {
    assert.equal((await signUp(shop().app, { email: first })).email, first);
    for (const email of twins) {
      await refuses(shop().app, registering({ ...good, email }), "400 USR_04", "email");
      const reply = await ask(shop().app, "POST", "/customers/login", { body: { email, password: good.password } });
      assert.equal(reply.json<Entrance>().customer.email, first);
    }
  }
});

test("twenty at once with one address make one account", async () => {
  const email = anyEmail();
  const before = Number(await customers());
  const replies = await Promise.all(
    Array.from({ length: 20 }, () => ask(shop().app, ...registering({ ...good, email }))),
  );
  assert.equal(replies.filter(({ statusCode }) => statusCode === 200).length, 1);
  assert.equal(replies.filter(({ body }) => body.includes("USR_04")).length, 19);
  assert.equal(await customers(), before + 1);
});

test("fields that are not asked for never take effect", async () => {
  const email = anyEmail();
  const text = JSON.stringify({
    ...good,
    email,
    customer_id: 7,
    shipping_region_id: 3,
    credit_card: "XXXXXXXX1111",
    day_phone: "12345",
    email_verified_at: "2020-01-01",
    password_hash: "x",
    erased_at: null,
    status: "admin",
    constructor: { name: "x" },
  });
  const withPrototype = text.replace("{", '{"__proto__":{"shipping_region_id":4,"customer_id":9},');
  const reply = await shop().app.inject({
    method: "POST",
    url: "/customers",
    remoteAddress: anyAddress(),
    headers: { "content-type": "application/json" },
    payload: withPrototype,
  });
  assert.equal(reply.statusCode, 200, reply.body);
  const { customer } = reply.json<Entrance>();
  assert.ok(customer.customer_id !== 7 && customer.customer_id !== 9);
  assert.deepEqual([customer.shipping_region_id, customer.credit_card, customer.day_phone], [1, null, null]);
  const [row] = await shop().sql("select email_verified_at, password_hash from customer where customer_id = $1", [
    customer.customer_id,
  ]);
  assert.equal(row?.["email_verified_at"], null);
  assert.match(String(row?.["password_hash"]), /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
});

test("ten accounts an hour are opened from one address, and then it is told when to come again", async () => {
  const address = anyAddress();
  for (let count = 1; count <= 10; count += 1) {
    const reply = await ask(shop().app, ...registering({ ...good, email: anyEmail() }, address));
    assert.equal(reply.statusCode, 200);
    assert.match(String(reply.headers["ratelimit"]), new RegExp(`^"register";r=${10 - count};t=3(600|59\\d)$`));
  }
  const reply = await refuses(shop().app, registering({ ...good, email: anyEmail() }, address), "429 COM_29");
  assert.ok(Number(reply.headers["retry-after"]) > 3500 && Number(reply.headers["retry-after"]) <= 3600);
  await signUp(shop().app);
});
