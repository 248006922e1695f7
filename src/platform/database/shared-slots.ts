import type { Socket } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import type pg from "pg";
import { type connectionTo, SessionClient, silenceLimit } from "./connection.ts";
import { hasNoSlot } from "./failure.ts";
import { fullMilliseconds, slotPauseMilliseconds, type ConnectionUse } from "./slots.ts";

/** A client with its socket, which the driver's type omits. */
export type Wired = pg.Client & { readonly connection: { readonly stream: Socket } };
type Config = ReturnType<typeof connectionTo>;

/** The place of one shared connection. */
export type Slot = {
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

/** The places of shared connections, each of which can be replaced by a new one. */
export class SharedSlots {
  readonly #config: () => Config;
  readonly #patience: number;
  readonly #slots: Slot[];
  readonly #leaving = new Set<Slot>();
  readonly #watch: NodeJS.Timeout;
  /** Until then no further connections are opened, because the database had no slot for one. */
  #fullUntil = 0;
  #isClosed = false;

  /** `patience` is the maximum wait, in milliseconds, for a slot of the database while there is no connection at all. */
  constructor(config: () => Config, count: number, patience: number) {
    this.#config = config;
    this.#patience = patience;
    this.#slots = Array.from({ length: count }, emptySlot);
    this.#watch = setInterval(() => {
      cutSilent(this.#slots);
      cutSilent(this.#leaving);
    }, 1000).unref();
  }

  /** Returns the slot with the fewest statements; only open ones count while the database is full. */
  quietest(): Slot {
    const isFull = this.#fullUntil !== 0 && this.#isFull();
    let best: Slot | undefined;
    for (const slot of this.#slots) if ((!best || slot.waiting < best.waiting) && (!isFull || slot.client)) best = slot;
    return best ?? (this.#slots[0] as Slot);
  }

  /** Returns the slot's client, which is opened if it is not open. */
  clientOf(slot: Slot): Promise<Wired> | Wired {
    if (slot.client) return slot.client;
    slot.opening ??= open(this.#config, slot).finally(() => {
      slot.opening = undefined;
    });
    return slot.opening;
  }

  isLeaving(slot: Slot): boolean {
    return this.#leaving.has(slot);
  }

  /**
   * To be called when the database had no slot for a connection, for the first time at `refusedAt`: opens no further ones
   * for a while. Without any, waits; throws `error` when that takes too long.
   */
  async makeDo(error: unknown, refusedAt = Date.now()): Promise<void> {
    this.#fullUntil = Date.now() + fullMilliseconds;
    if (this.#slots.some(({ client }) => client)) return;
    if (this.#isClosed || Date.now() - refusedAt > this.#patience) throw error;
    await delay(slotPauseMilliseconds);
  }

  use(): ConnectionUse {
    return {
      most: this.#slots.length,
      open: this.#slots.filter(({ client }) => client).length + this.#leaving.size,
      busy: this.#slots.filter(({ waiting }) => waiting > 0).length,
      waiting: this.#slots.reduce((sum, { waiting }) => sum + waiting, 0),
    };
  }

  /** Changes the number of slots, at least one; statements sent over a surplus one still get their replies. */
  resize(count: number): void {
    while (this.#slots.length < count) this.#slots.push(emptySlot());
    // Of a surplus, slots without a connection are removed first.
    const openFirst = this.#slots.toSorted((one, other) => Number(!one.client) - Number(!other.client));
    for (const slot of openFirst.slice(count)) {
      this.#slots.splice(this.#slots.indexOf(slot), 1);
      this.#leave(slot).catch(() => undefined);
    }
  }

  /** Replaces a slot once a new connection is open; statements sent over the old one still get their replies. */
  async replace(slot: Slot): Promise<void> {
    if (slot.isReplaced || this.#isFull()) return;
    slot.isReplaced = true;
    const fresh = emptySlot();
    try {
      await this.clientOf(fresh);
    } catch (error) {
      // The next statement that may not be prepared here tries again.
      slot.isReplaced = false;
      if (hasNoSlot(error)) this.#fullUntil = Date.now() + fullMilliseconds;
      return;
    }
    const index = this.#slots.indexOf(slot);
    if (index < 0) return endOf(fresh);
    this.#slots[index] = fresh;
    await this.#leave(slot);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearInterval(this.#watch);
    await Promise.all([...this.#slots, ...this.#leaving].map(endOf));
  }

  #isFull(): boolean {
    return Date.now() < this.#fullUntil;
  }

  async #leave(slot: Slot): Promise<void> {
    this.#leaving.add(slot);
    await endOf(slot);
    this.#leaving.delete(slot);
  }
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
