import type { Database, Writer } from "../../platform/database/database.ts";
import type { Listener } from "../../platform/database/signals.ts";
import * as queries from "./queries.ts";

/** Sessions that ended while their access tokens may be alive, as every server knows them. */
export type Revocation = {
  /** Ended? Asks the database only while signals may be missing. */
  isRevoked(sessionId: string): Promise<boolean> | boolean;
  /** Writes the end of sessions down and tells every server, in the transaction that ends them. */
  revoke(tx: Writer, sessionIds: readonly string[]): Promise<void>;
  /** This server knows at once, without waiting for its own signal; called when the transaction is done. */
  heed(sessionIds: readonly string[]): void;
  readonly listener: Listener;
};

/** A connection may be silent before it is known to be lost: what was heard longer ago than this vouches for nothing. */
const vouchingMilliseconds = 800;
/** A token that was being made while its session ended lives a moment longer than one made before. */
const afterthoughtSeconds = 60;

/** Sessions that ended, each until its tokens are over. */
const keepEnded = () => {
  const ended = new Map<string, number>();
  return {
    has: (sessionId: string): boolean => ended.has(sessionId),
    add(sessionId: string, forgetAt: number): void {
      // The oldest stand first: each newcomer pays for those that are over, and nobody walks through all.
      for (const [old, until] of ended) {
        if (until > Date.now()) break;
        ended.delete(old);
      }
      ended.set(sessionId, forgetAt);
    },
  };
};

/** `lifetimeSeconds`: how long an access token lives; after that its session need not be remembered. */
export const openRevocation = (db: Database, lifetimeSeconds: number): Revocation => {
  const ended = keepEnded();
  let hasCaughtUp = false;
  /** Every session that ended before this moment is known here. */
  let knownUntil = 0;
  /** Counts connections, so that a list read for one that is gone does not vouch for the next. */
  let connection = 0;

  const forgetAt = (): number => Date.now() + (lifetimeSeconds + afterthoughtSeconds) * 1000;

  /** Signals may have been missed: until the list is read whole, the database is asked for each token. */
  const catchUp = async (mine: number): Promise<void> => {
    try {
      const begun = Date.now();
      const rows = await db.all(queries.revokedSessions(new Date(begun)));
      for (const { session_id, forget_at } of rows) ended.add(session_id, forget_at.getTime());
      if (mine !== connection) return;
      hasCaughtUp = true;
      knownUntil = begun;
    } catch {
      if (mine === connection) setTimeout(() => void catchUp(mine), 1000).unref();
    }
  };

  return {
    isRevoked: (sessionId) =>
      ended.has(sessionId) ||
      (Date.now() - knownUntil < vouchingMilliseconds
        ? false
        : db.first(queries.isRevoked(sessionId)).then((found) => found !== undefined)),
    async revoke(tx, sessionIds) {
      if (sessionIds.length === 0) return;
      await tx.all(queries.revoke(sessionIds, new Date(forgetAt())));
      await tx.all(queries.announceRevoked(sessionIds));
    },
    heed: (sessionIds) => sessionIds.forEach((sessionId) => ended.add(sessionId, forgetAt())),
    listener: {
      received: (sessionId) => ended.add(sessionId, forgetAt()),
      connected: () => {
        connection += 1;
        void catchUp(connection);
      },
      heard: (moment) => {
        if (hasCaughtUp) knownUntil = moment;
      },
      lost: () => {
        connection += 1;
        hasCaughtUp = false;
        knownUntil = 0;
      },
      missing: () => undefined,
    },
  };
};
