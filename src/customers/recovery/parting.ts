import type { Writer } from "../../platform/database/database.ts";
import { forgetJobs } from "../../platform/jobs/jobs.queries.ts";
import { aboutEmail } from "../../platform/jobs/subject.ts";
import { unavailable } from "../../platform/refusal.ts";
import { newCustomerNumber, reserveEmailWithin } from "../accounts/accounts.ts";
import { forgetUnprovenChanges } from "../accounts/announce-change.ts";
import { emailKey } from "../accounts/email.ts";
import * as accounts from "../accounts/accounts.queries.ts";
import { nameOf } from "../identities/person.ts";
import { endAllWithin, type SessionDependencies } from "../sessions/sessions.ts";
import * as queries from "./recovery.queries.ts";

type Moved = { readonly customerId: number; readonly email: string; readonly isProven: boolean };
type Parted = { readonly customerId: number; readonly ended: string[] };

/**
 * Separates the reader of an email from the account that was moved to it, while the move can be undone. Reading mail
 * there proves no ownership: the mover may have entered a stranger's email, to undo the move once the stranger has used
 * the account; or the reader may be the thief who moved it. The reader gets a new account, and the moved one returns to
 * its former email. Returns the new account and the messages of the ended sessions.
 *
 * Returns undefined when nothing was moved, when the email was verified from within the account, and when the former
 * email was never verified: a mistyped email does not get the account back from a verified one.
 */
export async function partFromMoved(
  dependencies: Pick<SessionDependencies, "revocation" | "renewCart">,
  tx: Writer,
  { customerId, email, isProven }: Moved,
  passwordHash: string | null,
): Promise<Parted | undefined> {
  if (isProven) return undefined;
  const now = new Date();
  const key = emailKey(email);
  const former = await tx.first(queries.formerAddress(customerId, key, now));
  if (!former) {
    voidUnprovenWithin(tx, customerId, email);
    return undefined;
  }
  tx.send(accounts.releaseEmail(key, customerId));
  tx.send(forgetJobs([aboutEmail(key)]));
  if (!(await tx.first(accounts.reserveHeldEmail(emailKey(former.email), customerId, now)))) throw unavailable();
  tx.send(queries.goBackTo(customerId, former.email, now));
  tx.send(accounts.forgetIdentities(customerId));
  tx.send(accounts.voidMailedTokens(customerId));
  const own = await newCustomerNumber(tx);
  await reserveEmailWithin(tx, own, email);
  const name = nameOf({ name: undefined, email });
  await tx.all(accounts.addCustomer({ customerId: own, name, email, passwordHash, now }));
  tx.send(accounts.verifyEmail(own, now));
  return { customerId: own, ended: await endAllWithin(dependencies, tx, customerId) };
}

/**
 * Voids what was mailed to the account's former, never verified emails, now that the present one is verified: a mistyped
 * email gets nothing back from it.
 */
export function voidUnprovenWithin(tx: Writer, customerId: number, email: string): void {
  tx.send(queries.voidUnprovenUndoing(customerId, emailKey(email)));
  forgetUnprovenChanges(tx, customerId);
}
