import type { Writer } from "../../platform/database/database.ts";
import type { Identity } from "../../platform/http/identity.ts";
import { enqueue } from "../../platform/jobs/jobs.queries.ts";
import { aboutCustomer, aboutEmail } from "../../platform/jobs/subject.ts";
import { attempt, guess } from "../../platform/limits/attempts.ts";
import { perNetwork, strangersPartOf } from "../../platform/limits/networks.ts";
import { Refusal, refusal } from "../../platform/refusal.ts";
import type { AccountDependencies, Call } from "../accounts/accounts.ts";
import { tellOfChange } from "../accounts/announce-change.ts";
import { emailKey, isEmail } from "../accounts/email.ts";
import { forgiveFailures } from "../accounts/login-limits.ts";
import * as accounts from "../accounts/accounts.queries.ts";
import { rememberNetwork } from "../sessions/known-networks.ts";
import { requireGoodPassword } from "../passwords/password-policy.ts";
import { endOthersWithin } from "../sessions/sessions.ts";
import { partFromMoved } from "./parting.ts";
import * as queries from "./recovery.queries.ts";
import { readMailedToken } from "./mailed-token.ts";

const hour = 3600;

/**
 * Asks for a mail with which a new password can be set. Nothing here depends on whether there is such an account: the
 * job finds that out, after the reply.
 */
export async function forgetPassword(
  { db, attempts, limits }: AccountDependencies,
  email: string,
  { caller, reply }: Call,
): Promise<void> {
  if (!isEmail(email)) throw refusal("USR_03", "email");
  const key = emailKey(email);
  const spent = [
    { name: "forgot", key, limit: limits.passwordMailsPerHour, seconds: hour, isSilent: true },
    ...perNetwork({ name: "forgot-address", limit: limits.passwordMailsPerAddress, seconds: hour }, caller.address),
  ];
  await attempt({ attempts, reply }, spent, () =>
    db.all(enqueue("mail-new-password", { emailKey: key }, { subject: aboutEmail(key) })),
  );
}

/**
 * Sets a new password with a mailed token, and leaves nothing else by which somebody could act: no session, no identity,
 * no other mail. Whoever knew the old password, or had opened the account in a stranger's name, is out.
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
      tx.first(queries.spendMailedToken(token)),
    ]);
    if (!held || !spent) throw wrongToken();
    const moved = { customerId, email: held.email, isProven: held.is_proven };
    const parted = await partFromMoved(dependencies, tx, moved, passwordHash);
    const others = parted?.ended ?? (await setPasswordWithin(dependencies, tx, moved, passwordHash));
    // Whoever reads the account's mail is its owner, wherever they are: strangers' guesses keep them out no longer.
    rememberNetwork(tx, parted?.customerId ?? customerId, caller.address);
    forgiveFailures(tx, dependencies.limits, spent.email_key, caller);
    return others;
  });
  dependencies.revocation.heed(ended);
}

/** What a mailed token says of itself; refuses one that we never mailed. */
export function givenToken(text: string): Omit<queries.GivenToken, "purpose"> {
  const token = readMailedToken(text);
  if (!token) throw wrongToken();
  return { ...token, now: new Date() };
}

export function wrongToken() {
  return refusal("COM_02", "token", { message: "Invalid Data: the token is wrong, used up or too old" });
}

/** What a mailed token does. From one address so many wrong ones an hour are looked at; right ones do not count. */
export function withToken<Result>(
  { attempts, limits }: AccountDependencies,
  { caller, reply }: Call,
  work: () => Promise<Result>,
): Promise<Result> {
  return guess(
    { attempts, reply },
    perNetwork({ name: "reset", limit: limits.passwordResetFailuresPerAddress, seconds: hour }, caller.address),
    work,
    (error) => error instanceof Refusal && error.field === "token",
  );
}

/** Mails another proof, in case the first was lost. */
export async function askForProof(
  { db, attempts }: AccountDependencies,
  { customerId }: Identity,
  { reply }: Pick<Call, "reply">,
): Promise<void> {
  await attempt({ attempts, reply }, [{ name: "verify", key: String(customerId), limit: 5, seconds: hour }], () =>
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
  tellOfChange(tx, { id: customerId, email }, ["password"]);
  return endOthersWithin(dependencies, tx, customerId, null);
}
