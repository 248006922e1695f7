import type { Identity } from "../../platform/http/identity.ts";
import { enqueue } from "../../platform/jobs/queries.ts";
import { aboutCustomer, aboutEmail } from "../../platform/jobs/subject.ts";
import { subscriberOf } from "../../platform/limits/attempts.ts";
import { Refusal, refusal } from "../../platform/refusal.ts";
import type { AccountNeeds, Call } from "../accounts/accounts.ts";
import { tellOfChange } from "../accounts/changes.ts";
import { emailKey, isEmail } from "../accounts/email.ts";
import * as accounts from "../accounts/queries.ts";
import { requireGoodPassword } from "../passwords/policy.ts";
import { endOthersWithin } from "../sessions/sessions.ts";
import * as queries from "./queries.ts";
import { readMailedToken } from "./token.ts";

const hour = 3600;

/**
 * Asks for a mail with which a new password can be set. Nothing here depends on whether there is such an account: the
 * job finds that out, after the reply.
 */
export const forgetPassword = async (
  { db, attempts }: AccountNeeds,
  email: string,
  { caller, reply }: Call,
): Promise<void> => {
  if (!isEmail(email)) throw refusal("USR_03", "email");
  const key = emailKey(email);
  await attempts.spend(reply, [
    { name: "forgot", key, limit: 5, seconds: hour },
    { name: "forgot-address", key: subscriberOf(caller.address), limit: 50, seconds: hour },
  ]);
  await db.all(enqueue("mail-new-password", { emailKey: key }, { subject: aboutEmail(key) }));
};

export const wrongToken = () =>
  refusal("COM_02", "token", { message: "Invalid Data: the token is wrong, used up or too old" });

/** What a mailed token says of itself; refuses one that we never mailed. */
export const givenToken = (text: string): Omit<queries.GivenToken, "purpose"> => {
  const token = readMailedToken(text);
  if (!token) throw wrongToken();
  return { ...token, now: new Date() };
};

/**
 * Sets a new password with a mailed token, and leaves nothing else by which somebody could act: no session, no identity,
 * no other mail. Whoever knew the old password, or had opened the account in a stranger's name, is out.
 */
export const resetPassword = async (
  needs: AccountNeeds,
  { token: text, password }: { token: string; password: string },
): Promise<void> => {
  const token = { ...givenToken(text), purpose: "password" } as const;
  const { customerId } = token;
  const owner = await needs.db.first(queries.ownerOfToken(token));
  if (!owner) throw wrongToken();
  requireGoodPassword(password, needs, [owner.name, owner.email]);
  const passwordHash = await needs.hashing.hash(password);
  const ended = await needs.db.transaction(async (tx) => {
    const [held, spent] = await Promise.all([
      tx.first(accounts.heldCustomer(customerId)),
      tx.first(queries.spendMailedToken(token)),
    ]);
    if (!held || !spent) throw wrongToken();
    tx.send(queries.setPassword(customerId, passwordHash, new Date()));
    tx.send(accounts.forgetIdentities(customerId));
    tx.send(accounts.voidMailedTokens(customerId));
    tellOfChange(tx, customerId, held.email, ["password"]);
    return endOthersWithin(needs, tx, customerId, null);
  });
  needs.revocation.heed(ended);
};

/** What a mailed token does. From one address 30 wrong ones an hour are looked at; right ones do not count. */
export const withToken = async <Result>(
  { attempts }: AccountNeeds,
  { caller, reply }: Call,
  work: () => Promise<Result>,
): Promise<Result> => {
  const limits = [{ name: "reset", key: subscriberOf(caller.address), limit: 30, seconds: hour }];
  await attempts.spend(reply, limits);
  try {
    const result = await work();
    await attempts.takeBack(limits);
    return result;
  } catch (error) {
    if (!(error instanceof Refusal && error.field === "token")) await attempts.takeBack(limits);
    throw error;
  }
};

/** Mails another proof, in case the first was lost. */
export const askForProof = async (
  { db, attempts }: AccountNeeds,
  { customerId }: Identity,
  { reply }: Pick<Call, "reply">,
): Promise<void> => {
  await attempts.spend(reply, [{ name: "verify", key: String(customerId), limit: 5, seconds: hour }]);
  await db.all(enqueue("mail-email-proof", { customerId }, { subject: aboutCustomer(customerId) }));
};
