import type { Writer } from "../../platform/database/database.ts";
import { forgetJobs } from "../../platform/jobs/jobs.queries.ts";
import { aboutEmail } from "../../platform/jobs/subject.ts";
import { unavailable } from "../../platform/refusal.ts";
import { reserveEmailWithin } from "../accounts/accounts.ts";
import { forgetToldChanges } from "../accounts/announce-change.ts";
import { emailKey } from "../accounts/email.ts";
import * as accounts from "../accounts/accounts.queries.ts";
import { nameOf } from "../identities/person.ts";
import { endOthersWithin, type SessionDependencies } from "../sessions/sessions.ts";
import * as queries from "./recovery.queries.ts";

const theBeginning = new Date(0);

type Moved = { readonly customerId: number; readonly email: string; readonly isProven: boolean };
type Parted = { readonly customerId: number; readonly ended: string[] };

/**
 * Whoever merely reads the mail of an address to which an account was moved does not get that account while the move can
 * be undone. Who moved it may have given a stranger's address, and would undo the move once the stranger has used the
 * account; or be a thief, who reads the mail there. The reader gets an account of their own, and the other goes back to
 * the address before. Answers the new account and what has ended.
 *
 * Undefined where nothing was moved, where somebody proved the address in the account itself, and where nobody ever proved
 * the one before: a mistyped address does not get the account back from one that is proven.
 */
export async function partFromMoved(
  { revocation }: Pick<SessionDependencies, "revocation">,
  tx: Writer,
  { customerId, email, isProven }: Moved,
  passwordHash: string | null,
): Promise<Parted | undefined> {
  if (isProven) return undefined;
  const now = new Date();
  const key = emailKey(email);
  const former = await tx.first(queries.formerAddress(customerId, key, now));
  if (!former) {
    tx.send(queries.voidUndoingTo(customerId, key));
    forgetToldChanges(tx, customerId, theBeginning);
    return undefined;
  }
  tx.send(accounts.releaseEmail(key, customerId));
  tx.send(forgetJobs([aboutEmail(key)]));
  if (!(await tx.first(accounts.reserveHeldEmail(emailKey(former.email), customerId, now)))) throw unavailable();
  tx.send(queries.goBackTo(customerId, former.email, now));
  tx.send(accounts.forgetIdentities(customerId));
  tx.send(accounts.voidMailedTokens(customerId));
  const [numbered] = await tx.all(accounts.nextCustomerNumber());
  const own = numbered?.customer_id ?? 0;
  await reserveEmailWithin(tx, own, email);
  const name = nameOf({ name: undefined, email });
  await tx.all(accounts.addCustomer({ customerId: own, name, email, passwordHash, now }));
  tx.send(accounts.verifyEmail(own, now));
  return { customerId: own, ended: await endOthersWithin({ revocation }, tx, customerId, null) };
}
