import assert from "node:assert/strict";
import { describe, test } from "node:test";
import bcrypt from "bcryptjs";
import {
  anyEmail,
  ask,
  isSignedIn,
  refuses,
  signIn,
  signUp,
  type Entrance,
  type Method,
  type Question,
} from "../../../test/support/clients/customers.ts";
import { testShop } from "../../../test/support/servers/shop.ts";

const shop = testShop();
const entering = (body: Readonly<Record<string, unknown>>, address?: string): [Method, string, Question] => [
  "POST",
  "/customers/login",
  { body, ...(address ? { address } : {}) },
];
const hashOf = async (id: number) =>
  (await shop().sql("select password_hash from customer where customer_id = $1", [id]))[0]?.["password_hash"];
const putHash = (id: number, hash: string | null) =>
  shop().sql("update customer set password_hash = $2 where customer_id = $1", [id, hash]);

test("signing in answers what opening the account answered, with tokens of its own", async () => {
  const member = await signUp(shop().app);
  for (const question of [
    { body: { email: member.email, password: member.password } },
    { form: { email: member.email, password: member.password } },
  ]) {
    const entered = (await ask(shop().app, "POST", "/customers/login", question)).json<Entrance>();
    assert.deepEqual(Object.keys(entered), [
      "customer",
      "accessToken",
      "expires_in",
      "refresh_token",
      "refresh_expires_in",
    ]);
    assert.deepEqual(
      entered.customer,
      (await ask(shop().app, "GET", "/customer", { token: member.accessToken })).json(),
    );
    assert.notEqual(entered.accessToken, member.accessToken);
    assert.ok(await isSignedIn(shop().app, entered.accessToken));
  }
  assert.ok(await isSignedIn(shop().app, member.accessToken));
});

test("a wrong password and an unknown address are refused alike; a missing field is named", async () => {
  const { email } = await signUp(shop().app);
  await refuses(shop().app, entering({ email, password: "not the one" }), "400 USR_01");
  await refuses(shop().app, entering({ email: anyEmail(), password: "not the one" }), "400 USR_01");
  await refuses(shop().app, entering({ email, password: "x".repeat(100_000) }), "400 USR_01");
  await refuses(shop().app, entering({}), "400 USR_02", "email,password");
  await refuses(shop().app, entering({ email, password: "" }), "400 USR_02", "password");
  await refuses(shop().app, entering({ email: "nobody", password: "x" }), "400 USR_03", "email");
  await refuses(shop().app, entering({ email: ["a@example.com"], password: "x" }), "400 COM_02", "email");
  await refuses(shop().app, entering({ email, password: { $ne: "" } }), "400 COM_02", "password");
});

test("an imported hash is good once, and then a better one stands in its place", async () => {
  const { id, email, address } = await signUp(shop().app);
  const password = "kept since 2019";
  const imported = await bcrypt.hash(password, 6);
  for (const kind of ["$2a$", "$2b$", "$2y$"]) {
    await putHash(id, imported.replace(/^\$2.\$/, kind));
    await refuses(shop().app, entering({ email, password: "not the one" }), "400 USR_01");
    assert.equal(await hashOf(id), imported.replace(/^\$2.\$/, kind));
    await signIn(shop().app, { email, password, address });
    assert.match(String(await hashOf(id)), /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    await signIn(shop().app, { email, password, address });
  }
});

test("a hash of other parameters is replaced, and one that is as good as ours stays", async () => {
  const { id, email, password, address } = await signUp(shop().app);
  const ours = await hashOf(id);
  await signIn(shop().app, { email, password, address });
  assert.equal(await hashOf(id), ours);
  // argon2id of the sample password with 8 MiB and one pass.
  const { hash } = await import("@node-rs/argon2");
  await putHash(id, await hash(password, { memoryCost: 8192, timeCost: 1, parallelism: 1 }));
  await signIn(shop().app, { email, password, address });
  assert.match(String(await hashOf(id)), /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
});

test("an account without a usable hash opens for no password", async () => {
  const { id, email } = await signUp(shop().app);
  for (const hash of [
    null,
    "",
    "*",
    "$2x$10$nonsense",
    "5f4dcc3b5aa765d61d8327deb882cf99",
    "$argon2id$v=19$m=19456,t=2,p=1$short",
  ]) {
    await putHash(id, hash);
    await refuses(shop().app, entering({ email, password: hash || "no customer has this password" }), "400 USR_01");
  }
});

test("nobody signs in to an account that was erased", async () => {
  const { id, email, password } = await signUp(shop().app);
  await shop().sql("update customer set erased_at = now() where customer_id = $1", [id]);
  await refuses(shop().app, entering({ email, password }), "400 USR_01");
});

test("a session that begins while the password changes ends with the others", async () => {
  const member = await signUp(shop().app);
  const changing = ask(shop().app, "PUT", "/customer", {
    token: member.accessToken,
    body: { name: "Ada", email: member.email, password: "another one entirely" },
  });
  const entered = await Promise.all(
    Array.from({ length: 8 }, () => ask(shop().app, ...entering({ email: member.email, password: member.password }))),
  );
  assert.equal((await changing).statusCode, 200);
  for (const reply of entered)
    if (reply.statusCode === 200) assert.ok(!(await isSignedIn(shop().app, reply.json<Entrance>().accessToken)));
  assert.ok(await isSignedIn(shop().app, member.accessToken));
});

describe("with other lifetimes", () => {
  const brief = testShop({ settings: { ACCESS_TOKEN_LIFETIME: "2s", REFRESH_TOKEN_LIFETIME: "3s" } });
  test("expires_in follows the settings, and tokens end when it says", async () => {
    const reply = await ask(brief().app, "POST", "/customers", {
      body: { name: "Ada", email: anyEmail(), password: "twill and denim 9" },
    });
    const { accessToken, expires_in, refresh_token, refresh_expires_in } = reply.json<Entrance>();
    assert.deepEqual([expires_in, refresh_expires_in], ["2s", "3s"]);
    assert.ok(await isSignedIn(brief().app, accessToken));
    await new Promise((resolve) => setTimeout(resolve, 3200));
    await refuses(brief().app, ["GET", "/customer", { token: accessToken }], "401 AUT_02");
    await refuses(
      brief().app,
      ["POST", "/customers/refresh", { body: { refresh_token } }],
      "401 AUT_02",
      "refresh_token",
    );
  });
});
