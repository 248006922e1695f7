import { randomBytes, randomUUID } from "node:crypto";
import { mailedToken } from "../../../src/customers/recovery/mailed-token.ts";
import { anyEmail } from "../../support/clients/customers.ts";
import { askingApp, home, newBuyer, placedOrder } from "../../support/clients/buyers.ts";
import { personal, somebody, stale, wrongPassword } from "../members.ts";
import { saying, tooLong, type Ground, type Question, type Rows } from "../row.ts";

const password = "twill and denim 9";
const invalidEmail = { asks: saying({ email: "nobody" }), field: "email" };
const weakPassword = { asks: saying({ password: "12345678" }), field: "password" };
const takenEmail = {
  asks: ({ buyer }: Ground, good: Question) => ({ ...good, body: { ...good.body, email: buyer.email } }),
  field: "email",
};

/** A request by a customer whose order is being paid. */
const whilePaying = async ({ shop }: Ground): Promise<Question> => {
  const buyer = await newBuyer(askingApp(shop.app));
  const order = await placedOrder(buyer);
  await shop.sql("update customer_order set is_being_paid = true where order_id = $1", [order]);
  return { url: "/customer", token: buyer.token };
};

/** Returns a token as a mail contains it. */
const mailedTo = async (ground: Ground, purpose: "password" | "email" | "undo", former?: string): Promise<string> => {
  const { id, email } = await somebody(ground);
  const { text, tokenHash } = mailedToken(randomBytes(32), { jobId: randomUUID(), customerId: id, emailKey: email });
  await ground.shop.sql("insert into mailed_token values ($1, $2, $3, $4, now() + interval '1 hour', $5)", [
    id,
    tokenHash,
    purpose,
    email,
    purpose === "undo" ? (former ?? email) : null,
  ]);
  return text;
};

/** Accounts: registering, reading, changing and erasing them. */
const accounts: Rows = {
  "POST /customers": {
    asks: () => ({ url: "/customers", body: { name: "Ada Weaver", email: anyEmail(), password } }),
    answers: ({ body }: Question) => ({
      customer: { name: "Ada Weaver", email: body?.["email"], shipping_region_id: 1, credit_card: null },
      expires_in: "24h",
      refresh_expires_in: "30d",
    }),
    refuses: {
      "USR_03 400": invalidEmail,
      "USR_04 400": takenEmail,
      "USR_07 400": tooLong("name", 51),
      "USR_10 400": weakPassword,
    },
  },
  "GET /customer": personal("/customer", undefined, { answers: { name: "Ada Weaver", ...home } }),
  "PUT /customer": {
    asks: async (ground) => {
      const { accessToken: token, email } = await somebody(ground);
      return { url: "/customer", token, body: { name: "Ada Lovelace", email, day_phone: "+1 212 555 0123" } };
    },
    answers: { name: "Ada Lovelace", day_phone: "+1 212 555 0123", eve_phone: null },
    refuses: {
      "USR_01 400": {
        ...wrongPassword,
        asks: saying({ email: anyEmail(), current_password: "not the one" }),
      },
      "COM_02 403": stale,
      "USR_03 400": invalidEmail,
      "USR_04 400": takenEmail,
      "USR_06 400": { asks: saying({ mob_phone: "call me" }), field: "mob_phone" },
      "USR_07 400": tooLong("name", 51),
      "USR_10 400": weakPassword,
    },
  },
  "DELETE /customer": {
    asks: async (ground) => ({ url: "/customer", token: (await somebody(ground)).accessToken }),
    refuses: {
      "USR_01 400": wrongPassword,
      "COM_02 403": stale,
      "COM_02 409": { asks: whilePaying, field: "order_id", message: /the order is being paid right now$/ },
    },
  },
  "GET /customer/export": personal("/customer/export", undefined, {
    answers: { customer: { name: "Ada Weaver" } },
    refuses: { "USR_01 400": wrongPassword, "COM_02 403": stale },
  }),
  "PUT /customers/address": personal("/customers/address", home, {
    answers: home,
    refuses: {
      "USR_07 400": tooLong("city", 101),
      "USR_09 400": { asks: saying({ shipping_region_id: "Europe" }), field: "shipping_region_id" },
      "SHP_01 404": { asks: saying({ shipping_region_id: 99 }), field: "shipping_region_id" },
    },
  }),
  "PUT /customers/creditCard": personal(
    "/customers/creditCard",
    { credit_card: "5555 5555 5555 4444" },
    {
      answers: { credit_card: "XXXXXXXX4444" },
      refuses: { "USR_08 400": { asks: saying({ credit_card: "5555 5555 5555 4445" }), field: "credit_card" } },
    },
  ),
};

/** Signing in and out, and the list of sessions. */
const sessions: Rows = {
  "POST /customers/login": {
    asks: async (ground) => ({ url: "/customers/login", body: { email: (await somebody(ground)).email, password } }),
    answers: ({ body }: Question) => ({ customer: { email: body?.["email"] }, expires_in: "24h" }),
    refuses: {
      "USR_01 400": { asks: saying({ password: "twill and denim 8" }) },
      "USR_03 400": invalidEmail,
      "USR_07 400": tooLong("email", 101),
    },
  },
  "POST /customers/facebook": {
    asks: ({ facebook }) => {
      facebook.grant("good", { person: { id: "1001", name: "Ada", email: "ada@facebook.example" } });
      return { url: "/customers/facebook", body: { access_token: "good" } };
    },
    answers: { customer: { name: "Ada", email: "ada@facebook.example" }, expires_in: "24h" },
    refuses: {
      "USR_03 400": {
        asks: (ground, good) => {
          ground.facebook.grant("nameless", { person: { id: "1002", name: "Ada" } });
          return saying({ access_token: "nameless" })(ground, good);
        },
        field: "email",
        message: /^The email is invalid: Facebook tells none/,
      },
      "USR_04 400": {
        asks: (ground, good) => {
          ground.facebook.grant("unproven", { person: { id: "1003", name: "Eve", email: ground.buyer.email } });
          return saying({ access_token: "unproven" })(ground, good);
        },
        field: "email",
      },
      "AUT_02 401": { asks: saying({ access_token: "unknown" }), field: "access_token" },
    },
  },
  "POST /customers/refresh": {
    asks: async (ground) => ({
      url: "/customers/refresh",
      body: { refresh_token: (await somebody(ground)).refreshToken },
    }),
    answers: { customer: { name: "Ada Weaver" }, expires_in: "24h" },
    refuses: { "AUT_02 401": { asks: saying({ refresh_token: "nonsense" }), field: "refresh_token" } },
  },
  "POST /customers/logout": {
    asks: async (ground) => ({ url: "/customers/logout?everywhere=true", token: (await somebody(ground)).accessToken }),
  },
  "GET /customer/sessions": {
    asks: async (ground) => ({ url: "/customer/sessions", token: (await somebody(ground)).accessToken }),
    answers: [{ is_current: true, device: "lightMyRequest" }],
  },
  "DELETE /customer/sessions/{session_id}": {
    asks: async (ground) => {
      const { accessToken: token, sessionId } = await somebody(ground);
      return { url: `/customer/sessions/${sessionId}`, token };
    },
    refuses: {
      "SES_01 404": { asks: (_, good) => ({ ...good, url: "/customer/sessions/never" }), field: "session_id" },
    },
  },
};

/** Operations that send a mail or use a mailed token. */
const mailed: Rows = {
  "POST /customers/password/forgot": {
    asks: ({ buyer: { email } }) => ({ url: "/customers/password/forgot", body: { email } }),
    refuses: { "USR_03 400": invalidEmail, "USR_07 400": tooLong("email", 101) },
  },
  "POST /customers/password/reset": {
    asks: async (ground) => ({
      url: "/customers/password/reset",
      body: { token: await mailedTo(ground, "password"), password: "warp and weft 12" },
    }),
    refuses: { "USR_10 400": weakPassword },
  },
  "POST /customers/email/verify": {
    asks: async (ground) => ({ url: "/customers/email/verify", body: { token: await mailedTo(ground, "email") } }),
    answers: {},
    refuses: { "USR_01 400": { ...wrongPassword, asks: saying({ password: "not the one" }), field: "password" } },
  },
  "POST /customers/undo": {
    asks: async (ground) => ({ url: "/customers/undo", body: { token: await mailedTo(ground, "undo") } }),
    answers: {},
    refuses: {
      "USR_04 400": {
        asks: async (ground, good) => ({
          ...good,
          body: { token: await mailedTo(ground, "undo", ground.buyer.email) },
        }),
        field: "email",
      },
    },
  },
  "POST /customers/email/verify/send": personal("/customers/email/verify/send"),
};

export const customerRows: Rows = { ...accounts, ...sessions, ...mailed };
