import type { Database, Writer } from "../../platform/database/database.ts";
import type { Caller } from "../../platform/http/action.ts";
import { tokenOf, type Identify, type Identity } from "../../platform/http/identity.ts";
import { refusal } from "../../platform/refusal.ts";
import type { Keys } from "../keys/keys.ts";
import type { AccessTokens } from "./access.ts";
import { forgetOtherNetworks, rememberNetwork } from "../networks/networks.ts";
import * as queries from "./queries.ts";
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

export type Tokens = { readonly accessToken: string; readonly refreshToken: string };

export type SessionNeeds = {
  readonly db: Database;
  readonly keys: Keys;
  readonly accessTokens: AccessTokens;
  readonly revocation: Revocation;
  readonly refreshLifetimeSeconds: number;
};

const tokensFor = async ({ accessTokens, keys }: SessionNeeds, token: RefreshToken): Promise<Tokens> => ({
  accessToken: `Bearer ${await accessTokens.issue(token)}`,
  refreshToken: writeRefreshToken(token, keys.refreshSecret),
});

const expiryFrom = (now: Date, { refreshLifetimeSeconds }: SessionNeeds): Date =>
  new Date(now.getTime() + refreshLifetimeSeconds * 1000);

/** Signs a customer in: a session of its own, within the caller's transaction. */
export const startSession = (needs: SessionNeeds, tx: Writer, customerId: number, caller: Caller): Promise<Tokens> => {
  const token = firstRefreshToken(customerId);
  const now = new Date();
  tx.send(
    queries.addSession({ ...token, ...caller, tokenHash: hashOfToken(token), now, expiresAt: expiryFrom(now, needs) }),
  );
  rememberNetwork(tx, customerId, caller.address);
  return tokensFor(needs, token);
};

/** Ends sessions and tells every server; answers how many there were. */
const endAndRevoke = async (
  { db, revocation }: SessionNeeds,
  end: (tx: Writer) => Promise<{ session_id: string }[]>,
): Promise<number> => {
  const ended = await db.transaction(async (tx) => {
    const ids = (await end(tx)).map(({ session_id }) => session_id);
    await revocation.revoke(tx, ids);
    return ids;
  });
  revocation.heed(ended);
  return ended.length;
};

/** Ends one session of a customer. */
export const endSession = (needs: SessionNeeds, { customerId, sessionId }: Identity): Promise<number> =>
  endAndRevoke(needs, (tx) => tx.all(queries.endSession(customerId, sessionId, new Date())));

/** Ends every session of a customer. */
export const endEverySession = (needs: SessionNeeds, { customerId, sessionId }: Identity): Promise<number> =>
  endAndRevoke(needs, async (tx) => {
    await forgetOtherNetworks(tx, customerId, sessionId);
    return tx.all(queries.endOtherSessions(customerId, null, new Date()));
  });

/** Within a transaction: ends all sessions but one (null: all). The ids must be heeded once it is committed. */
export const endOthersWithin = async (
  { revocation }: Pick<SessionNeeds, "revocation">,
  tx: Writer,
  customerId: number,
  keptId: string | null,
): Promise<string[]> => {
  await forgetOtherNetworks(tx, customerId, keptId);
  const ended = await tx.all(queries.endOtherSessions(customerId, keptId, new Date()));
  const ids = ended.map(({ session_id }) => session_id);
  await revocation.revoke(tx, ids);
  return ids;
};

/** Was this very token spent a moment ago? Then its reply was lost, or several requests carried it at once. */
const isSpentJustNow = async (
  { db }: SessionNeeds,
  token: RefreshToken,
  spentHash: Buffer,
  now: Date,
): Promise<boolean> => {
  const found = await db.first(queries.spentBefore({ ...token, spentHash, now }));
  return (
    found?.rotated_at !== undefined &&
    found.rotated_at !== null &&
    now.getTime() - found.rotated_at.getTime() <= graceMilliseconds
  );
};

/**
 * Spends a refresh token for new tokens. The same token again within the grace gets the same successor; any other
 * spent token ends the whole session, since two parties hold what only one should.
 */
export const refreshSession = async (needs: SessionNeeds, text: string): Promise<Tokens & { customerId: number }> => {
  const { db, keys } = needs;
  const token = readRefreshToken(text, keys.refreshSecret);
  if (!token) throw refusal("AUT_02", "refresh_token");
  const next = successorOf(token, keys.refreshSecret);
  const spentHash = hashOfToken(token);
  const now = new Date();
  const turned = await db.first(
    queries.rotate({ ...token, spentHash, nextHash: hashOfToken(next), now, expiresAt: expiryFrom(now, needs) }),
  );
  if (!turned && !(await isSpentJustNow(needs, token, spentHash, now))) {
    await endSession(needs, token);
    throw refusal("AUT_02", "refresh_token");
  }
  return { ...(await tokensFor(needs, next)), customerId: token.customerId };
};

export const listSessions = async ({ db }: SessionNeeds, { customerId, sessionId }: Identity) => {
  const rows = await db.all(queries.liveSessions(customerId, new Date()));
  return rows.map((row) => ({
    session_id: row.session_id,
    device: row.device,
    address: row.address,
    created_on: row.created_at.toISOString(),
    last_used_on: row.last_used_at.toISOString(),
    is_current: row.session_id === sessionId,
  }));
};

/** Who is asking: the access token must be ours, alive, and of a session that has not ended. */
export const identifyBy =
  ({ accessTokens, revocation }: Pick<SessionNeeds, "accessTokens" | "revocation">): Identify =>
  async (headers) => {
    const token = tokenOf(headers);
    if (token === undefined) throw refusal("AUT_01");
    const identity = await accessTokens.read(token);
    if (await revocation.isRevoked(identity.sessionId)) throw refusal("AUT_02");
    return identity;
  };
