import type { Database } from "../../platform/database/database.ts";
import { pagesOf } from "../../platform/database/pages.ts";
import type { Identity } from "../../platform/http/identity.ts";
import { findCustomer } from "../accounts/accounts.ts";
import { identitiesOf } from "../identities/identities.queries.ts";
import { listNetworks } from "../sessions/known-networks.ts";
import * as queries from "./personal-data.queries.ts";

/** Number of sessions per query. */
const page = 100;

/** Exports the customer's sessions, newest first, including ended ones that the cleanup has not deleted yet. */
export async function* exportSessions(db: Database, { customerId, sessionId }: Identity) {
  const pages = pagesOf<queries.ExportedSession>(page, (limit, after) =>
    db.all(queries.sessionsOf(customerId, limit, after)),
  );
  for await (const sessions of pages)
    yield* sessions.map(({ session_id, device, address, created_at, last_used_at, expires_at, ended_at, is_over }) => ({
      session_id,
      device,
      address,
      created_on: created_at.toISOString(),
      last_used_on: last_used_at.toISOString(),
      expires_on: expires_at.toISOString(),
      ended_on: ended_at?.toISOString() ?? null,
      is_over,
      is_current: session_id === sessionId,
    }));
}

/** Exports everything about the customer except sessions and the data of other features. */
export async function exportAccount(db: Database, identity: Identity) {
  const { customerId } = identity;
  const [customer, account, identities, earlier, networks] = await Promise.all([
    findCustomer({ db }, identity),
    db.first(queries.accountOf(customerId)),
    db.all(identitiesOf(customerId)),
    db.all(queries.earlierEmails(customerId)),
    listNetworks(db, identity),
  ]);
  return {
    exported_on: new Date().toISOString(),
    customer,
    account: account && {
      created_on: account.created_at.toISOString(),
      email_proven_on: account.email_verified_at?.toISOString() ?? null,
      imported_on: account.imported_at?.toISOString() ?? null,
      has_password: account.has_password,
    },
    identities: identities.map(({ identity_key: key }) => ({
      provider: key.slice(0, key.indexOf(":")),
      subject: key.slice(key.indexOf(":") + 1),
    })),
    earlier_emails: earlier.map(({ email, kept_until }) => ({ email, kept_until: kept_until.toISOString() })),
    known_networks: networks,
  };
}
