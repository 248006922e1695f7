import type { Identity } from "../../platform/http/identity.ts";
import { attempt } from "../../platform/limits/attempts.ts";
import { refusal } from "../../platform/refusal.ts";
import type { AccountDependencies, Call } from "../accounts/accounts.ts";
import { linkLimits } from "../accounts/change-limits.ts";
import { notifyOfChange } from "../accounts/announce-change.ts";
import { holdForOwner } from "../accounts/holding.ts";
import { requireOwner } from "../accounts/reauthentication.ts";
import { recognized } from "./sign-in-by-identity.ts";
import type { Person, Provider } from "./person.ts";
import * as queries from "./identities.queries.ts";
import { endOthersWithin } from "../sessions/sessions.ts";

export type LinkingDependencies = AccountDependencies & { readonly providerNames: Readonly<Record<Provider, string>> };

/** A linked identity as the customer sees it. */
type Linked = { readonly provider: Provider; readonly name: string; readonly linked_on: string | null };

const anothers = refusal("COM_02", "provider", {
  status: 409,
  message: "Invalid Data: this identity belongs to another account",
});

/** Returns the identities that can sign in to the account. */
export function listIdentities(dependencies: LinkingDependencies, { customerId }: Identity): Promise<Linked[]> {
  return linkedOf(dependencies, customerId);
}

/** Links the identity that `ask` returns, replacing any other at the same provider. A mail announces a new identity. */
export async function linkIdentity(
  dependencies: LinkingDependencies,
  identity: Identity,
  { ask, currentPassword }: { readonly ask: () => Promise<Person>; readonly currentPassword: string | undefined },
  call: Call,
): Promise<Linked[]> {
  const { customerId } = identity;
  await requireOwner(dependencies, identity, currentPassword, call);
  const person = await recognized(dependencies, ask, call);
  await attempt({ ...dependencies, tellLimits: call.tellLimits }, linkLimits(customerId, call.caller), () =>
    dependencies.db.transaction(async (tx) => {
      const held = await holdForOwner(tx, identity);
      const before = await tx.all(queries.removeIdentities(customerId, person.provider));
      await tx.all(queries.addIdentity(person.key, customerId, new Date()), { customer_identity_pkey: anothers });
      if (before.every(({ identity_key }) => identity_key !== person.key))
        notifyOfChange(tx, { id: customerId, email: held.email, isProven: held.is_proven }, ["identity"]);
    }),
  );
  return linkedOf(dependencies, customerId);
}

/**
 * Unlinks the identity at a provider; throws COM_02 when it is the only way to sign in. Ends all other sessions,
 * because they may have been started with that identity.
 */
export async function unlinkIdentity(
  dependencies: LinkingDependencies,
  identity: Identity,
  { provider, currentPassword }: { readonly provider: string; readonly currentPassword: string | undefined },
  call: Call,
): Promise<void> {
  const { customerId } = identity;
  await requireOwner(dependencies, identity, currentPassword, call);
  const ended = await dependencies.db.transaction(async (tx) => {
    await holdForOwner(tx, identity);
    const removed = await tx.all(queries.removeIdentities(customerId, provider));
    if (removed.length === 0)
      throw refusal("COM_02", "provider", {
        status: 404,
        message: "Invalid Data: no identity of this provider is linked",
      });
    if (!(await tx.first(queries.isEnterable(customerId)))?.is_enterable)
      throw refusal("COM_02", "provider", {
        status: 409,
        message: "Invalid Data: this is the only way to sign in; set a password first",
      });
    return endOthersWithin(dependencies, tx, customerId, identity.sessionId);
  });
  dependencies.revocation.heed(ended);
}

async function linkedOf({ db, providerNames }: LinkingDependencies, customerId: number): Promise<Linked[]> {
  const rows = await db.all(queries.identitiesOf(customerId));
  return rows.map(({ identity_key, linked_at }) => ({
    provider: providerOf(identity_key),
    name: providerNames[providerOf(identity_key)],
    linked_on: linked_at?.toISOString() ?? null,
  }));
}

function providerOf(key: string): Provider {
  return key.split(":")[0] as Provider;
}
