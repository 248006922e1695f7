import { enqueue, forgetJobs } from "../../platform/jobs/jobs.queries.ts";
import { aboutCustomer, aboutEmail } from "../../platform/jobs/subject.ts";
import { reserveEmailWithin, type AccountDependencies } from "../accounts/accounts.ts";
import { forgetToldChanges, undoableMilliseconds } from "../accounts/announce-change.ts";
import { emailKey } from "../accounts/email.ts";
import * as accounts from "../accounts/accounts.queries.ts";
import { endAllWithin } from "../sessions/sessions.ts";
import { addPasswordToken, type NextPassword } from "./password-token.ts";
import * as queries from "./recovery.queries.ts";
import { givenToken, wrongToken } from "./recovery.ts";

/**
 * Gives an account back to the email that it had before a change, and removes all other access: password, sessions,
 * identities and mailed tokens. The email that it loses is told. Postal address, phones and card are cleared if the email
 * was never verified, since the person who opened the account may have entered them. Tokens that undo earlier changes
 * stay valid: they were mailed to previous owners of the account.
 */
export async function undoChange(dependencies: AccountDependencies, text: string): Promise<NextPassword> {
  const token = givenToken(text);
  const { customerId, now } = token;
  const { ended, next } = await dependencies.db.transaction(async (tx) => {
    const [held, undone] = await Promise.all([
      tx.first(accounts.heldCustomer(customerId)),
      tx.first(queries.consumeUndoToken(token)),
    ]);
    if (!held || !undone?.email) throw wrongToken();
    const [present, former] = [emailKey(held.email), emailKey(undone.email)];
    if (present !== former) {
      tx.send(accounts.releaseEmail(present, customerId));
      tx.send(forgetJobs([aboutEmail(present)]));
      await reserveEmailWithin(tx, customerId, undone.email);
      const lost = { customerId, email: held.email };
      tx.send(enqueue("mail-lost-account", lost, { subject: aboutCustomer(customerId) }));
    }
    tx.send(queries.putBackEmail(customerId, undone.email, now));
    if (!undone.is_proven) tx.send(accounts.forgetWhereabouts(customerId));
    tx.send(accounts.forgetIdentities(customerId));
    tx.send(queries.voidTokensSince(customerId, undone.expires_at));
    forgetToldChanges(tx, customerId, new Date(undone.expires_at.getTime() - undoableMilliseconds));
    return {
      next: addPasswordToken(tx, customerId, undone.email),
      ended: await endAllWithin(dependencies, tx, customerId),
    };
  });
  dependencies.revocation.heed(ended);
  return { password_token: next };
}
