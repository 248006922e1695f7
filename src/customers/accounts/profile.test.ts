import assert from "node:assert/strict";
import { test } from "node:test";
import {
  anyEmail,
  ask,
  isSignedIn,
  refuses,
  signIn,
  signUp,
  type Member,
  type Method,
  type Question,
} from "../../../test/support/clients/customers.ts";
import { testShop } from "../../../test/support/servers/shop.ts";

let ada: Member;
const shop = testShop({
  async prepare({ app }) {
    ada = await signUp(app);
  },
});

const putting = (
  url: string,
  body: Readonly<Record<string, unknown>>,
  token = ada.accessToken,
): [Method, string, Question] => ["PUT", url, { body, token }];
const profile = (body: Readonly<Record<string, unknown>> = {}) =>
  putting("/customer", { name: "Ada", email: ada.email, ...body });
const where = {
  address_1: "Mill Lane 3",
  city: "Bielefeld",
  region: "NRW",
  postal_code: "33602",
  country: "Germany",
  shipping_region_id: 3,
};
const address = (body: Readonly<Record<string, unknown>>) => putting("/customers/address", body);
const card = (credit_card: unknown) => putting("/customers/creditCard", { credit_card });
const shown = async () =>
  (await ask(shop().app, "GET", "/customer", { token: ada.accessToken })).json<Record<string, unknown>>();
const change = async (asked: [Method, string, Question]) => {
  const reply = await ask(shop().app, ...asked);
  assert.equal(reply.statusCode, 200, reply.body);
  assert.deepEqual(reply.json(), await shown());
  return reply.json<Record<string, unknown>>();
};

test("phones that are sent are kept, those sent empty are emptied, those not sent stay", async () => {
  const phones = ({ day_phone, eve_phone, mob_phone }: Record<string, unknown>) => [day_phone, eve_phone, mob_phone];
  assert.deepEqual(
    phones(
      await change(profile({ day_phone: "+1 212 555 0123", eve_phone: "(030) 901820-0", mob_phone: "0151/1234567" })),
    ),
    ["+1 212 555 0123", "(030) 901820-0", "0151/1234567"],
  );
  assert.deepEqual(phones(await change(profile())), ["+1 212 555 0123", "(030) 901820-0", "0151/1234567"]);
  assert.deepEqual(phones(await change(profile({ day_phone: "", mob_phone: null }))), [null, "(030) 901820-0", null]);
  const reply = await ask(shop().app, "PUT", "/customer", {
    token: ada.accessToken,
    form: { name: "Ada", email: ada.email, eve_phone: "", day_phone: "12345" },
  });
  assert.deepEqual(phones(reply.json()), ["12345", null, null]);
});

test("what is no phone number is refused, and nothing is changed", async () => {
  const before = await shown();
  for (const field of ["day_phone", "eve_phone", "mob_phone"])
    for (const phone of [
      "call me",
      "1234",
      "12-34",
      "+",
      "123456789x",
      "1".repeat(31),
      "<script>1234567",
      "+1 212 555 0123; drop table",
    ])
      await refuses(shop().app, profile({ name: "Eve", [field]: phone }), "400 USR_06", field);
  assert.deepEqual(await shown(), before);
});

test("name and address are required, checked, and kept as they are written", async () => {
  const before = await shown();
  await refuses(shop().app, putting("/customer", {}), "400 USR_02", "name,email");
  await refuses(shop().app, profile({ name: "  " }), "400 USR_02", "name");
  await refuses(shop().app, profile({ email: "nowhere" }), "400 USR_03", "email");
  await refuses(shop().app, profile({ name: "a".repeat(51) }), "400 USR_07", "name");
  await refuses(shop().app, profile({ email: `${"a".repeat(95)}@example.com` }), "400 USR_07", "email");
  assert.deepEqual(await shown(), before);
  assert.equal(
    (await change(profile({ name: "Ada Loom", email: ada.email.toUpperCase() })))["email"],
    ada.email.toUpperCase(),
  );
});

test("another address is free for others, is not verified any more, and may not be somebody's", async () => {
  const bob = await signUp(shop().app, { name: "Bob" });
  const moved = anyEmail();
  await shop().sql("update customer set email_verified_at = now() where customer_id = $1", [bob.id]);
  const verified = async () =>
    (await shop().sql("select email_verified_at from customer where customer_id = $1", [bob.id]))[0]?.[
      "email_verified_at"
    ];
  await ask(shop().app, ...putting("/customer", { name: "Bob", email: bob.email.toUpperCase() }, bob.accessToken));
  assert.notEqual(await verified(), null);
  await refuses(
    shop().app,
    putting("/customer", { name: "Bob", email: ada.email.toUpperCase() }, bob.accessToken),
    "400 USR_04",
    "email",
  );
  assert.equal(
    (await ask(shop().app, ...putting("/customer", { name: "Bob", email: moved }, bob.accessToken))).statusCode,
    200,
  );
  assert.equal(await verified(), null);
  await signIn(shop().app, { ...bob, email: moved });
  await refuses(shop().app, ["POST", "/customers/login", { body: bob }], "400 USR_01");
});

test("addresses that change at once stay one with their account", async () => {
  const bob = await signUp(shop().app, { name: "Bob" });
  const wishes = Array.from({ length: 10 }, (_, index) => (index % 2 ? anyEmail() : bob.email));
  await Promise.all(
    wishes.map((email) => ask(shop().app, ...putting("/customer", { name: "Bob", email }, bob.accessToken))),
  );
  const rows = await shop().sql(
    "select email, email_key from customer join customer_email using (customer_id) where customer_id = $1 and held_until is null",
    [bob.id],
  );
  assert.equal(rows.length, 1);
  assert.equal(rows[0]?.["email"], rows[0]?.["email_key"]);
});

test("a new password is the only one, and ends every other session", async () => {
  const here = await signUp(shop().app);
  const there = await signIn(shop().app, here);
  const put = (password: string) =>
    putting("/customer", { name: "Ada", email: here.email, password }, here.accessToken);
  await refuses(shop().app, put("short"), "400 USR_10", "password");
  assert.ok(await isSignedIn(shop().app, there.accessToken));
  assert.equal((await ask(shop().app, ...put("a much better one"))).statusCode, 200);
  assert.ok(await isSignedIn(shop().app, here.accessToken));
  assert.ok(!(await isSignedIn(shop().app, there.accessToken)));
  await refuses(
    shop().app,
    ["POST", "/customers/refresh", { body: { refresh_token: there.refreshToken } }],
    "401 AUT_02",
    "refresh_token",
  );
  await refuses(
    shop().app,
    ["POST", "/customers/login", { body: { email: here.email, password: here.password } }],
    "400 USR_01",
  );
  await signIn(shop().app, { ...here, password: "a much better one" });
});

test("the address is kept; its second line can be emptied, and stays when it is not sent", async () => {
  assert.deepEqual(
    { ...(await shown()), ...where, address_2: "2nd floor" },
    await change(address({ ...where, address_2: "2nd floor" })),
  );
  assert.equal((await change(address({ ...where, city: "Krefeld" })))["address_2"], "2nd floor");
  assert.equal((await change(address({ ...where, address_2: "", shipping_region_id: "2" })))["address_2"], null);
  assert.equal((await shown())["shipping_region_id"], 2);
  const { address_1, city, region, postal_code, country } = where;
  const reply = await ask(shop().app, "PUT", "/customers/address", {
    token: ada.accessToken,
    form: { address_1, city, region, postal_code, country, shipping_region_id: "4" },
  });
  assert.equal(reply.json<Record<string, unknown>>()["shipping_region_id"], 4);
});

test("an address that is not whole, too long, or in no region is refused, and nothing is changed", async () => {
  const before = await shown();
  await refuses(shop().app, address({}), "400 USR_02", "address_1,city,region,postal_code,country,shipping_region_id");
  for (const field of ["address_1", "city", "region", "postal_code", "country", "address_2"])
    await refuses(shop().app, address({ ...where, [field]: "x".repeat(101) }), "400 USR_07", field);
  for (const region of ["north", "1.5", 0, -1, 1e300, "2; drop", true, [2]])
    await refuses(shop().app, address({ ...where, shipping_region_id: region }), "400 USR_09", "shipping_region_id");
  await refuses(shop().app, address({ ...where, shipping_region_id: 99 }), "404 SHP_01", "shipping_region_id");
  assert.deepEqual(await shown(), before);
});

test("of a card only the last four digits are kept", async () => {
  for (const [number, masked] of [
    ["5555555555554444", "XXXXXXXX4444"],
    ["4111 1111 1111 1111", "XXXXXXXX1111"],
    ["3782-822463-10005", "XXXXXXXX0005"],
    ["4222222222222", "XXXXXXXX2222"],
  ]) {
    assert.equal((await change(card(number)))["credit_card"], masked);
    const [row] = await shop().sql(
      "select to_jsonb(customer)::text as everything from customer where customer_id = $1",
      [ada.id],
    );
    assert.ok(!String(row?.["everything"]).includes(String(number).replaceAll(/\D/g, "")));
  }
});

test("what is no card is refused, and nothing is changed", async () => {
  const before = await shown();
  await refuses(shop().app, card(undefined), "400 USR_02", "credit_card");
  await refuses(shop().app, card(""), "400 USR_02", "credit_card");
  for (const number of [
    "5555555555554443",
    "0000000000000000",
    "1",
    "XXXXXXXX4444",
    "5555 5555 5555 4444 x",
    "４１１１１１１１１１１１１１１１",
    "4".repeat(101),
    "79927398713",
    "41111111111111111111111",
    true,
    { number: 1 },
  ])
    await refuses(shop().app, card(number), "400 USR_08", "credit_card");
  assert.deepEqual(await shown(), before);
});

test("a whole customer sent to any of them changes only what it is for", async () => {
  const before = await shown();
  const whole = {
    ...before,
    customer_id: 1,
    name: "Eve",
    email: anyEmail(),
    password: "given elsewhere",
    credit_card: "4111111111111111",
    ...where,
    city: "Elsewhere",
    day_phone: "99999",
    erased_at: "2020-01-01",
  };
  const { name: _, email: __, password: ___, day_phone: ____, ...forAddress } = whole;
  assert.deepEqual(
    await change(
      address({ ...forAddress, name: "Eve", email: whole.email, password: whole.password, day_phone: "99999" }),
    ),
    { ...before, ...where, city: "Elsewhere" },
  );
  assert.deepEqual(await change(card("4111111111111111")), {
    ...before,
    ...where,
    city: "Elsewhere",
    credit_card: "XXXXXXXX1111",
  });
  const renamed = await change(
    profile({
      ...where,
      name: "Ada Again",
      city: "Nowhere",
      shipping_region_id: 1,
      credit_card: "5555555555554444",
      customer_id: 1,
    }),
  );
  assert.deepEqual(renamed, {
    ...before,
    ...where,
    city: "Elsewhere",
    credit_card: "XXXXXXXX1111",
    name: "Ada Again",
    email: ada.email,
  });
  await signIn(shop().app, ada);
});

test("without a token or with one that proves nothing, nothing is told and nothing is read", async () => {
  for (const asked of [
    ["GET", "/customer"],
    ["PUT", "/customer"],
    ["PUT", "/customers/address"],
    ["PUT", "/customers/creditCard"],
  ] as const) {
    await refuses(shop().app, [asked[0], asked[1]], "401 AUT_01");
    await refuses(shop().app, [asked[0], asked[1], { token: "" }], "401 AUT_01");
    await refuses(shop().app, [asked[0], asked[1], { token: "Bearer" }], "401 AUT_01");
    for (const token of ["Bearer null", "null", "[object Object]", "Bearer undefined"])
      await refuses(shop().app, [asked[0], asked[1], { token }], "401 AUT_02");
  }
  const reply = await ask(shop().app, "GET", "/customer", { headers: { authorization: ada.accessToken } });
  assert.equal(reply.statusCode, 200);
});
