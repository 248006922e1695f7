import type { FastifyReply } from "fastify";
import type { Caller } from "../../platform/http/action.ts";
import type { Identity } from "../../platform/http/identity.ts";
import { enqueue } from "../../platform/jobs/queries.ts";
import { aboutCustomer, aboutEmail } from "../../platform/jobs/subject.ts";
import { attempt, guess } from "../../platform/limits/attempts.ts";
import { perNetwork } from "../../platform/limits/networks.ts";
import { refusal } from "../../platform/refusal.ts";
import type { AccountNeeds } from "../accounts/accounts.ts";
import { emailKey, isEmail } from "../accounts/email.ts";
import { forgiveFailures } from "../accounts/login-limits.ts";
import { verifyEmail } from "../accounts/queries.ts";
import { rememberNetwork } from "../networks/networks.ts";
import { requireGoodPassword } from "../passwords/policy.ts";
import { endOthersWithin } from "../sessions/sessions.ts";
import * as queries from "./queries.ts";
import { readMailedToken } from "./token.ts";

type Call = { readonly caller: Caller; readonly reply: FastifyReply };

const hour = 3600;

/**
 * Asks for a mail with which a new password can be set. Nothing here depends on whether there is such an account: the
 * job finds that out, after the reply.
 */
export const forgetPassword = async (
  { db, attempts, limits }: AccountNeeds,
  email: string,
  { caller, reply }: Call,
): Promise<void> => {
  if (!isEmail(email)) throw refusal("USR_03", "email");
  const key = emailKey(email);
  const spent = [
    { name: "forgot", key, limit: limits.passwordMailsPerHour, seconds: hour, isSilent: true },
    ...perNetwork({ name: "forgot-address", limit: limits.passwordMailsPerAddress, seconds: hour }, caller.address),
  ];
  await attempt({ attempts, reply }, spent, () =>
    db.all(enqueue("mail-new-password", { emailKey: key }, { subject: aboutEmail(key) })),
  );
};

const spendToken = (text: string, purpose: queries.Purpose) => {
  const token = readMailedToken(text);
  const wrong = refusal("COM_02", "token", { message: "Invalid Data: the token is wrong, used up or too old" });
  if (!token) throw wrong;
  return { ...token, wrong, spend: queries.spendMailedToken({ ...token, purpose, now: new Date() }) };
};

/** Sets a new password with a mailed token, and ends every session: whoever knew the old one is out. */
export const resetPassword = async (
  needs: AccountNeeds,
  { token, password }: { token: string; password: string },
  { caller, reply }: Call,
): Promise<void> => {
  requireGoodPassword(password, needs.passwordPolicy);
  const limit = { name: "reset", limit: needs.limits.passwordResetFailuresPerAddress, seconds: hour };
  const ended = await guess({ ...needs, reply }, perNetwork(limit, caller.address), async () => {
    const { customerId, wrong, spend } = spendToken(token, "password");
    const passwordHash = await needs.hashing.hash(password);
    return needs.db.transaction(async (tx) => {
      const spent = await tx.first(spend);
      if (!spent) throw wrong;
      await tx.all(queries.setPassword(customerId, passwordHash, new Date()));
      await tx.all(queries.forgetTokensFor(customerId, "password"));
      const ended = await endOthersWithin(needs, tx, customerId, null);
      // Whoever reads the account's mail is its owner, wherever they are: strangers' guesses keep them out no longer.
      rememberNetwork(tx, customerId, caller.address);
      forgiveFailures(tx, needs.limits, spent.email_key, caller);
      return ended;
    });
  });
  needs.revocation.heed(ended);
};

/** Proves that the customer reads the mail of the address. */
export const provenEmail = async ({ db }: AccountNeeds, text: string): Promise<void> => {
  const { customerId, wrong, spend } = spendToken(text, "email");
  await db.transaction(async (tx) => {
    if (!(await tx.first(spend))) throw wrong;
    await tx.all(verifyEmail(customerId, new Date()));
    await tx.all(queries.forgetTokensFor(customerId, "email"));
  });
};

/** Mails another proof, in case the first was lost. */
export const askForProof = async (
  { db, attempts }: AccountNeeds,
  { customerId }: Identity,
  { reply }: Pick<Call, "reply">,
): Promise<void> => {
  await attempt({ attempts, reply }, [{ name: "verify", key: String(customerId), limit: 5, seconds: hour }], () =>
    db.all(enqueue("mail-email-proof", { customerId }, { subject: aboutCustomer(customerId) })),
  );
};
