import type { Database, Writer } from "../../platform/database/database.ts";
import { forgetJobs } from "../../platform/jobs/queries.ts";
import { aboutCustomer, aboutEmail } from "../../platform/jobs/subject.ts";
import { refusal } from "../../platform/refusal.ts";
import type { AccountNeeds } from "../accounts/accounts.ts";
import { erasePerson, forgetIdentities, forgetMailedTokens, releaseEmails } from "../accounts/queries.ts";
import { endOthersWithin } from "../sessions/sessions.ts";
import type { Identity } from "../../platform/http/identity.ts";

/**
 * What other features keep about a customer: each says how it is handed out, one after the other where there may be many,
 * and how the person is taken out of it.
 */
export type Belonging = {
  readonly name: string;
  export(db: Database, customerId: number): Promise<unknown> | AsyncIterable<unknown>;
  forget(tx: Writer, customerId: number): Promise<void>;
};

/** Erases the person: what must be kept (orders) stays without them. Ends every session. */
export const eraseCustomer = async (
  needs: AccountNeeds,
  { customerId }: Identity,
  belongings: readonly Belonging[],
): Promise<void> => {
  const ended = await needs.db.transaction(async (tx) => {
    if (!(await tx.first(erasePerson(customerId, new Date())))) throw refusal("AUT_02");
    const released = await tx.all(releaseEmails(customerId));
    await tx.all(forgetIdentities(customerId));
    await tx.all(forgetMailedTokens(customerId));
    for (const belonging of belongings) await belonging.forget(tx, customerId);
    // The last: what is forgotten may have asked for a letter about it.
    const subjects = [aboutCustomer(customerId), ...released.map(({ email_key }) => aboutEmail(email_key))];
    await tx.all(forgetJobs(subjects));
    return endOthersWithin(needs, tx, customerId, null);
  });
  needs.revocation.heed(ended);
};
