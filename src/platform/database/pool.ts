import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";
import { connectionTo, limits as usual, mostPrepared, silenceLimit, type Address, type Limits } from "./connection.ts";
import { hasNoSlot } from "./failure.ts";
import { fullMilliseconds, slotPauseMilliseconds, type ConnectionUse } from "./slots.ts";
import { connectionWaits } from "../telemetry/channels.ts";
import { TransactionClient } from "./transaction.ts";

/** A connection of a pool, in the hands of one caller. */
export type Taken = TransactionClient & pg.PoolClient;

export type PoolOptions = {
  readonly address: Address;
  /** Maximum number of connections. */
  readonly size: number;
  /** Number of idle connections that stay open. */
  readonly kept: number;
  /** Maximum wait, in milliseconds, for a slot of the database while this pool has no connection at all. */
  readonly patience: number;
  readonly limits: Partial<Limits>;
};

/**
 * Connections for transactions, whose maximum may change. While the database has no free slot for another connection,
 * callers wait for those that are open.
 */
export class TransactionPool {
  readonly #pool: pg.Pool;
  readonly #patience: number;
  #size: number;
  #connected = 0;
  #reopening: NodeJS.Timeout | undefined;

  constructor({ address, size, kept, patience, limits }: PoolOptions) {
    const { waitForConnection } = { ...usual, ...limits };
    this.#size = size;
    this.#patience = patience;
    this.#pool = new pg.Pool({
      Client: clientFor(address, limits),
      max: size,
      min: kept,
      connectionTimeoutMillis: waitForConnection,
    });
    // An idle connection that is lost is replaced; without a listener the loss would end the process.
    this.#pool.on("error", () => undefined);
    this.#pool.on("connect", () => (this.#connected += 1));
    this.#pool.on("remove", () => (this.#connected -= 1));
  }

  /** Maximum number of connections. */
  get size(): number {
    return this.#size;
  }

  use(): ConnectionUse {
    const { totalCount, idleCount, waitingCount } = this.#pool;
    return { most: this.#size, open: totalCount, busy: totalCount - idleCount, waiting: waitingCount };
  }

  /** Changes the maximum. Surplus connections are closed at once if they are idle, others when they are given back. */
  resize(size: number): void {
    this.#size = size;
    this.#admit(size);
    this.#closeSurplus().catch(() => undefined);
  }

  /** Returns a connection, which must be given back. */
  async take(): Promise<Taken> {
    const giveUpAt = performance.now() + this.#patience;
    for (;;)
      try {
        return await (connectionWaits.hasSubscribers
          ? connectionWaits.tracePromise(() => this.#connect(), {})
          : this.#connect());
      } catch (error) {
        if (!hasNoSlot(error) || performance.now() >= giveUpAt) throw error;
        this.#admitNoMore();
        if (this.#connected === 0) await delay(slotPauseMilliseconds);
      }
  }

  /** Takes a connection back, or closes it if it is broken, surplus, or has too many prepared statements. */
  give(client: Taken, isBroken: boolean): void {
    client.release(isBroken || client.shapes.size >= mostPrepared || this.#pool.totalCount > this.#size);
  }

  end(): Promise<void> {
    clearTimeout(this.#reopening);
    return this.#pool.end();
  }

  async #connect(): Promise<Taken> {
    return (await this.#pool.connect()) as Taken;
  }

  /** The pool reads its maximum at each call. */
  #admit(most: number): void {
    this.#pool.options.max = most;
  }

  /** Lets callers wait for open connections, and for a while opens no more. */
  #admitNoMore(): void {
    this.#admit(Math.max(1, this.#connected));
    clearTimeout(this.#reopening);
    this.#reopening = setTimeout(() => this.#admit(this.#size), fullMilliseconds).unref();
  }

  async #closeSurplus(): Promise<void> {
    while (this.#pool.totalCount > this.#size && this.#pool.idleCount > 0 && !this.#pool.ending)
      this.give((await this.#pool.connect()) as Taken, false);
  }
}

/** The pool creates its connections from this class: it reads its own settings once, but an address may change. */
function clientFor(address: Address, own: Partial<Limits>) {
  return class extends TransactionClient {
    constructor() {
      super({ ...connectionTo(address, own), query_timeout: silenceLimit });
    }
  };
}
