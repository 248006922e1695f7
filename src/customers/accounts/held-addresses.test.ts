import assert from "node:assert/strict";
import { test } from "node:test";
import { anyEmail, ask, refuses, signUp, type Method, type Question } from "../../../test/support/clients/customers.ts";
import { testShop } from "../../../test/support/servers/shop.ts";

const shop = testShop();

test("a given-up address is free at once if it was never proven, otherwise after 72 hours", async () => {
  const registering = (email: string): [Method, string, Question] => [
    "POST",
    "/customers",
    { body: { name: "Eve", email, password: "heddle and reed 5" } },
  ];
  const moving = async (isProven: boolean) => {
    const member = await signUp(shop().app);
    if (isProven) await shop().sql("update customer set email_verified_at = now() where customer_id = $1", [member.id]);
    const body = { name: "Bob", email: anyEmail() };
    assert.equal((await ask(shop().app, "PUT", "/customer", { body, token: member.accessToken })).statusCode, 200);
    return member;
  };
  assert.equal((await ask(shop().app, ...registering((await moving(false)).email))).statusCode, 200);

  const bob = await moving(true);
  await refuses(shop().app, registering(bob.email), "400 USR_04", "email");
  const [held] = await shop().sql(
    "select customer_id::int, held_until between now() + interval '71 h 55 min' and now() + interval '72 h' as is_right from customer_email where email_key = $1",
    [bob.email],
  );
  assert.deepEqual(held, { customer_id: bob.id, is_right: true });
  await shop().sql("update customer_email set held_until = now() where email_key = $1", [bob.email]);
  assert.equal((await ask(shop().app, ...registering(bob.email))).statusCode, 200);
});

test("an account takes an address again that is held for it", async () => {
  const ada = await signUp(shop().app);
  const moving = (email: string) =>
    ask(shop().app, "PUT", "/customer", { body: { name: "Ada", email }, token: ada.accessToken });
  await shop().sql("update customer set email_verified_at = now() where customer_id = $1", [ada.id]);
  for (const email of [anyEmail(), ada.email]) assert.equal((await moving(email)).statusCode, 200);
  const kept = await shop().sql("select email_key, held_until from customer_email where customer_id = $1", [ada.id]);
  assert.deepEqual(kept, [{ email_key: ada.email, held_until: null }]);
});
