import type { Socket } from "node:net";
import type pg from "pg";
import {
  connectionTo,
  mostPrepared,
  preparedWeight,
  type Address,
  type Limits,
  SessionClient,
  silenceLimit,
} from "./connection.ts";
import { NotFromReplica } from "./failure.ts";
import { replayPosition } from "./position.ts";

/** A client with its socket, which the driver's type omits. */
type Wired = pg.Client & { readonly connection: { readonly stream: Socket } };
type Config = ReturnType<typeof connectionTo>;
type Slot = {
  client: Wired | undefined;
  opening: Promise<Wired> | undefined;
  waiting: number;
  heardAt: number;
  /** Position in the write-ahead log that the connection's server had replayed when it was last asked. */
  replayed: number;
  /** Names of the statements that were prepared on this connection. */
  readonly prepared: Set<string>;
  weight: number;
  /** A new connection is being opened to replace this one. */
  isReplaced: boolean;
};

/** How many connections there may be, are open and are busy, and how many callers wait: for one, or for a reply over one. */
export type ConnectionUse = {
  readonly most: number;
  readonly open: number;
  readonly busy: number;
  readonly waiting: number;
};

/** Runs single statements over a few connections. Each sends statements without waiting for earlier replies. */
export type SharedConnections = {
  /**
   * Runs a statement on a server that has replayed the write-ahead log up to `position`. Throws `NotFromReplica` if it
   * has not; without a position, any server will do.
   */
  run(statement: pg.QueryConfig, position?: number): Promise<pg.QueryResult>;
  use(): ConnectionUse;
  close(): Promise<void>;
};

/**
 * Opens connections when first needed, and reopens lost ones. Replaces a connection once so many statements are
 * prepared on it that the database should free their memory.
 */
export function shareConnections(address: Address, count: number, own?: Partial<Limits>): SharedConnections {
  const config = () => connectionTo(address, own);
  const slots = openSlots(config, count);

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

  const run = async (statement: pg.QueryConfig, position = 0): Promise<pg.QueryResult> => {
    const slot = slots.quietest();
    if (slot.waiting === 0) slot.heardAt = Date.now();
    slot.waiting += 1;
    try {
      const opened = clientOf(config, slot);
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
    } finally {
      slot.waiting -= 1;
      slot.heardAt = Date.now();
    }
  };

  return { run, use: slots.use, close: slots.close };
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

/** Creates `count` slots, each of which can be replaced by a new one. */
function openSlots(config: () => Config, count: number) {
  const slots = Array.from({ length: count }, emptySlot);
  const leaving = new Set<Slot>();
  const watch = setInterval(() => {
    cutSilent(slots);
    cutSilent(leaving);
  }, 1000).unref();

  return {
    quietest(): Slot {
      let best = slots[0] as Slot;
      for (const slot of slots) if (slot.waiting < best.waiting) best = slot;
      return best;
    },
    isLeaving: (slot: Slot): boolean => leaving.has(slot),
    use: (): ConnectionUse => ({
      most: count,
      open: slots.filter(({ client }) => client).length + leaving.size,
      busy: slots.filter(({ waiting }) => waiting > 0).length,
      waiting: slots.reduce((sum, { waiting }) => sum + waiting, 0),
    }),
    /** Replaces a slot once a new connection is open; statements sent over the old one still get their replies. */
    async replace(slot: Slot): Promise<void> {
      if (slot.isReplaced) return;
      slot.isReplaced = true;
      const fresh = emptySlot();
      try {
        await clientOf(config, fresh);
      } catch {
        // The next statement that may not be prepared here tries again.
        slot.isReplaced = false;
        return;
      }
      slots[slots.indexOf(slot)] = fresh;
      leaving.add(slot);
      await endOf(slot);
      leaving.delete(slot);
    },
    async close(): Promise<void> {
      clearInterval(watch);
      await Promise.all([...slots, ...leaving].map(endOf));
    },
  };
}

function emptySlot(): Slot {
  return {
    client: undefined,
    opening: undefined,
    waiting: 0,
    heardAt: 0,
    replayed: 0,
    prepared: new Set(),
    weight: 0,
    isReplaced: false,
  };
}

/** Destroys connections that owe replies but were silent past every limit, so that their callers fail at once. */
function cutSilent(slots: Iterable<Slot>): void {
  for (const { client, waiting, heardAt } of slots)
    if (client && waiting > 0 && Date.now() - heardAt > silenceLimit) client.connection.stream.destroy();
}

function clientOf(config: () => Config, slot: Slot): Promise<Wired> | Wired {
  if (slot.client) return slot.client;
  slot.opening ??= open(config, slot).finally(() => {
    slot.opening = undefined;
  });
  return slot.opening;
}

async function open(configNow: () => Config, slot: Slot): Promise<Wired> {
  const client = new SessionClient({ ...configNow(), pipeline: true } as Config) as pg.Client as Wired;
  const forget = () => {
    if (slot.client === client) slot.client = undefined;
    slot.prepared.clear();
    slot.weight = 0;
    slot.replayed = 0;
  };
  client.on("error", forget);
  client.on("end", forget);
  await client.connect();
  slot.heardAt = Date.now();
  slot.client = client;
  return client;
}

async function endOf(slot: Slot): Promise<void> {
  await slot.opening?.catch(() => undefined);
  await slot.client?.end();
}
