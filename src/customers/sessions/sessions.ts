import type { Database, Writer } from "../../platform/database/database.ts";
import type { Caller } from "../../platform/http/action.ts";
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

/** A reply that was lost is asked for again within this; later the same token is taken for a stolen one. */
const graceMilliseconds = 10_000;

/** So many sessions of one customer go on at once. */
const mostLive = 50;

export type Tokens = {
  readonly accessToken: string;
  readonly refreshToken: string;
  /** When the session is over, however often it is refreshed. */
  readonly endsInSeconds: number;
};

export type SessionDependencies = {
  readonly db: Database;
  readonly keys: Keys;
  readonly accessTokens: AccessTokens;
  readonly revocation: Revocation;
  readonly accessLifetimeSeconds: number;
  /** After so long without coming back a session is over. */
  readonly refreshLifetimeSeconds: number;
  /** After so long it is over in any case. */
  readonly sessionLifetimeSeconds: number;
};

/** What a session's next tokens are made of. */
type Going = { readonly name: string; readonly epoch: number; readonly created_at: Date };

/**
 * Signs a customer in: a session of its own, within the caller's transaction. Where there are too many now, the one that
 * began first ends.
 */
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
 * Within a transaction: ends all sessions but one (null: all), however many there are. What it answers must be heeded once
 * it is committed.
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

/** Ends every session of a customer; of the networks they signed in from the one they are at stays known. */
export async function endEverySession(
  dependencies: SessionDependencies,
  { customerId, sessionId }: Identity,
): Promise<void> {
  const ended = await dependencies.db.transaction(async (tx) => {
    await forgetOtherNetworks(tx, customerId, sessionId);
    return dependencies.revocation.revokeCustomer(tx, customerId, null);
  });
  dependencies.revocation.heed(ended);
}

/**
 * Spends a refresh token for new tokens. The same token again within the grace gets the same successor: its reply was
 * lost, or several requests carried it at once. Any other spent token ends the whole session, since two parties hold what
 * only one should.
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

/** Ends one session of a customer; answers how many that were. */
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

/** Who is asking: the access token must be ours, alive, and of a session that has not ended. */
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
