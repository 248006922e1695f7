import type { Writer } from "../../platform/database/database.ts";
import { forgetJobs } from "../../platform/jobs/queries.ts";
import { aboutEmail } from "../../platform/jobs/subject.ts";
import { takeEmailWithin } from "../accounts/accounts.ts";
import { emailKey } from "../accounts/email.ts";
import * as accounts from "../accounts/queries.ts";
import { nameOf } from "../identities/person.ts";
import { endOthersWithin, type SessionNeeds } from "../sessions/sessions.ts";
import * as queries from "./queries.ts";

type Moved = { readonly customerId: number; readonly email: string; readonly isProven: boolean };

/**
 * Whoever merely reads the mail of an address to which an account was moved does not get that account while the move can
 * be undone. Who moved it may have given a stranger's address, and would undo the move once the stranger has used the
 * account; or be a thief, who reads the mail there. The reader gets an account of their own, and the other goes back to
 * the address before. Answers the new account and what has ended; undefined where nothing was moved, or somebody proved the
 * address in the account itself.
 */
export const partFromMoved = async (
  { revocation }: Pick<SessionNeeds, "revocation">,
  tx: Writer,
  { customerId, email, isProven }: Moved,
  passwordHash: string | null,
): Promise<{ readonly customerId: number; readonly ended: string[] } | undefined> => {
  if (isProven) return undefined;
  const now = new Date();
  const key = emailKey(email);
  const former = await tx.first(queries.formerAddress(customerId, key, now));
  if (!former?.email) return undefined;
  tx.send(accounts.releaseEmail(key, customerId));
  tx.send(forgetJobs([aboutEmail(key)]));
  await goBack(tx, customerId, former.email, now);
  tx.send(accounts.forgetIdentities(customerId));
  tx.send(accounts.voidMailedTokens(customerId));
  const [numbered] = await tx.all(accounts.nextCustomerNumber());
  const own = numbered?.customer_id ?? 0;
  await takeEmailWithin(tx, own, email);
  await tx.all(
    accounts.addCustomer({ customerId: own, name: nameOf({ name: undefined, email }), email, passwordHash, now }),
  );
  tx.send(accounts.verifyEmail(own, now));
  return { customerId: own, ended: await endOthersWithin({ revocation }, tx, customerId, null) };
};

/** An address that was held was proven. One that somebody took meanwhile is theirs: then the account has none. */
const goBack = async (tx: Writer, customerId: number, former: string, now: Date): Promise<void> => {
  const key = emailKey(former);
  const isFree = (await tx.first(accounts.takeEmail(key, customerId))) !== undefined;
  const wasHeld = !isFree && (await tx.first(accounts.takeHeldEmail(key, customerId, now))) !== undefined;
  const email = isFree || wasHeld ? former : `moved-${customerId}@invalid`;
  tx.send(queries.goBackTo(customerId, email, wasHeld ? now : null));
};
