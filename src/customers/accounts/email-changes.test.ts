import assert from "node:assert/strict";
import { test } from "node:test";
import {
  anyAddress,
  anyEmail,
  ask,
  refuses,
  signUp,
  type Member,
  type Method,
  type Question,
} from "../../../test/support/clients/customers.ts";
import { testShop } from "../../../test/support/servers/shop.ts";

const limited = testShop({ settings: { EMAIL_CHANGES_PER_HOUR: "2" } });
const moving = (member: Member, email: string, address?: string): [Method, string, Question] => [
  "PUT",
  "/customer",
  { token: member.accessToken, body: { name: "Ada", email }, ...(address === undefined ? {} : { address }) },
];
const letters = async () => (await limited().sql("select from job where task = 'mail-email-proof'")).length;

test("two an hour of an account; the third changes nothing and mails nobody", async () => {
  const ada = await signUp(limited().app);
  for (const email of [anyEmail(), anyEmail()])
    assert.equal((await ask(limited().app, ...moving(ada, email))).statusCode, 200);
  const before = [await letters(), (await ask(limited().app, "GET", "/customer", { token: ada.accessToken })).json()];
  const refused = await refuses(limited().app, moving(ada, anyEmail()), "429 COM_29");
  assert.ok(Number(refused.headers["retry-after"]) > 0);
  const after = [await letters(), (await ask(limited().app, "GET", "/customer", { token: ada.accessToken })).json()];
  assert.deepEqual(after, before);
  const { email } = (after[1] ?? {}) as { email: string };
  for (const _ of [1, 2, 3])
    assert.equal((await ask(limited().app, ...moving(ada, email.toUpperCase()))).statusCode, 200, "the same address");
});

test("changing to an address that has an account counts against the limit too", async () => {
  const [ada, bob] = [await signUp(limited().app), await signUp(limited().app)];
  for (const email of [bob.email, bob.email.toUpperCase()])
    await refuses(limited().app, moving(ada, email), "400 USR_04", "email");
  await refuses(limited().app, moving(ada, bob.email), "429 COM_29");
  await refuses(limited().app, moving(ada, anyEmail()), "429 COM_29");
});

test("two an hour to one address of mail, whoever gives it", async () => {
  const victim = anyEmail();
  const members = [await signUp(limited().app), await signUp(limited().app), await signUp(limited().app)];
  for (const member of members.slice(0, 2)) {
    assert.equal((await ask(limited().app, ...moving(member, victim))).statusCode, 200);
    assert.equal((await ask(limited().app, ...moving(member, anyEmail()))).statusCode, 200);
  }
  await refuses(limited().app, moving(members[2] as Member, victim.toUpperCase()), "429 COM_29");
});

test("twenty an hour from one network", async () => {
  const address = anyAddress();
  for (let account = 0; account < 10; account += 1) {
    const member = await signUp(limited().app);
    for (const email of [anyEmail(), anyEmail()])
      assert.equal((await ask(limited().app, ...moving(member, email, address))).statusCode, 200);
  }
  const last = await signUp(limited().app);
  await refuses(limited().app, moving(last, anyEmail(), address), "429 COM_29");
  assert.equal((await ask(limited().app, ...moving(last, anyEmail()))).statusCode, 200);
});
