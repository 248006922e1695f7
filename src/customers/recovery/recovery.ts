import type { Writer } from "../../platform/database/database.ts";
import type { Identity } from "../../platform/http/identity.ts";
import { enqueue } from "../../platform/jobs/jobs.queries.ts";
import { aboutCustomer, aboutEmail } from "../../platform/jobs/subject.ts";
import { attempt, guess } from "../../platform/limits/attempts.ts";
import { perNetwork, strangersPartOf } from "../../platform/limits/networks.ts";
import { Refusal, refusal } from "../../platform/refusal.ts";
import type { AccountDependencies, Call } from "../accounts/accounts.ts";
import { notifyOfChange } from "../accounts/announce-change.ts";
import { emailKey, isEmail } from "../accounts/email.ts";
import { forgiveFailures } from "../accounts/login-limits.ts";
import * as accounts from "../accounts/accounts.queries.ts";
import { rememberNetwork } from "../sessions/known-networks.ts";
import { requireGoodPassword } from "../passwords/password-policy.ts";
import { endAllWithin } from "../sessions/sessions.ts";
import { partFromMoved } from "./parting.ts";
import * as queries from "./recovery.queries.ts";
import { readMailedToken } from "./mailed-token.ts";

const hour = 3600;

/**
 * Queues a mail to set a new password. Nothing here depends on whether the account exists: the job finds that out,
 * after the response.
 */
export async function forgetPassword(
  { db, attempts, limits }: AccountDependencies,
  email: string,
  { caller, tellLimits }: Call,
): Promise<void> {
  if (!isEmail(email)) throw refusal("USR_03", "email");
  const key = emailKey(email);
  const spent = [
    { name: "forgot", key, limit: limits.passwordMailsPerHour, seconds: hour, isSilent: true },
    ...perNetwork({ name: "forgot-address", limit: limits.passwordMailsPerAddress, seconds: hour }, caller.address),
  ];
  await attempt({ attempts, tellLimits }, spent, () =>
    db.all(enqueue("mail-new-password", { emailKey: key }, { subject: aboutEmail(key) })),
  );
}

/**
 * Sets a new password with a mailed token, and removes all other access: sessions, identities, other mailed tokens and,
 * if the email was unverified, the address to which another person's parcels would go. This locks out anyone who knew
 * the old password or opened the account with a stranger's email.
 */
export async function resetPassword(
  dependencies: AccountDependencies,
  { token: text, password }: { token: string; password: string },
  { caller }: Pick<Call, "caller">,
): Promise<void> {
  const token = { ...givenToken(text), purpose: "password" } as const;
  const { customerId } = token;
  const owner = await dependencies.db.first(queries.ownerOfToken(token));
  if (!owner) throw wrongToken();
  requireGoodPassword(password, dependencies, [owner.name, owner.email]);
  const passwordHash = await dependencies.hashing.hash(password, strangersPartOf(caller.address));
  const ended = await dependencies.db.transaction(async (tx) => {
    const [held, spent] = await Promise.all([
      tx.first(accounts.heldCustomer(customerId)),
      tx.first(queries.consumeMailedToken(token)),
    ]);
    if (!held || !spent) throw wrongToken();
    const moved = { customerId, email: held.email, isProven: held.is_proven };
    const parted = await partFromMoved(dependencies, tx, moved, passwordHash);
    if (!parted && !held.is_proven) tx.send(accounts.forgetWhereabouts(customerId));
    const others = parted?.ended ?? (await setPasswordWithin(dependencies, tx, moved, passwordHash));
    // The reader of the account's mail is its owner, on any network: strangers' guesses no longer lock them out.
    rememberNetwork(tx, parted?.customerId ?? customerId, caller.address);
    forgiveFailures(tx, dependencies.limits, spent.email_key, caller);
    return others;
  });
  dependencies.revocation.heed(ended);
}

/** Parses a mailed token; throws COM_02 when its format is wrong. */
export function givenToken(text: string): Omit<queries.GivenToken, "purpose"> {
  const token = readMailedToken(text);
  if (!token) throw wrongToken();
  return { ...token, now: new Date() };
}

export function wrongToken() {
  return refusal("COM_02", "token", { message: "Invalid Data: the token is wrong, used up or too old" });
}

/** Runs an action that takes a mailed token. Wrong tokens are limited per hour and network; valid ones do not count. */
export function withToken<Result>(
  { attempts, limits }: AccountDependencies,
  { caller, tellLimits }: Call,
  work: () => Promise<Result>,
): Promise<Result> {
  return guess(
    { attempts, tellLimits },
    perNetwork({ name: "reset", limit: limits.passwordResetFailuresPerAddress, seconds: hour }, caller.address),
    work,
    (error) => error instanceof Refusal && error.field === "token",
  );
}

/** Queues another mail to verify the email, in case the first was lost. */
export async function askForProof(
  { db, attempts }: AccountDependencies,
  { customerId }: Identity,
  { tellLimits }: Pick<Call, "tellLimits">,
): Promise<void> {
  await attempt({ attempts, tellLimits }, [{ name: "verify", key: String(customerId), limit: 5, seconds: hour }], () =>
    db.all(enqueue("mail-email-proof", { customerId }, { subject: aboutCustomer(customerId) })),
  );
}

function setPasswordWithin(
  dependencies: AccountDependencies,
  tx: Writer,
  { customerId, email }: { readonly customerId: number; readonly email: string },
  passwordHash: string,
): Promise<string[]> {
  tx.send(queries.setPassword(customerId, passwordHash, new Date()));
  tx.send(accounts.forgetIdentities(customerId));
  tx.send(accounts.voidMailedTokens(customerId));
  notifyOfChange(tx, { id: customerId, email, isProven: true }, ["password"]);
  return endAllWithin(dependencies, tx, customerId);
}
