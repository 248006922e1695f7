import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { anyEmail, ask, askFreely, refuses, signUp } from "../../../test/support/clients/customers.ts";
import { testShop } from "../../../test/support/servers/shop.ts";
import { mailbox } from "../buyer.queries.ts";
import { readPhone } from "./phone.ts";

const shop = testShop({ settings: { RATE_LIMIT: "off" } });

describe("a phone number", () => {
  test("is taken as people and autofill write it", () => {
    const written: [string, string][] = [
      ["+1 212 555 0123", "+1 212 555 0123"],
      [" +1 212 555 0123 ", "+1 212 555 0123"],
      ["+1 212 555 0123 x45", "+1 212 555 0123 x45"],
      ["+1 212 555 0123 ext. 45", "+1 212 555 0123 ext. 45"],
      ["+1 212 555 0123, extension 45", "+1 212 555 0123, extension 45"],
      ["+12125550123;ext=45", "+12125550123;ext=45"],
      ["(212) 555-0123 #45", "(212) 555-0123 #45"],
      ["212\u2013555\u20110123", "212-555-0123"],
      ["\u200e+1\u00a0212 555 0123\u202c", "+1 212 555 0123"],
      ["tel:+1-212-555-0123", "+1-212-555-0123"],
      ["\u0660\u0661\u0662\u0663\u0664\u0665\u0666\u0667", "01234567"],
      ["\u06f0\u06f1\u06f2 \u06f3\u06f4\u06f5", "012 345"],
      ["\uff0b\uff11 \uff12\uff11\uff12 5550123", "+1 212 5550123"],
      ["0049.30/123456", "0049.30/123456"],
    ];
    for (const [sent, kept] of written) assert.equal(readPhone(sent), kept, JSON.stringify(sent));
    for (const wrong of [
      "call me",
      "1234",
      "x45",
      "+1 212 555 0123 x",
      "+1 212 555 0123 x45 x46",
      "1".repeat(31),
      "212-CALL-NOW",
    ])
      assert.equal(readPhone(wrong), undefined, wrong);
  });

  test("is kept so in all three fields, and a wrong one changes none", async () => {
    const { accessToken: token, email, name } = await signUp(shop().app);
    const phones = { day_phone: "tel:+1 212 555 0123 x45", eve_phone: "212\u2013555\u20130123", mob_phone: 2125550123 };
    const { day_phone, eve_phone, mob_phone } = (
      await ask(shop().app, "PUT", "/customer", { token, body: { name, email, ...phones } })
    ).json();
    assert.deepEqual([day_phone, eve_phone, mob_phone], ["+1 212 555 0123 x45", "212-555-0123", "2125550123"]);
    for (const field of ["day_phone", "eve_phone", "mob_phone"])
      await refuses(
        shop().app,
        ["PUT", "/customer", { token, body: { name, email, [field]: "none" } }],
        "400 USR_06",
        field,
      );
    assert.equal((await ask(shop().app, "GET", "/customer", { token })).json().day_phone, "+1 212 555 0123 x45");
  });
});

const address = {
  address_1: "1 Main St",
  city: "Troy",
  region: "NY",
  postal_code: "12180",
  country: "US",
  shipping_region_id: 2,
};

test("a field of one line that shows nothing is missing, and one with breaks is folded", async () => {
  const { app } = shop();
  const { accessToken: token, email } = await signUp(app);
  for (const nothing of [" ", "\u200b", "\u00ad", "\u2060", "\n", "\u3000"]) {
    await refuses(
      app,
      ["POST", "/customers", { body: { name: nothing, email: anyEmail(), password: "a good one 7" } }],
      "400 USR_02",
      "name",
    );
    await refuses(app, ["PUT", "/customer", { token, body: { name: nothing, email } }], "400 USR_02", "name");
    for (const field of ["address_1", "city", "country"])
      await refuses(
        app,
        ["PUT", "/customers/address", { token, body: { ...address, [field]: nothing } }],
        "400 USR_02",
        field,
      );
    await refuses(
      app,
      ["POST", "/products/54/reviews", { token, body: { review: nothing, rating: 5 } }],
      "400 USR_02",
      "review",
    );
  }
  assert.deepEqual((await app.inject("/products/54/reviews")).json(), []);
  const kept = (
    await ask(app, "PUT", "/customers/address", {
      token,
      body: { ...address, city: "New\r\nYork ", region: "\u202eNY" },
    })
  ).json();
  assert.deepEqual([kept.city, kept.region], ["New York", "NY"]);
});

test("a name holds no link, and an ordinary name is one", async () => {
  const { app } = shop();
  const { accessToken: token, email } = await signUp(app);
  for (const name of [
    "Win 500 now https://evil.example/x",
    "see www.evil.example",
    "evil.example/x now",
    "http\uff1a//evil.example",
  ]) {
    await refuses(
      app,
      ["POST", "/customers", { body: { name, email: anyEmail(), password: "a good one 7" } }],
      "400 COM_02",
      "name",
    );
    await refuses(app, ["PUT", "/customer", { token, body: { name, email } }], "400 COM_02", "name");
  }
  for (const name of ["Ada O'Neil-Weaver Jr.", "J. R. R. Tolkien", "Dr. med. Zoë", "張偉", "AC/DC"])
    assert.equal((await ask(app, "PUT", "/customer", { token, body: { name, email } })).json().name, name);
});

test("an address holds no URL, and an ordinary one is kept", async () => {
  const { app } = shop();
  const { accessToken: token } = await signUp(app);
  for (const field of ["address_1", "address_2", "city", "region", "postal_code", "country"])
    for (const line of ["Pay at https://evil.example/x", "WWW.evil.example"])
      await refuses(
        app,
        ["PUT", "/customers/address", { token, body: { ...address, [field]: line } }],
        "400 COM_02",
        field,
      );
  for (const city of ["St.Louis/MO", "c/o Weaver"])
    assert.equal(
      (await ask(app, "PUT", "/customers/address", { token, body: { ...address, city } })).json().city,
      city,
    );
});

test("no word of a stranger's goes to an address that nobody has proven", async () => {
  const { app, sql } = shop();
  const { id } = await signUp(app, { name: "Win 500 now evil.example" });
  const named = async () => (await shop().db.first(mailbox(id)))?.name;
  assert.equal(await named(), "");
  await sql("update customer set email_verified_at = now() where customer_id = $1", [id]);
  assert.equal(await named(), "Win 500 now evil.example");
});

test("a password is its characters, whichever keyboard typed it, old hashes included", async () => {
  const { app, sql } = shop();
  const [apart, composed] = ["cafe\u0301 creme 9", "caf\u00e9 creme 9"];
  const email = anyEmail();
  const enter = async (password: string) =>
    (await askFreely(app, "POST", "/customers/login", { body: { email, password } })).statusCode;
  await ask(app, "POST", "/customers", { body: { name: "Zoë", email, password: apart } });
  assert.deepEqual([await enter(composed), await enter(apart), await enter("cafe creme 9")], [200, 200, 400]);
  const { hashSync } = await import("bcryptjs");
  await sql("update customer set password_hash = $1 where email = $2", [hashSync(apart, 4), email]);
  assert.equal(await enter("cafe creme 9"), 400);
  assert.equal(await enter(apart), 200);
  assert.equal(await enter(composed), 200, "its hash was made anew");
});
