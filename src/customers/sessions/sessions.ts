import type { Database, Writer } from "../../platform/database/database.ts";
import type { Caller } from "../../platform/http/route.ts";
import { tokenOf, type Identify, type Identity } from "../../platform/http/identity.ts";
import { refusal } from "../../platform/refusal.ts";
import type { Keys } from "./signing-keys.ts";
import type { AccessTokens } from "./access-token.ts";
import { forgetOtherNetworks, rememberNetwork } from "./known-networks.ts";
import * as queries from "./sessions.queries.ts";
import {
  firstRefreshToken,
  hashOfToken,
  readRefreshToken,
  successorOf,
  writeRefreshToken,
  type RefreshToken,
} from "./refresh-token.ts";
import type { Revocation } from "./revocation.ts";

/** Grace period for retrying a refresh whose response was lost, in milliseconds; later reuse counts as theft. */
const graceMilliseconds = 10_000;

/** Maximum number of live sessions per customer. */
const mostLive = 50;

export type Tokens = {
  readonly accessToken: string;
  readonly refreshToken: string;
  /** Seconds until the session ends, however often it is refreshed. */
  readonly endsInSeconds: number;
};

export type SessionDependencies = {
  readonly db: Database;
  readonly keys: Keys;
  readonly accessTokens: AccessTokens;
  readonly revocation: Revocation;
  readonly accessLifetimeSeconds: number;
  /** A session that is not refreshed for this long expires. */
  readonly refreshLifetimeSeconds: number;
  /** Maximum lifetime of a session, however often it is refreshed. */
  readonly sessionLifetimeSeconds: number;
  /** Moves a customer's cart to a new id: a cart is open to everybody who knows its id. */
  readonly renewCart: (tx: Writer, customerId: number) => Promise<void>;
};

/** Session data for the next tokens. */
type Going = { readonly name: string; readonly epoch: number; readonly created_at: Date };

/** Starts a session for a customer within the caller's transaction. Ends the oldest sessions beyond the maximum. */
export async function startSession(
  dependencies: SessionDependencies,
  tx: Writer,
  customerId: number,
  caller: Caller,
): Promise<Tokens> {
  const token = firstRefreshToken(customerId);
  const now = new Date();
  const expiresAt = later(now, Math.min(dependencies.refreshLifetimeSeconds, dependencies.sessionLifetimeSeconds));
  const held = tx.first(queries.holdSessions(customerId));
  tx.send(queries.addSession({ ...token, ...caller, tokenHash: hashOfToken(token), now, expiresAt }));
  const [customer, oldest] = await Promise.all([
    held,
    tx.all(queries.endOldestSessions(customerId, token.sessionId, mostLive - 1, now)),
  ]);
  if (!customer) throw refusal("AUT_02");
  await dependencies.revocation.revokeSessions(
    tx,
    oldest.map(({ session_id }) => session_id),
  );
  rememberNetwork(tx, customerId, caller.address);
  return tokensFor(dependencies, token, { name: customer.name, epoch: customer.session_epoch, created_at: now }, now);
}

/**
 * Ends all sessions of a customer except `keptId` (null: all), however many there are, within a transaction. The caller
 * passes the returned messages to `revocation.heed` after the commit.
 */
export async function endOthersWithin(
  { revocation }: Pick<SessionDependencies, "revocation">,
  tx: Writer,
  customerId: number,
  keptId: string | null,
): Promise<string[]> {
  await forgetOtherNetworks(tx, customerId, keptId);
  return revocation.revokeCustomer(tx, customerId, keptId);
}

/**
 * Ends all sessions of a customer and closes their cart to everybody who knew its id, within a transaction. Lock order:
 * the customer, then the cart.
 */
export async function endAllWithin(
  { revocation, renewCart }: Pick<SessionDependencies, "revocation" | "renewCart">,
  tx: Writer,
  customerId: number,
): Promise<string[]> {
  const ended = await endOthersWithin({ revocation }, tx, customerId, null);
  await renewCart(tx, customerId);
  return ended;
}

/** Ends every session of a customer, and renews the cart's id. Of their known networks, only that of the current session stays known. */
export async function endEverySession(
  dependencies: SessionDependencies,
  { customerId, sessionId }: Identity,
): Promise<void> {
  const ended = await dependencies.db.transaction(async (tx) => {
    await forgetOtherNetworks(tx, customerId, sessionId);
    const messages = await dependencies.revocation.revokeCustomer(tx, customerId, null);
    await dependencies.renewCart(tx, customerId);
    return messages;
  });
  dependencies.revocation.heed(ended);
}

/**
 * Exchanges a refresh token for new tokens. The same token sent again within the grace period gets the same successor:
 * the response was lost, or several requests sent it at once. Any other used token ends the whole session, since two
 * parties hold what only one should.
 */
export async function refreshSession(
  dependencies: SessionDependencies,
  text: string,
): Promise<Tokens & { customerId: number }> {
  const { db, keys, refreshLifetimeSeconds, sessionLifetimeSeconds } = dependencies;
  const token = readRefreshToken(text, keys.refreshSecret);
  if (!token) throw refusal("AUT_02", "refresh_token");
  const next = successorOf(token, keys.refreshSecret);
  const now = new Date();
  const spent = { ...token, spentHash: hashOfToken(token), now, bornAfter: later(now, -sessionLifetimeSeconds) };
  const expiresAt = later(now, refreshLifetimeSeconds);
  const going =
    (await db.first(
      queries.rotate({ ...spent, nextHash: hashOfToken(next), expiresAt, lifetimeSeconds: sessionLifetimeSeconds }),
    )) ?? (await db.first(queries.spentLately({ ...spent, spentAfter: new Date(now.getTime() - graceMilliseconds) })));
  if (!going) {
    await endSession(dependencies, token);
    throw refusal("AUT_02", "refresh_token");
  }
  return { ...(await tokensFor(dependencies, next, going, now)), customerId: token.customerId };
}

/** Ends one session of a customer; returns the number of ended sessions, 0 or 1. */
export async function endSession(
  { db, revocation }: SessionDependencies,
  { customerId, sessionId }: Identity,
): Promise<number> {
  const ended = await db.transaction(async (tx) => {
    const rows = await tx.all(queries.endSession(customerId, sessionId, new Date()));
    return revocation.revokeSessions(
      tx,
      rows.map(({ session_id }) => session_id),
    );
  });
  revocation.heed(ended);
  return ended.length;
}

/** Authenticates requests by access token: it must be ours, unexpired, and of a session that has not ended. */
export function identifyBy({
  accessTokens,
  revocation,
}: Pick<SessionDependencies, "accessTokens" | "revocation">): Identify {
  return async (headers) => {
    const token = tokenOf(headers);
    if (token === undefined) throw refusal("AUT_01");
    const identity = await accessTokens.read(token);
    if (await revocation.isRevoked(identity)) throw refusal("AUT_02");
    return identity;
  };
}

async function tokensFor(
  { accessTokens, keys, accessLifetimeSeconds, sessionLifetimeSeconds }: SessionDependencies,
  token: RefreshToken,
  { name, epoch, created_at }: Going,
  now: Date,
): Promise<Tokens> {
  const end = later(created_at, sessionLifetimeSeconds);
  const period = { from: now, until: earlier(later(now, accessLifetimeSeconds), end) };
  return {
    accessToken: `Bearer ${await accessTokens.issue({ ...token, name, epoch }, period)}`,
    refreshToken: writeRefreshToken(token, keys.refreshSecret),
    endsInSeconds: Math.floor((end.getTime() - now.getTime()) / 1000),
  };
}

function later(moment: Date, seconds: number): Date {
  return new Date(moment.getTime() + seconds * 1000);
}

function earlier(one: Date, other: Date): Date {
  return one < other ? one : other;
}
