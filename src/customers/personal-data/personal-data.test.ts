import assert from "node:assert/strict";
import { test } from "node:test";
import { ask, isSignedIn, refresh, refuses, signIn, signUp } from "../../../test/support/clients/customers.ts";
import { testShop } from "../../../test/support/servers/shop.ts";

const shop = testShop({ settings: { RATE_LIMIT: "off" } });
const address = {
  address_1: "Mill Lane 3",
  city: "Bielefeld",
  region: "NRW",
  postal_code: "33602",
  country: "Germany",
  shipping_region_id: 3,
};

test("an erased customer is signed out everywhere, shown as a former one, and may register again", async () => {
  const ada = await signUp(shop().app, { name: "Ada Unmistakable" });
  const elsewhere = await signIn(shop().app, ada);
  await ask(shop().app, "PUT", "/customers/address", { token: ada.accessToken, body: address });
  await ask(shop().app, "POST", "/products/54/reviews", {
    token: ada.accessToken,
    body: { review: "Whale of a shirt.", rating: 4 },
  });
  await ask(shop().app, "DELETE", "/customer", { token: ada.accessToken });

  for (const { accessToken, refreshToken } of [ada, elsewhere]) {
    assert.equal(await isSignedIn(shop().app, accessToken), false);
    assert.equal((await refresh(shop().app, refreshToken)).statusCode, 401);
  }
  await refuses(
    shop().app,
    ["POST", "/customers/login", { body: { email: ada.email, password: ada.password } }],
    "400 USR_01",
  );
  const [review] = (await shop().app.inject("/products/54/reviews")).json();
  assert.deepEqual([review.name, review.review], ["A former customer", "Whale of a shirt."]);
  assert.notEqual((await signUp(shop().app, { email: ada.email })).id, ada.id);
});

test("no job remembers an erased customer: waiting, dead letter or of a former address", async () => {
  const [ada, bob] = [await signUp(shop().app), await signUp(shop().app)];
  const forgot = (email: string) => ask(shop().app, "POST", "/customers/password/forgot", { body: { email } });
  const jobsOf = async ({ id }: { id: number }, ...emails: string[]) =>
    (
      await shop().sql(
        "select task from job where payload::jsonb ->> 'customerId' = $1 or payload::jsonb ->> 'emailKey' = any ($2) order by task",
        [String(id), emails],
      )
    ).map(({ task }) => task);
  await forgot(ada.email);
  await forgot(bob.email);
  assert.deepEqual(await jobsOf(ada, ada.email), ["mail-email-proof", "mail-new-password"]);
  const moved = `moved-${ada.email}`;
  await ask(shop().app, "PUT", "/customer", { token: ada.accessToken, body: { name: ada.name, email: moved } });
  assert.deepEqual(await jobsOf(ada, ada.email, moved), [
    "mail-account-change",
    "mail-email-proof",
    "mail-email-proof",
  ]);
  await forgot(moved);
  await shop().sql("update job set dead_lettered_at = now() where payload::jsonb ->> 'customerId' = $1", [
    String(ada.id),
  ]);
  await ask(shop().app, "DELETE", "/customer", { token: ada.accessToken });
  assert.deepEqual(await jobsOf(ada, ada.email, moved), []);
  assert.deepEqual(await jobsOf(bob, bob.email), ["mail-email-proof", "mail-new-password"]);
});
