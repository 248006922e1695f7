import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { test } from "node:test";
import { anyEmail, ask, signIn, signUp, type Member } from "../../test/support/clients/customers.ts";
import { testShop } from "../../test/support/servers/shop.ts";
import { newCartId } from "./cart-numbers.ts";

const shop = testShop({ settings: { RATE_LIMIT: "off" } });

type Line = { readonly item_id: number; readonly product_id: number; readonly quantity: number };
type Cart = { readonly cart_id: string; readonly items: readonly Line[] };

const own = "shuttle and loom 6";
const post = async (url: string, body: object, token?: string) => {
  const reply = await ask(shop().app, "POST", url, { token, body: { ...body } });
  assert.equal(reply.statusCode, 200, reply.body);
  return reply.body === "" ? {} : reply.json();
};
const mine = async ({ accessToken: token }: Member): Promise<Cart> =>
  (await ask(shop().app, "GET", "/shoppingcart/mine", { token })).json();
const lineOf = ({ product_id, quantity }: Line) => [product_id, quantity];

/** Stores a token and returns it as a mail would carry it. */
const mailed = async (id: number, email: string, purpose: "password" | "email" | "undo"): Promise<string> => {
  const secret = randomBytes(32).toString("base64url");
  await shop().sql(
    "insert into mailed_token (customer_id, token_hash, purpose, email_key, email, expires_at) values ($1, sha256($2::bytea), $3, $4, $5, now() + interval '1 hour')",
    [id, secret, purpose, email, purpose === "undo" ? email : null],
  );
  return `${id}.${secret}`;
};
const reset = (token: string) => post("/customers/password/reset", { token, password: own });
const next = async (url: string, token: string) => reset((await post(url, { token })).password_token);

/** Ways to take an account from everybody else; each returns how its owner signs in afterwards. */
const ways: Readonly<Record<string, (ada: Member) => Promise<{ email: string; password: string }>>> = {
  "a new password by mail": async ({ id, email }) => {
    await reset(await mailed(id, email, "password"));
    return { email, password: own };
  },
  "a verification from elsewhere": async ({ id, email }) => {
    await next("/customers/email/verify", await mailed(id, email, "email"));
    return { email, password: own };
  },
  "an undone change": async ({ id, email }) => {
    await next("/customers/undo", await mailed(id, email, "undo"));
    return { email, password: own };
  },
  "the return from an address whose reader got another account": async (ada) => {
    await shop().sql("update customer set email_verified_at = now() where customer_id = $1", [ada.id]);
    const moved = anyEmail();
    const body = { name: "Ada", email: moved };
    assert.equal((await ask(shop().app, "PUT", "/customer", { token: ada.accessToken, body })).statusCode, 200);
    await reset(await mailed(ada.id, moved, "password"));
    return ada;
  },
  "signing out everywhere": async (ada) => {
    const { accessToken: token } = ada;
    await ask(shop().app, "POST", "/customers/logout?everywhere=on", { token });
    return ada;
  },
};

for (const [way, take] of Object.entries(ways))
  test(`${way} moves the cart to a new id`, async () => {
    const ada = await signUp(shop().app);
    const cart_id = newCartId();
    for (const [product_id, quantity] of [
      [2, 1],
      [3, 4],
    ])
      await post("/shoppingcart/add", { cart_id, product_id, attributes: "M, White", quantity });
    await post("/shoppingcart/claim", { cart_id }, ada.accessToken);
    const before = await mine(ada);
    assert.deepEqual(
      [before.cart_id, before.items.map(lineOf)],
      [
        cart_id,
        [
          [2, 1],
          [3, 4],
        ],
      ],
    );

    const again = await signIn(shop().app, { ...(await take(ada)), address: "10.1.2.3" });
    assert.equal(again.id, ada.id);
    const after = await mine(again);
    assert.notEqual(after.cart_id, cart_id);
    assert.deepEqual(after.items.map(lineOf), before.items.map(lineOf));
    assert.deepEqual((await ask(shop().app, "GET", `/shoppingcart/${cart_id}`)).json(), []);
    const known = before.items.map(({ item_id }) => item_id);
    assert.ok(after.items.every(({ item_id }) => !known.includes(item_id)));
    await post("/shoppingcart/add", { cart_id, product_id: 5, attributes: "XL, Black", quantity: 1 });
    assert.deepEqual(await mine(again), after, "whoever knows the former id");
  });

test("a new password in the profile leaves the cart to the session that set it", async () => {
  const ada = await signUp(shop().app);
  const { cart_id } = await mine(ada);
  const body = { name: "Ada", email: ada.email, password: own };
  assert.equal((await ask(shop().app, "PUT", "/customer", { token: ada.accessToken, body })).statusCode, 200);
  assert.equal((await mine(ada)).cart_id, cart_id);
});
