import type { Database, Writer } from "../../platform/database/database.ts";
import type { Listener } from "../../platform/database/signals.ts";
import { remember, type Remembered } from "./ended-sessions.ts";
import * as queries from "./sessions.queries.ts";

/**
 * Revocations of sessions whose access tokens may not have expired, cached on every server: single sessions, and all
 * sessions of a customer from earlier epochs. Each one is a row and a notification with the same content.
 */
export type Revocation = {
  /** Returns whether a session has ended. Queries the database only while notifications may be missing. */
  isRevoked(session: queries.Begun): Promise<boolean> | boolean;
  /** Records and announces the end of sessions, in the transaction that ends them; returns the announced messages. */
  revokeSessions(tx: Writer, sessionIds: readonly string[]): Promise<string[]>;
  /** Ends all sessions of a customer except `keptId` (null: all), however many; returns the announced messages. */
  revokeCustomer(tx: Writer, customerId: number, keptId: string | null): Promise<string[]>;
  /** Applies messages on this server at once, without waiting for its own notification; called after the commit. */
  heed(messages: readonly string[]): void;
  readonly listener: Listener;
};

/** How long the cache counts as complete after the connection's last sign of life, in milliseconds. */
const vouchingMilliseconds = 800;
/** Maximum number of cached entries of each kind, some 20 MB. Beyond it, the database is queried. */
const mostRemembered = 100_000;

type End = { readonly epoch: number; readonly keptId: string | undefined };
type Known = { readonly sessions: Remembered<string, true>; readonly customers: Remembered<number, End> };
type Revoked = { readonly session_id: string; readonly forget_at: Date };
type SignedOut = {
  readonly customer_id: number;
  readonly epoch: number;
  readonly kept_session_id: string | null;
  readonly forget_at: Date;
};

/** Opens the cache of revocations. `most`: maximum number of entries of each kind. */
export function openRevocation(db: Database, most = mostRemembered): Revocation {
  const { note: heed, hasEnded, knowsAll, listener } = keepUp(db, most);
  return {
    isRevoked(session) {
      if (hasEnded(session)) return true;
      if (knowsAll()) return false;
      return db.first(queries.isRevoked(session)).then((found) => found?.is_revoked === true);
    },
    revokeSessions: async (tx, sessionIds) =>
      sessionIds.length === 0 ? [] : tell(tx, await tx.all(queries.revokeSessions(sessionIds, new Date()))),
    async revokeCustomer(tx, customerId, keptId) {
      // Lock order: customer, then session, as in `startSession`.
      tx.send(queries.raiseEpoch(customerId));
      if (keptId !== null) tx.send(queries.keepSession(customerId, keptId));
      return tell(tx, await tx.all(queries.revokeCustomer(customerId, keptId, new Date())));
    },
    heed: (messages) => messages.forEach(heed),
    listener,
  };
}

/** Keeps this server's cache of revocations up to date, and tracks whether it is complete. */
function keepUp(db: Database, most: number) {
  const known: Known = { sessions: remember(most), customers: remember(most) };
  let hasCaughtUp = false;
  /** Every revocation before this time is in the cache. */
  let knownUntil = 0;
  /** Number of the current connection: a list loaded for a lost one does not make the cache of the next complete. */
  let connection = 0;

  /** Reloads the lists, as notifications may have been missed. Until it succeeds, the database is queried per token. */
  const catchUp = async (mine: number): Promise<void> => {
    try {
      const begun = Date.now();
      await readAll(db, known, new Date(begun), most);
      if (mine !== connection) return;
      hasCaughtUp = true;
      knownUntil = begun;
    } catch {
      if (mine === connection) setTimeout(() => void catchUp(mine), 1000).unref();
    }
  };
  const listener: Listener = {
    received: (message) => note(known, message),
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
  };

  return {
    note: (message: string): void => note(known, message),
    hasEnded({ customerId, sessionId, epoch }: queries.Begun): boolean {
      const end = known.customers.get(customerId);
      const isOver = end !== undefined && epoch < end.epoch && sessionId !== end.keptId;
      return isOver || known.sessions.get(sessionId) === true;
    },
    knowsAll: (): boolean =>
      Date.now() - knownUntil < vouchingMilliseconds && known.sessions.isWhole() && known.customers.isWhole(),
    listener,
  };
}

/** Loads the revocations that are valid at `now`, as far as they fit, and records whether some did not fit. */
async function readAll(db: Database, known: Known, now: Date, most: number): Promise<void> {
  const lists = await Promise.all([
    db.all(queries.revokedSessions(now, most + 1)),
    db.all(queries.revokedCustomers(now, most + 1)),
  ]);
  for (const rows of lists) for (const row of rows.slice(0, most)) note(known, messageOf(row));
  const [sessions, customers] = lists.map((rows) => rows[most]?.forget_at.getTime() ?? 0);
  known.sessions.lacksUntil(sessions ?? 0);
  known.customers.lacksUntil(customers ?? 0);
}

function note({ sessions, customers }: Known, message: string): void {
  const [kind, ...parts] = message.split(" ");
  if (kind === "session") {
    const [sessionId = "", until] = parts;
    sessions.add(sessionId, true, Number(until));
  } else if (kind === "customer") {
    const [customerId, epoch, until, keptId] = parts;
    const isNews = Number(epoch) > (customers.get(Number(customerId))?.epoch ?? 0);
    if (isNews) customers.add(Number(customerId), { epoch: Number(epoch), keptId: keptId || undefined }, Number(until));
  }
}

function tell(tx: Writer, rows: readonly (Revoked | SignedOut)[]): string[] {
  const messages = rows.map(messageOf);
  tx.send(queries.announceRevoked(messages));
  return messages;
}

function messageOf(row: Revoked | SignedOut): string {
  return "session_id" in row
    ? `session ${row.session_id} ${row.forget_at.getTime()}`
    : `customer ${row.customer_id} ${row.epoch} ${row.forget_at.getTime()} ${row.kept_session_id ?? ""}`;
}
