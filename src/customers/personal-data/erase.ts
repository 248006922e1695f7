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
 * What other features keep about a customer: each says how it is handed out, one after the other where there may be many,
 * and how the person is taken out of it.
 */
export type PersonalDataSource = {
  readonly name: string;
  export(db: Database, customerId: number): Promise<unknown> | AsyncIterable<unknown>;
  /** What it answers is done once the transaction is committed: files are no part of one. */
  forget(tx: Writer, customerId: number): Promise<void | (() => Promise<void>)>;
};

/**
 * Erases the person, asked for in a session or by a command: what must be kept (orders) stays without them. Ends every session, and then removes it with its device
 * and address: what says that its tokens are dead names nobody.
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
    // The last: what is forgotten may have asked for a letter about it.
    const subjects = [aboutCustomer(customerId), ...released.map(({ email_key }) => aboutEmail(email_key))];
    await tx.all(forgetJobs(subjects));
    const ids = await endOthersWithin(dependencies, tx, customerId, null);
    await tx.all(eraseSessions(customerId));
    return { ended: ids, afterwards: left.filter((work) => work !== undefined) };
  });
  dependencies.revocation.heed(ended);
  // The person is erased. A file that cannot be removed now is swept when its time is over.
  await Promise.allSettled(afterwards.map((work) => work()));
}
