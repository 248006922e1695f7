import type { Database, Writer } from "../../platform/database/database.ts";
import { forgetJobs } from "../../platform/jobs/jobs.queries.ts";
import { aboutCustomer, aboutEmail } from "../../platform/jobs/subject.ts";
import { refusal } from "../../platform/refusal.ts";
import { holdForOwner } from "../accounts/holding.ts";
import { erasePerson, forgetIdentities, forgetMailedTokens, releaseEmails } from "../accounts/accounts.queries.ts";
import { endOthersWithin, type SessionDependencies } from "../sessions/sessions.ts";
import type { Identity } from "../../platform/http/identity.ts";
import { eraseSessions } from "./personal-data.queries.ts";

/**
 * Personal data that another feature keeps about a customer: how it is exported, item by item where there may be many,
 * and how it is erased.
 */
export type PersonalDataSource = {
  readonly name: string;
  export(db: Database, customerId: number): Promise<unknown> | AsyncIterable<unknown>;
  /** Erases the data. A returned function runs after the commit: files are not part of a transaction. */
  forget(tx: Writer, customerId: number): Promise<void | (() => Promise<void>)>;
};

/**
 * Erases a customer, on request in a session or by a command. What must be kept (orders) stays without personal data.
 * Ends and deletes every session, with its device and address; the revocations of its tokens name no person.
 */
export async function eraseCustomer(
  dependencies: Pick<SessionDependencies, "db" | "revocation">,
  { customerId, sessionId }: Pick<Identity, "customerId"> & Partial<Identity>,
  personalDataSources: readonly PersonalDataSource[],
): Promise<void> {
  const { ended, afterwards } = await dependencies.db.transaction(async (tx) => {
    if (sessionId !== undefined) await holdForOwner(tx, { customerId, sessionId });
    if (!(await tx.first(erasePerson(customerId, new Date())))) throw refusal("AUT_02");
    const released = await tx.all(releaseEmails(customerId));
    await tx.all(forgetIdentities(customerId));
    await tx.all(forgetMailedTokens(customerId));
    const left = [];
    for (const belonging of personalDataSources) left.push(await belonging.forget(tx, customerId));
    // After the other erasures, as they may have queued mails to the customer.
    const subjects = [aboutCustomer(customerId), ...released.map(({ email_key }) => aboutEmail(email_key))];
    await tx.all(forgetJobs(subjects));
    const ids = await endOthersWithin(dependencies, tx, customerId, null);
    await tx.all(eraseSessions(customerId));
    return { ended: ids, afterwards: left.filter((work) => work !== undefined) };
  });
  dependencies.revocation.heed(ended);
  // The erasure is committed. A file that cannot be deleted now is deleted by the cleanup when it expires.
  await Promise.allSettled(afterwards.map((work) => work()));
}
