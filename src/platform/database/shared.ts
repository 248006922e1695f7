import type pg from "pg";
import {
  connectionTo,
  limits as usual,
  mostPrepared,
  preparedWeight,
  type Address,
  type Limits,
} from "./connection.ts";
import { hasNoSlot, NotFromReplica } from "./failure.ts";
import { replayPosition } from "./position.ts";
import { SharedSlots, type Slot, type Wired } from "./shared-slots.ts";
import type { ConnectionUse } from "./slots.ts";

/** Runs single statements over a few connections. Each sends statements without waiting for earlier replies. */
export type SharedConnections = {
  /**
   * Runs a statement on a server that has replayed the write-ahead log up to `position`. Throws `NotFromReplica` if it
   * has not; without a position, any server will do.
   */
  run(statement: pg.QueryConfig, position?: number): Promise<pg.QueryResult>;
  use(): ConnectionUse;
  /** Changes the number of connections, at least one. */
  resize(count: number): void;
  close(): Promise<void>;
};

/**
 * Opens connections when first needed, and reopens lost ones. Replaces a connection once so many statements are
 * prepared on it that the database should free their memory. While the database has no free slot for another
 * connection, statements are sent over those that are open.
 */
export function shareConnections(address: Address, count: number, own?: Partial<Limits>): SharedConnections {
  const { waitForConnection } = { ...usual, ...own };
  const slots = new SharedSlots(() => connectionTo(address, own), count, waitForConnection);

  /**
   * Returns the statement with its name if it is prepared on the slot's connection or may still be; otherwise replaces
   * the connection and returns the statement without its name.
   */
  const preparedOn = (slot: Slot, statement: pg.QueryConfig): pg.QueryConfig => {
    const { name } = statement;
    if (!name || slot.prepared.has(name)) return statement;
    if (slot.weight < mostPrepared) {
      slot.prepared.add(name);
      slot.weight += preparedWeight(statement.text);
      return statement;
    }
    void slots.replace(slot);
    return { ...statement, name: "" };
  };

  /** `refusedAt` is when the database first had no slot for the connection that this statement was to be sent over. */
  const run = async (statement: pg.QueryConfig, position = 0, refusedAt?: number): Promise<pg.QueryResult> => {
    const slot = slots.quietest();
    if (slot.waiting === 0) slot.heardAt = Date.now();
    slot.waiting += 1;
    try {
      const opened = slots.clientOf(slot);
      const client = opened instanceof Promise ? await opened : opened;
      if (slots.isLeaving(slot)) return await run(statement, position);
      gather(client);
      // Asked first, on the same connection: the rows cannot be older than what is replayed by then.
      const isProven = slot.replayed >= position || requireReplayed(slot, client, position);
      const rows = client.query(preparedOn(slot, statement));
      if (isProven instanceof Promise) {
        rows.catch(() => undefined);
        await isProven;
      }
      return await rows;
    } catch (error) {
      if (!hasNoSlot(error)) throw error;
      await slots.makeDo(error, refusedAt);
      return await run(statement, position, refusedAt ?? Date.now());
    } finally {
      slot.waiting -= 1;
      slot.heardAt = Date.now();
    }
  };

  return {
    run: (statement, position) => run(statement, position),
    use: () => slots.use(),
    resize: (wanted) => slots.resize(wanted),
    close: () => slots.close(),
  };
}

/** Throws `NotFromReplica` unless the connection's server has replayed up to a position. */
async function requireReplayed(slot: Slot, client: Wired, position: number): Promise<void> {
  const { rows } = await client.query<{ position: number }>(replayPosition);
  const replayed = rows[0]?.position ?? 0;
  // A server that restarts may have less than before it, so another connection is asked again.
  if (slot.client === client) slot.replayed = replayed;
  if (replayed < position) throw new NotFromReplica();
}

/** Sends the statements of one event loop turn in one write, because a write costs more than a small statement. */
function gather({ connection: { stream } }: Wired): void {
  if (stream.writableCorked > 0) return;
  stream.cork();
  setImmediate(() => stream.uncork());
}
