import { randomBytes } from "node:crypto";
import { anyEmail } from "../../support/clients/customers.ts";
import {
  bytesOf,
  codeOf,
  goodCode,
  invitedToken,
  newKey,
  newSession,
  newStaff,
  post,
} from "../../support/clients/staff.ts";
import { placedOrder } from "../../support/clients/buyers.ts";
import { keyInUse, keyUsed } from "../keys.ts";
import { at, saying, tooLong, type Ground, type Question, type Refused, type Row, type Rows } from "../row.ts";

const password = "twill and denim 9";

/** A request of the owner's own session. */
const inSession = (url: string, body?: Question["body"], headers: Readonly<Record<string, string>> = {}) => ({
  asks: ({ owner }: Ground): Question => ({
    url,
    headers: { ...owner.headers, ...headers },
    ...(body ? { body } : {}),
  }),
});

/** A request of a program, by a key of every permission. */
const byKey = (url: string) => ({ asks: ({ owner: { key } }: Ground): Question => ({ url, token: key }) });

const crossSite: Readonly<Record<string, Refused>> = {
  "COM_02 403": {
    asks: (_, good) => ({ ...good, headers: { ...good.headers, "sec-fetch-site": "cross-site" } }),
    message: /comes from a page of another site$/,
  },
};
const narrow: Readonly<Record<string, Refused>> = {
  "COM_02 403": {
    asks: ({ owner: { narrowKey } }, good) => ({ ...good, token: narrowKey }),
    message: /^Invalid Data: this needs the permission [a-z]+:[a-z]+$/,
  },
};
const needsSession: Readonly<Record<string, Refused>> = {
  "COM_02 403": {
    asks: ({ owner: { key } }, good) => ({ ...good, token: key }),
    message: /^Invalid Data: this needs (a session|the permission)/,
  },
};
const none = (url: string, field: string): Readonly<Record<string, Refused>> => ({
  "COM_02 404": { asks: at(url), field, message: /^Invalid Data: there is no such/ },
});

const wrongProof: Refused = { asks: saying({ password: "not the one 4" }) };

/** A request that accepts a new invitation. */
const acceptance = async ({ shop }: Ground): Promise<Question> => {
  const token = await invitedToken(shop.db, anyEmail(), "support");
  const { totp_secret: secret } = (await post(shop.app, "/admin/invitation", { token })).json();
  const code = codeOf(bytesOf(secret));
  return { url: "/admin/invitation/accept", body: { token, name: "Bea Tailor", password, code } };
};

const changed = async (ground: Ground): Promise<Question> => {
  const { staffId } = await newStaff(ground.shop, "support");
  const headers = { ...ground.owner.headers, "if-match": '"1"' };
  return { url: `/admin/staff/${staffId}`, headers, body: { role: "orders" } };
};

const reset = async ({ shop }: Ground): Promise<Question> => {
  const one = await newStaff(shop, "support");
  const token = randomBytes(32).toString("base64url");
  await shop.sql(
    "insert into staff_password_reset values ($1, sha256(convert_to($2, 'UTF8')), now() + interval '1 hour')",
    [one.staffId, token],
  );
  return { url: "/admin/password/reset", body: { token, password, code: one.recoveryCodes[0] } };
};

/** Accounts, sessions and keys of staff, and the log of what they did. */
export const staffRows: Rows = {
  "POST /admin/session": {
    asks: async ({ shop, owner }) => ({
      url: "/admin/session",
      body: { email: owner.email, password, code: await goodCode(shop.sql, owner) },
    }),
    answers: { role: "owner", key_id: null },
    refuses: { ...crossSite, "USR_01 400": wrongProof, "USR_07 400": tooLong("email", 255) },
  },
  "GET /admin/session": { ...inSession("/admin/session"), answers: { role: "owner", name: "Staff owner" } },
  "DELETE /admin/session": {
    asks: async ({ shop, owner }) => ({ url: "/admin/session", headers: await newSession(shop.sql, owner.staffId) }),
    refuses: needsSession,
  },
  "POST /admin/session/confirm": {
    asks: async ({ shop, owner }) => ({
      url: "/admin/session/confirm",
      headers: owner.headers,
      body: { password, code: await goodCode(shop.sql, owner) },
    }),
    refuses: { ...needsSession, "USR_01 400": wrongProof, "USR_07 400": tooLong("password", 1025) },
  },
  "POST /admin/invitation": {
    asks: async ({ shop }) => ({
      url: "/admin/invitation",
      body: { token: await invitedToken(shop.db, anyEmail(), "support") },
    }),
    answers: { role: "support" },
    refuses: { ...crossSite, "USR_07 400": tooLong("token", 101) },
  },
  "POST /admin/invitation/accept": {
    asks: (ground) => acceptance(ground),
    answers: { role: "support", name: "Bea Tailor" },
    refuses: {
      ...crossSite,
      "USR_03 400": {
        asks: async (ground) => {
          const question = await acceptance(ground);
          // The invitation of the first owner names no address.
          await ground.shop.sql("delete from staff_invitation where email = ''");
          await ground.shop.sql(
            "update staff_invitation set email = '', email_key = '' where invitation_id = (select max(invitation_id) from staff_invitation)",
          );
          return { ...question, body: { ...question.body, email: "nobody" } };
        },
        field: "email",
      },
      "USR_07 400": tooLong("name", 101),
      "USR_10 400": { asks: saying({ password: "12345678" }), field: "password" },
    },
  },
  "POST /admin/password/forgot": {
    asks: () => ({ url: "/admin/password/forgot", body: { email: anyEmail() } }),
    refuses: {
      ...crossSite,
      "USR_03 400": { asks: saying({ email: "nobody" }), field: "email" },
      "USR_07 400": tooLong("email", 255),
    },
  },
  "POST /admin/password/reset": {
    asks: reset,
    refuses: {
      ...crossSite,
      "USR_01 400": { asks: saying({ code: "recovery" }), field: "code", message: /^The code is wrong\.$/ },
      "USR_07 400": tooLong("password", 1025),
      "USR_10 400": { asks: saying({ password: "12345678" }), field: "password" },
    },
  },
  "GET /admin/staff": { ...byKey("/admin/staff"), answers: [{ role: "owner", is_disabled: false }], refuses: narrow },
  "GET /admin/staff/{staff_id}": {
    asks: ({ owner }) => ({ url: `/admin/staff/${owner.staffId}`, token: owner.key }),
    answers: { role: "owner", version: 1 },
    refuses: { ...narrow, ...none("/admin/staff/999999", "staff_id") },
  },
  "POST /admin/staff": {
    asks: ({ owner }) => ({
      url: "/admin/staff",
      headers: owner.headers,
      body: { email: anyEmail(), role: "orders" },
    }),
    answers: { role: "orders" },
    refuses: {
      ...needsSession,
      "USR_03 400": { asks: saying({ email: "nobody" }), field: "email" },
      "USR_04 400": {
        asks: ({ owner }, good) => ({ ...good, body: { ...good.body, email: owner.email } }),
        field: "email",
      },
      "USR_07 400": tooLong("email", 255),
      ...keyInUse(({ owner: { staffId } }) => ({ staffId, route: "POST /admin/staff" })),
      ...keyUsed({ role: "support" }),
    },
  },
  "PUT /admin/staff/{staff_id}": {
    asks: changed,
    answers: { role: "orders", version: 2 },
    refuses: {
      ...needsSession,
      "USR_07 400": tooLong("name", 101),
      ...none("/admin/staff/999999", "staff_id"),
      "COM_02 409": {
        asks: ({ owner }, good) => ({ ...good, url: `/admin/staff/${owner.staffId}` }),
        field: "role",
        message: /left without an owner$/,
      },
      "COM_02 412": {
        asks: (_, good) => ({ ...good, headers: { ...good.headers, "if-match": '"7"' } }),
        field: "If-Match",
        message: /changed meanwhile/,
      },
      "COM_02 428": {
        asks: (_, { headers: { "if-match": _sent, ...headers } = {}, ...good }) => ({ ...good, headers }),
        field: "If-Match",
        message: /send the ETag/,
      },
    },
  },
  "GET /admin/keys": {
    ...inSession("/admin/keys"),
    answers: [{ name: "A program" }],
    refuses: narrow,
  },
  "POST /admin/keys": {
    ...inSession("/admin/keys", { name: "Book-keeping", permissions: ["orders:read"] }),
    answers: { name: "Book-keeping", permissions: ["orders:read"] },
    refuses: { ...needsSession, "USR_07 400": tooLong("name", 101) },
  },
  "DELETE /admin/keys/{key_id}": {
    asks: async ({ shop, owner }) => ({
      url: `/admin/keys/${(await newKey(shop, owner)).keyId}`,
      headers: owner.headers,
    }),
    refuses: { ...needsSession, ...none("/admin/keys/999999", "key_id") },
  },
  "GET /admin/actions": {
    ...byKey("/admin/actions?act=staff.enrolled&limit=1"),
    answers: [{ act: "staff.enrolled", key_id: null, before: null }],
    refuses: narrow,
  },
};

const ofOrder: Row = {
  asks: async ({ buyer, owner: { key } }) => ({ url: `/admin/orders/${await placedOrder(buyer)}`, token: key }),
  answers: { status: "pending", name: "Ada Weaver", lines: [{ product_id: 1, quantity: 1 }] },
  refuses: { ...narrow, "ORD_01 404": { asks: at("/admin/orders/999999"), field: "order_id" } },
};

/** Orders, as staff see them. */
export const adminOrderRows: Rows = {
  "GET /admin/orders": {
    asks: async ({ buyer, owner: { key } }) => {
      await placedOrder(buyer);
      return { url: "/admin/orders?status=pending&limit=1", token: key };
    },
    answers: [{ status: "pending", name: "Ada Weaver", currency: "USD" }],
    refuses: narrow,
  },
  "GET /admin/orders/{order_id}": ofOrder,
};
