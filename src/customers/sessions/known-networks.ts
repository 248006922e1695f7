import type { Database, Writer } from "../../platform/database/database.ts";
import type { Identity } from "../../platform/http/identity.ts";
import { clientNetwork } from "../../platform/limits/networks.ts";
import * as queries from "./known-networks.queries.ts";

/** From where an account's owner signed in lately: guesses from elsewhere do not lock them out there. */
const knownMilliseconds = 90 * 86_400_000;
/** Whoever travels a lot is remembered at the last so many. */
const mostNetworks = 20;

/** The owner is here: somebody who knew the password, or read the account's mail. */
export function rememberNetwork(tx: Writer, customerId: number, address: string): void {
  return tx.send(
    queries.rememberNetwork({ customerId, network: clientNetwork(address), now: new Date(), others: mostNetworks - 1 }),
  );
}

export async function isKnownNetwork(db: Database, emailKey: string, address: string): Promise<boolean> {
  return (await db.first(queries.isKnownNetwork(emailKey, clientNetwork(address), knownSince()))) !== undefined;
}

/** Whoever has been thrown out keeps no place of their own: all networks are forgotten but the one of a session (null: all). */
export async function forgetOtherNetworks(tx: Writer, customerId: number, keptId: string | null): Promise<void> {
  const kept = keptId === null ? undefined : await tx.first(queries.addressOfSession(customerId, keptId));
  tx.send(queries.forgetOtherNetworks(customerId, kept ? clientNetwork(kept.address) : null));
}

/** Forgets the network of a session that its owner ended from elsewhere, unless they are there themselves. */
export async function forgetNetworkOf(
  db: Database,
  { customerId, sessionId }: Identity,
  endedId: string,
): Promise<void> {
  const [own, ended] = await Promise.all(
    [sessionId, endedId].map((id) => db.first(queries.addressOfSession(customerId, id))),
  );
  const network = ended && clientNetwork(ended.address);
  if (network !== undefined && (!own || network !== clientNetwork(own.address)))
    await db.all(queries.forgetNetwork(customerId, network));
}

/** Where the owner is known, for the owner. */
export async function listNetworks(db: Database, { customerId }: Pick<Identity, "customerId">) {
  return (await db.all(queries.networksOf(customerId, knownSince()))).map(({ network, seen_at }) => ({
    network,
    signed_in_on: seen_at.toISOString(),
  }));
}

export function knownSince(now = Date.now()): Date {
  return new Date(now - knownMilliseconds);
}
