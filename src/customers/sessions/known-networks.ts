import type { Database, Writer } from "../../platform/database/database.ts";
import type { Identity } from "../../platform/http/identity.ts";
import { clientNetwork } from "../../platform/limits/networks.ts";
import * as queries from "./known-networks.queries.ts";

/**
 * How long a network stays known after the owner signed in from it, in milliseconds. Guesses from other networks do not
 * lock the owner out there.
 */
const knownMilliseconds = 90 * 86_400_000;
/** Maximum number of known networks per customer; the least recently used are dropped. */
const mostNetworks = 20;

/** Records the network of an account's owner, who has just signed in or used a mailed token. */
export function rememberNetwork(tx: Writer, customerId: number, address: string): void {
  return tx.send(
    queries.rememberNetwork({ customerId, network: clientNetwork(address), now: new Date(), others: mostNetworks - 1 }),
  );
}

export async function isKnownNetwork(db: Database, emailKey: string, address: string): Promise<boolean> {
  return (await db.first(queries.isKnownNetwork(emailKey, clientNetwork(address), knownSince()))) !== undefined;
}

/** Deletes a customer's known networks except that of one session (null: all), so that an intruder loses theirs. */
export async function forgetOtherNetworks(tx: Writer, customerId: number, keptId: string | null): Promise<void> {
  const kept = keptId === null ? undefined : await tx.first(queries.addressOfSession(customerId, keptId));
  tx.send(queries.forgetOtherNetworks(customerId, kept ? clientNetwork(kept.address) : null));
}

/** Deletes the known network of a session that its owner ended, unless the owner's own session is on it too. */
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

/** Returns the known networks of an account, as shown to its owner. */
export async function listNetworks(db: Database, { customerId }: Pick<Identity, "customerId">) {
  return (await db.all(queries.networksOf(customerId, knownSince()))).map(({ network, seen_at }) => ({
    network,
    signed_in_on: seen_at.toISOString(),
  }));
}

export function knownSince(now = Date.now()): Date {
  return new Date(now - knownMilliseconds);
}
