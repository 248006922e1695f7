import type { Writer } from "../../platform/database/database.ts";
import type { Identity } from "../../platform/http/identity.ts";
import { enqueue, forgetJobs } from "../../platform/jobs/jobs.queries.ts";
import { aboutCustomer, aboutEmail } from "../../platform/jobs/subject.ts";
import { strangersPartOf } from "../../platform/limits/networks.ts";
import { refusal, unavailable } from "../../platform/refusal.ts";
import { requireGoodPassword } from "../passwords/password-policy.ts";
import { endOthersWithin } from "../sessions/sessions.ts";
import { findCustomer, requireEmail, reserveEmailWithin, type AccountDependencies, type Call } from "./accounts.ts";
import { notifyOfChange, undoableMilliseconds, type Change } from "./announce-change.ts";
import { countEmailChange, countPasswordChange } from "./change-limits.ts";
import { emailKey, mailboxNamed } from "./email.ts";
import { holdForOwner } from "./holding.ts";
import { requireNoLink } from "./names.ts";
import { readPhone } from "./phone.ts";
import * as queries from "./accounts.queries.ts";
import { requireOwner } from "./reauthentication.ts";
import type { Customer, Profile } from "./accounts.schemas.ts";

type Held = { readonly email: string; readonly is_proven: boolean };

type PhoneField = "day_phone" | "eve_phone" | "mob_phone";

/**
 * Changes name, email, phones and password. A new email or password requires proof of ownership and is announced to the
 * old email. A new password ends all other sessions.
 */
export async function changeProfile(
  dependencies: AccountDependencies,
  identity: Identity,
  profile: Profile,
  call: Call,
): Promise<Customer> {
  const { customerId, sessionId } = identity;
  const { name, password } = profile;
  requireNoLink(name);
  requireEmail(profile.email);
  const phones = phonesFrom(profile);
  const known = await findCustomer(dependencies, identity);
  const key = emailKey(profile.email);
  const isMove = mailboxNamed(known.email) !== mailboxNamed(profile.email);
  if (password !== undefined)
    requireGoodPassword(password, dependencies, [name, known.name, profile.email, known.email]);
  if (isMove || password !== undefined) await requireOwner(dependencies, identity, profile.current_password, call);
  if (isMove) await countEmailChange(dependencies, customerId, key, call);
  if (password !== undefined) await countPasswordChange(dependencies, customerId, call);
  const passwordHash =
    password === undefined
      ? undefined
      : await dependencies.hashing.hash(password, strangersPartOf(call.caller.address));
  const { changed, ended } = await dependencies.db.transaction(async (tx) => {
    const before = await holdForOwner(tx, identity);
    const isSameAddress = mailboxNamed(before.email) === mailboxNamed(profile.email);
    // A concurrent change came first: whether this one changes the email was decided by outdated data.
    if (isSameAddress === isMove) throw unavailable();
    if (isMove) await moveWithin(tx, customerId, before, profile.email);
    if (passwordHash) tx.send(queries.voidMailedTokens(customerId));
    const email = profile.email.trim();
    const [row] = await tx.all(queries.changeProfile({ customerId, name, email, isSameAddress, passwordHash, phones }));
    const changes: Change[] = [...(isMove ? ["email" as const] : []), ...(passwordHash ? ["password" as const] : [])];
    if (changes.length > 0)
      notifyOfChange(
        tx,
        { id: customerId, email: before.email, isProven: before.is_proven },
        changes,
        isMove ? email : undefined,
      );
    return { changed: row, ended: passwordHash ? await endOthersWithin(dependencies, tx, customerId, sessionId) : [] };
  });
  dependencies.revocation.heed(ended);
  if (!changed) throw refusal("AUT_02");
  return changed;
}

/**
 * Changes an account's email. Unlinks identities, as no provider has verified the new email, and voids the tokens
 * mailed to the old one, except undo tokens. A verified old email is held while the change can be undone, so that a
 * thief of the account cannot let another account take that email.
 */
async function moveWithin(tx: Writer, customerId: number, before: Held, email: string): Promise<void> {
  const old = emailKey(before.email);
  const until = new Date(Date.now() + undoableMilliseconds);
  tx.send(before.is_proven ? queries.holdEmail(old, customerId, until) : queries.releaseEmail(old, customerId));
  tx.send(forgetJobs([aboutEmail(old)]));
  await reserveEmailWithin(tx, customerId, email);
  tx.send(queries.forgetIdentities(customerId));
  tx.send(queries.voidMailedTokens(customerId));
  tx.send(enqueue("mail-email-proof", { customerId }, { subject: aboutCustomer(customerId) }));
}

function phonesFrom(profile: Profile) {
  return {
    day: phoneFrom(profile, "day_phone"),
    eve: phoneFrom(profile, "eve_phone"),
    mob: phoneFrom(profile, "mob_phone"),
  };
}

/** Returns a phone as it is stored: null clears it, and undefined (not sent) leaves it. Throws USR_06 when invalid. */
function phoneFrom(profile: Profile, field: PhoneField): string | null | undefined {
  const sent = profile[field];
  if (!sent) return sent;
  const phone = readPhone(sent);
  if (phone === undefined) throw refusal("USR_06", field);
  return phone;
}
