import { randomUUID } from "node:crypto";
import { anyEmail } from "../../support/clients/customers.ts";
import { personal, somebody, stale, wrongPassword } from "../members.ts";
import { at, saying, send, tooLong, type Rows } from "../row.ts";

/** Signing in through other providers, and the identities that are linked for it. */
export const identityRows: Rows = {
  "POST /customers/oidc": {
    asks: ({ oidc }) => ({ url: "/customers/oidc", body: oidc.code({ email: anyEmail(), name: "Ada" }) }),
    answers: { customer: { name: "Ada" }, expires_in: "24h" },
    refuses: {
      "USR_03 400": {
        asks: ({ oidc }, good) => ({ ...good, body: oidc.code({ email: anyEmail(), email_verified: false }) }),
        field: "email",
        message: /^The email is invalid: the provider has not verified it/,
      },
      "USR_04 400": {
        asks: ({ oidc, buyer }, good) => ({ ...good, body: oidc.code({ email: buyer.email }) }),
        field: "email",
      },
      "USR_07 400": tooLong("redirect_uri", 2001),
      "AUT_02 401": { asks: saying({ code: "unknown" }), field: "code" },
    },
  },
  "GET /customer/identities": personal("/customer/identities", undefined, { answers: [] }),
  "POST /customer/identities": {
    asks: async (ground) => ({
      url: "/customer/identities",
      token: (await somebody(ground)).accessToken,
      body: { provider: "oidc", ...ground.oidc.code({}) },
    }),
    answers: [{ provider: "oidc", name: "Weavers' Guild" }],
    refuses: {
      "USR_01 400": wrongPassword,
      "USR_07 400": tooLong("redirect_uri", 2001),
      "AUT_02 401": { asks: saying({ code: "unknown" }), field: "code" },
      "COM_02 403": stale,
      "COM_02 409": {
        asks: async ({ oidc, shop }, good) => {
          const sub = randomUUID();
          await send(
            shop.app,
            { method: "POST" },
            { url: "/customers/oidc", body: oidc.code({ sub, email: anyEmail() }) },
          );
          return { ...good, body: { provider: "oidc", ...oidc.code({ sub }) } };
        },
        field: "provider",
        message: /belongs to another account$/,
      },
    },
  },
  "DELETE /customer/identities/{provider}": {
    asks: async (ground) => {
      const { id, accessToken: token } = await somebody(ground);
      await ground.shop.sql("insert into customer_identity (identity_key, customer_id) values ($1, $2)", [
        `oidc:a ${id}`,
        id,
      ]);
      return { url: "/customer/identities/oidc", token, body: {} };
    },
    refuses: {
      "USR_01 400": wrongPassword,
      "COM_02 403": stale,
      "COM_02 404": {
        asks: at("/customer/identities/facebook"),
        field: "provider",
        message: /no identity of this provider is linked$/,
      },
      "COM_02 409": {
        asks: async ({ oidc, shop }, good) => {
          const asked = { url: "/customers/oidc", body: oidc.code({ email: anyEmail() }) };
          const reply = await send(shop.app, { method: "POST" }, asked);
          return { ...good, token: reply.json<{ accessToken: string }>().accessToken };
        },
        field: "provider",
        message: /the only way to sign in/,
      },
    },
  },
};
