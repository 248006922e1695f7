import { randomBytes, randomUUID } from "node:crypto";
import { Type, type Static } from "typebox";
import type { Writer } from "../../platform/database/database.ts";
import { emailKey } from "../accounts/email.ts";
import { addMailedToken } from "./recovery.queries.ts";
import { mailedToken } from "./mailed-token.ts";

/** Response that offers a token to set a password, when the account has none. */
export const NextPassword = Type.Object({
  password_token: Type.Union([Type.String(), Type.Null()], {
    description:
      "Where the account has no password any more: what `POST /customers/password/reset` takes to set one, within an hour",
  }),
});
export type NextPassword = Static<typeof NextPassword>;

const lifetimeMilliseconds = 3_600_000;

/** Stores and returns a password token without mailing it, for a caller who has just proved to read that mail. */
export function addPasswordToken(tx: Writer, customerId: number, email: string): string {
  const key = emailKey(email);
  const { text, tokenHash } = mailedToken(randomBytes(32), { jobId: randomUUID(), customerId, emailKey: key });
  const expiresAt = new Date(Date.now() + lifetimeMilliseconds);
  const token = { customerId, tokenHash, emailKey: key, expiresAt };
  tx.send(addMailedToken({ ...token, purpose: "password", email: null, isProven: false }));
  return text;
}
