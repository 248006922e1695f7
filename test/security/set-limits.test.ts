import assert from "node:assert/strict";
import { test } from "node:test";
import { anyAddress, anyEmail, askFreely, type Question } from "../support/clients/customers.ts";
import { testShop } from "../support/servers/shop.ts";
import { statuses, untilTold } from "./guesses.ts";

const shop = testShop({
  settings: {
    TRUST_PROXY: "127.0.0.1",
    LOGIN_FAILURES_PER_ACCOUNT: "2",
    LOGIN_FAILURES_PER_ADDRESS: "3",
    REGISTRATIONS_PER_HOUR: "2",
    PASSWORD_MAILS_PER_HOUR: "1",
    PASSWORD_MAILS_PER_ADDRESS: "2",
    PASSWORD_RESET_FAILURES_PER_ADDRESS: "2",
    GUEST_CHARGE_FAILURES_PER_ADDRESS: "2",
    GUEST_CHARGES_PER_ADDRESS: "3",
  },
});

type Asked = { readonly url: string; readonly body: () => Question["body"] };

/** Sends requests one after the other, each from the next of these addresses. */
const askFrom = async ({ url, body }: Asked, addresses: readonly string[]) => {
  const replies = [];
  for (const address of addresses)
    replies.push(
      await untilTold(() =>
        askFreely(shop().app, "POST", url, {
          body: body(),
          address: "127.0.0.1",
          headers: { "x-forwarded-for": address },
        }),
      ),
    );
  return statuses(replies);
};

const password = "twill and denim 9";
const loginOf = (email: () => string): Asked => ({
  url: "/customers/login",
  body: () => ({ email: email(), password: "a guess" }),
});
const registration: Asked = { url: "/customers", body: () => ({ name: "Ada", email: anyEmail(), password }) };
const forgotten = (email: () => string): Asked => ({
  url: "/customers/password/forgot",
  body: () => ({ email: email() }),
});
const reset: Asked = { url: "/customers/password/reset", body: () => ({ token: `1.${"A".repeat(43)}`, password }) };
let lastOrder = 900_000;
const charge: Asked = {
  url: "/stripe/charge",
  body: () => ({ stripeToken: "tok_visa", order_id: (lastOrder += 1), description: "Shirts" }),
};
const four = (address: string) => Array<string>(4).fill(address);

test("how often what may be tried is as the settings say", async () => {
  const email = anyEmail();
  assert.deepEqual(
    await askFrom(
      loginOf(() => email),
      Array.from({ length: 4 }, anyAddress),
    ),
    { 400: 2, 429: 2 },
  );
  assert.deepEqual(await askFrom(loginOf(anyEmail), four("192.0.2.1")), { 400: 3, 429: 1 });
  assert.deepEqual(await askFrom(registration, four("192.0.2.1")), { 200: 2, 429: 2 });
  assert.deepEqual(
    await askFrom(
      forgotten(() => email),
      Array.from({ length: 4 }, anyAddress),
    ),
    { 200: 1, 429: 3 },
  );
  assert.deepEqual(await askFrom(forgotten(anyEmail), four("192.0.2.1")), { 200: 2, 429: 2 });
  assert.deepEqual(await askFrom(reset, four("192.0.2.1")), { 400: 2, 429: 2 });
  assert.deepEqual(await askFrom(charge, four("192.0.2.1")), { 404: 2, 429: 2 });
});

test("the networks of one IPv6 line share four times one network's limit, wherever counted", async () => {
  const line = (first: string) =>
    Array.from({ length: 14 }, (_, index) => `2001:db8:1:${first}${index.toString(16).padStart(2, "0")}::1`);
  for (const [asked, told] of [
    [loginOf(anyEmail), { 400: 12, 429: 2 }],
    [registration, { 200: 8, 429: 6 }],
    [forgotten(anyEmail), { 200: 8, 429: 6 }],
    [reset, { 400: 8, 429: 6 }],
    [charge, { 404: 8, 429: 6 }],
  ] as const)
    assert.deepEqual(await askFrom(asked, line("aa")), told, asked.url);
  assert.deepEqual(await askFrom(registration, line("ab").slice(0, 2)), { 200: 2 });
});

test("an address is one client, whatever a proxy writes around it", async () => {
  const spelt = ["203.0.113.5:1001", "203.0.113.5:1002", "::ffff:203.0.113.5", "[::ffff:cb00:7105]:80"];
  assert.deepEqual(await askFrom(registration, spelt), { 200: 2, 429: 2 });
  // Values that are not an address all count as the proxy.
  const none = ["unknown", "_hidden", "x".repeat(100), `"'`];
  assert.deepEqual(await askFrom(registration, none), { 200: 2, 429: 2 });
  const kept = await shop().sql(
    "select distinct address from session where address like '203.%' or address like '127.%'",
  );
  assert.deepEqual(
    kept.map(({ address }) => String(address)).toSorted((one, other) => one.localeCompare(other)),
    ["127.0.0.1", "203.0.113.5"],
  );
});
