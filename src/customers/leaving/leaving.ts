import type { Database, Writer } from "../../platform/database/database.ts";
import { forgetJobs } from "../../platform/jobs/queries.ts";
import { aboutCustomer, aboutEmail } from "../../platform/jobs/subject.ts";
import { refusal } from "../../platform/refusal.ts";
import { findCustomer, type AccountNeeds } from "../accounts/accounts.ts";
import { erasePerson, forgetIdentities, forgetMailedTokens, releaseEmails } from "../accounts/queries.ts";
import { endOthersWithin, listSessions } from "../sessions/sessions.ts";
import type { Identity } from "../../platform/http/identity.ts";

/** What other features keep about a customer: each says how it is handed out and how the person is taken out of it. */
export type Belonging = {
  readonly name: string;
  export(db: Database, customerId: number): Promise<unknown>;
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

/** Everything the shop knows about a customer, as one document. */
export const exportCustomer = async (needs: AccountNeeds, identity: Identity, belongings: readonly Belonging[]) => {
  const [customer, sessions, ...others] = await Promise.all([
    findCustomer(needs, identity),
    listSessions(needs, identity),
    ...belongings.map(
      async ({ name, export: handOut }) => [name, await handOut(needs.db, identity.customerId)] as const,
    ),
  ]);
  return { exported_on: new Date().toISOString(), customer, sessions, ...Object.fromEntries(others) };
};
