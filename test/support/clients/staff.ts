import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import type { Database } from "../../../src/platform/database/database.ts";
import type { App } from "../../../src/platform/http/server.ts";
import { keyPermissions, type Role } from "../../../src/staff/roles.ts";
import { codeAt, stepAt } from "../../../src/staff/totp.ts";
import { openStaffCommands } from "../../../src/staff/index.ts";
import { anyEmail, askFreely, type Reply } from "./customers.ts";

type Sql = (text: string, values?: unknown[]) => Promise<Record<string, unknown>[]>;
export type StaffGround = { readonly app: App; readonly db: Database; readonly sql: Sql };
type Headers = Readonly<Record<string, string>>;

export type StaffMember = {
  readonly staffId: number;
  readonly name: string;
  readonly email: string;
  readonly password: string;
  readonly role: Role;
  readonly secret: Buffer;
  readonly recoveryCodes: readonly string[];
  /** Headers of a request in this member's session, as a browser sends them from the shop's own page. */
  readonly headers: Headers;
};

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** Returns the bytes of a secret in base32. */
export const bytesOf = (base32: string): Buffer => {
  const bits = Array.from(base32, (sign) => alphabet.indexOf(sign).toString(2).padStart(5, "0")).join("");
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
};

/** Returns the code that an authenticator app shows now, or so many steps later. */
export const codeOf = (secret: Buffer, later = 0): string => codeAt(secret, stepAt(Date.now()) + later);

/** Returns the headers with which a browser sends a session's cookie from the shop's own page. */
export const inSession = (cookie: string): Headers => ({ cookie, "sec-fetch-site": "same-origin" });

/** Returns the cookie that a reply sets. */
export const cookieOf = ({ headers }: Reply): string => String(headers["set-cookie"]).split(";")[0] ?? "";

/** Posts to the admin API as a page of the shop does. */
export const post = (app: App, url: string, body: object, headers: Headers = {}): Promise<Reply> =>
  askFreely(app, "POST", url, { body: { ...body }, headers: { "sec-fetch-site": "same-origin", ...headers } });

/** Invites an address as the command does, and returns the token of the link. */
export const invitedToken = async (db: Database, email: string, role: Role): Promise<string> => {
  const link = await (await openStaffCommands(db, "http://shop.example")).invite({ email, role });
  return new URL(link).searchParams.get("token") ?? "";
};

/** Accepts an invitation; returns the secret of the authenticator app and the reply. */
export const accept = async (
  app: App,
  token: string,
  more: Readonly<Record<string, string>> = {},
): Promise<{ secret: Buffer; reply: Reply }> => {
  const shown = await post(app, "/admin/invitation", { token });
  assert.equal(shown.statusCode, 200, shown.body);
  const secret = bytesOf(shown.json().totp_secret);
  const body = { token, name: "Ada Weaver", password: "twill and denim 9", code: codeOf(secret), ...more };
  return { secret, reply: await post(app, "/admin/invitation/accept", body) };
};

/** Opens an account of staff through an invitation, and signs in. */
export const newStaff = async ({ app, db }: StaffGround, role: Role = "owner"): Promise<StaffMember> => {
  const [email, name, password] = [anyEmail(), `Staff ${role}`, "twill and denim 9"];
  const { secret, reply } = await accept(app, await invitedToken(db, email, role), { name, password });
  assert.equal(reply.statusCode, 200, reply.body);
  const { staff_id: staffId, recovery_codes: recoveryCodes } = reply.json();
  return { staffId, name, email, password, role, secret, recoveryCodes, headers: inSession(cookieOf(reply)) };
};

/** Starts a further session without signing in; `minutesAgo` is when password and code were given. */
export const newSession = async (sql: Sql, staffId: number, minutesAgo = 0): Promise<Headers> => {
  const token = randomBytes(32).toString("base64url");
  await sql(
    `insert into staff_session (token_hash, staff_id, network, address, device, created_at, confirmed_at, expires_at)
     values ($1, $2, '127.0.0.1', '127.0.0.1', '', now(), now() - make_interval(mins => $3), now() + interval '1 hour')`,
    [createHash("sha256").update(token).digest(), staffId, minutesAgo],
  );
  return inSession(`staff_session=${token}`);
};

/** Makes the authenticator app's present code good again, for a test that signs in more often than once in 30 seconds. */
export const goodCode = async (sql: Sql, { staffId, secret }: StaffMember): Promise<string> => {
  await sql("update staff set totp_step = 0 where staff_id = $1", [staffId]);
  return codeOf(secret);
};

/** Makes an API key; returns it, and its number. */
export const newKey = async (
  { app }: Pick<StaffGround, "app">,
  { headers }: Pick<StaffMember, "headers">,
  permissions: readonly string[] = keyPermissions,
): Promise<{ key: string; keyId: number }> => {
  const reply = await post(app, "/admin/keys", { name: "A program", permissions }, headers);
  assert.equal(reply.statusCode, 200, reply.body);
  return { key: reply.json().key, keyId: reply.json().key_id };
};

/** Returns a refusal of the admin API as `403 COM_02 permissions`: status, code and field. */
export const refusalIn = (reply: Reply): string => {
  const { status, code, field = "" } = reply.json();
  assert.equal(status, reply.statusCode);
  assert.match(String(reply.headers["content-type"]), /^application\/problem\+json/);
  return `${status} ${code} ${field}`.trim();
};
