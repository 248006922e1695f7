import assert from "node:assert/strict";
import { after, test } from "node:test";
import type { Write } from "../../src/platform/database/statement.ts";
import type { Database, Writer } from "../../src/platform/database/database.ts";
import type { App } from "../../src/platform/http/server.ts";
import { ask, type Member } from "../support/clients/customers.ts";
import { openOidcProvider } from "../support/fakes/oidc.ts";
import { testShop } from "../support/servers/shop.ts";
import { accessFaults, type Rows, type Things } from "./access.ts";
import { believing, withSpoilt } from "./servers.ts";

const oidc = await openOidcProvider();
after(() => oidc.close());
const shop = testShop({ settings: { RATE_LIMIT: "off", ...oidc.settings } });

const address = {
  address_1: "Mill Lane 3",
  city: "Bielefeld",
  region: "NRW",
  postal_code: "33602",
  country: "Germany",
  shipping_region_id: 3,
};

const answered = async (reply: ReturnType<typeof ask>): Promise<Record<string, string>> => (await reply).json();

/** Fills a cart, and gives the customer an address to send it to. */
const withCart = async (app: App, { accessToken: token }: Member): Promise<{ cart_id: string }> => {
  await ask(app, "PUT", "/customers/address", { token, body: address });
  const { cart_id = "" } = await answered(ask(app, "GET", "/shoppingcart/generateUniqueId"));
  await ask(app, "POST", "/shoppingcart/add", { body: { cart_id, product_id: 5, attributes: "M, White" } });
  return { cart_id };
};

const withOrder = async (app: App, own: Member): Promise<{ order_id: string }> => {
  const body = { ...(await withCart(app, own)), shipping_id: 4, tax_id: 1 };
  const { orderId } = await answered(ask(app, "POST", "/orders", { token: own.accessToken, body }));
  return { order_id: String(orderId) };
};
const ofOrder = {
  prepare: withOrder,
  path: (_own: Member, { order_id = "" }: Things) => ({ order_id }),
  refusal: { code: "ORD_01", never: { order_id: "999999999" } },
} as const;

const withReview = async (app: App, { accessToken: token }: Member): Promise<Things> => {
  await ask(app, "POST", "/products/3/reviews", { token, body: { review: "Soft.", rating: 4 } });
  const [own] = (await ask(app, "GET", "/customer/reviews", { token })).json();
  return { product_id: "3", review_id: String(own.review_id) };
};
const ofReview = {
  prepare: withReview,
  path: (_own: Member, { product_id = "", review_id = "" }: Things) => ({ product_id, review_id }),
  refusal: { code: "REV_01", never: { product_id: "3", review_id: "999999999" } },
} as const;

/** Every personal operation. One without a parameter that names a customer's thing concerns the caller alone. */
const rows: Rows = {
  "GET /customer": {},
  "PUT /customer": { body: ({ name, email }) => ({ name, email, day_phone: "12345" }) },
  "DELETE /customer": {},
  "GET /customer/export": {},
  "GET /customer/identities": {},
  "POST /customer/identities": { body: () => ({ provider: "oidc", ...oidc.code({}) }) },
  "DELETE /customer/identities/{provider}": {
    prepare: async (_app, { id }) => {
      await shop().sql("insert into customer_identity (identity_key, customer_id) values ($1, $2)", [
        `oidc:a ${id}`,
        id,
      ]);
      return {};
    },
    path: () => ({ provider: "oidc" }),
  },
  "PUT /customers/address": { body: () => address },
  "PUT /customers/creditCard": { body: () => ({ credit_card: "5555555555554444" }) },
  "POST /customers/logout": {},
  "GET /customer/sessions": {},
  "DELETE /customer/sessions/{session_id}": {
    path: ({ sessionId }) => ({ session_id: sessionId }),
    refusal: { code: "SES_01", never: { session_id: "A".repeat(24) } },
  },
  "POST /customers/email/verify/send": {},
  "POST /products/{product_id}/reviews": {
    path: () => ({ product_id: "2" }),
    body: () => ({ review: "Fits like no other.", rating: 5 }),
  },
  "GET /customer/reviews": { prepare: withReview },
  "PUT /products/{product_id}/reviews/{review_id}": {
    ...ofReview,
    body: () => ({ review: "Fits like no other.", rating: 5 }),
  },
  "DELETE /products/{product_id}/reviews/{review_id}": ofReview,
  "POST /shoppingcart/claim": { prepare: withCart, body: (_own, { cart_id }) => ({ cart_id }) },
  "GET /shoppingcart/mine": {},
  "POST /orders": { prepare: withCart, body: (_own, { cart_id }) => ({ cart_id, shipping_id: 4, tax_id: 1 }) },
  "GET /orders/inCustomer": { prepare: withOrder },
  "GET /orders/{order_id}": ofOrder,
  "GET /orders/shortDetail/{order_id}": ofOrder,
  "GET /orders/{order_id}/shipments": ofOrder,
  "POST /orders/{order_id}/cancel": ofOrder,
  "PUT /orders/{order_id}/address": { ...ofOrder, body: () => address },
};

test("every operation serves whom it should and nobody else", async () => {
  assert.deepEqual(await accessFaults(shop(), rows), []);
});

test("a missing row, a token believed unread, and a missing owner check are noticed", async () => {
  const { sql, url } = shop();
  const { "GET /customer": _left, ...others } = rows;
  const faultsOf = (spoil: Parameters<typeof withSpoilt>[1], given: Rows) =>
    withSpoilt(url, spoil, (app) => accessFaults({ app, sql }, given));
  assert.deepEqual(await faultsOf(() => ({}), others), ["GET /customer has no row"]);

  const gullible = await faultsOf(({ accessTokens }) => ({ accessTokens: { ...accessTokens, read: believing } }), rows);
  assert.ok(gullible.includes("GET /customer answers 200 to an expired token, not 401 AUT_02"), gullible.join("\n"));

  const withoutOwner = <Row>(statement: Write<Row>): Write<Row> =>
    statement.text.includes("set ended_at") && statement.text.includes("session_id = $3")
      ? {
          ...statement,
          name: "spoilt",
          text: "update session set ended_at = $1 where $2::bigint is not null and session_id = $3 and ended_at is null and $4::bigint is not null returning session_id",
        }
      : statement;
  const open = await faultsOf(
    ({ db }) => ({
      db: {
        ...db,
        transaction: (work) =>
          db.transaction((tx) =>
            work({
              ...tx,
              all: (statement, refusals) => tx.all(withoutOwner(statement as Write<never>), refusals),
            } as Writer),
          ),
      } satisfies Database,
    }),
    rows,
  );
  assert.ok(open.includes("DELETE /customer/sessions/{session_id} lets others change what is hers"), open.join("\n"));
});
