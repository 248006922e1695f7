import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";
import { connectionTo, limits as usual, silenceLimit, type Address, type Limits } from "./connection.ts";
import { isLockTimeout } from "./failure.ts";
import { TransactionClient } from "./transaction.ts";

export type LanesWish = {
  readonly url: Address;
  /** Connections of the brief lane, at most; the patient lane has half as many of its own. */
  readonly connections: number;
  readonly limits?: Partial<Limits>;
};

/** Connections for what may have to wait for a lock. */
export type Lanes = {
  /** Runs the work on a connection, and again as long as it meets locks; it must be such that it can be run again. */
  run<Result>(work: (pool: pg.Pool) => Promise<Result>): Promise<Result>;
  close(): Promise<void>;
};

/** Before the second try at a lock: buyers of one thing who came together come back apart. */
const pauseMilliseconds = 50;

/** The pool makes its connections by this: its own settings are read once, and an address may change. */
const clientFor = (address: Address, own: Partial<Limits>) =>
  class extends TransactionClient {
    constructor() {
      super({ ...connectionTo(address, own), query_timeout: silenceLimit });
    }
  } as unknown as new () => pg.ClientBase;

const openPool = (address: Address, max: number, own: Partial<Limits>): pg.Pool => {
  const { waitForConnection } = { ...usual, ...own };
  const pool = new pg.Pool({ Client: clientFor(address, own), max, connectionTimeoutMillis: waitForConnection });
  // An idle connection that is lost is replaced; without a listener the loss would end the process.
  pool.on("error", () => undefined);
  return pool;
};

/**
 * Whoever waits for a lock keeps a connection from everybody else. So in the brief lane nobody waits longer than
 * `limits.briefLock`; whoever still meets a held row lets go of the connection, tries once more after a pause, and then
 * waits in the patient lane, for as long as `limits.lock`. Those who find no room there within `limits.waitForConnection`
 * are told to come again. A row that is held thus costs those who want it, and nobody else.
 */
export const openLanes = ({ url, connections, limits = {} }: LanesWish): Lanes => {
  const { briefLock } = { ...usual, ...limits };
  const brief = openPool(url, connections, { ...limits, lock: briefLock });
  const patient = openPool(url, Math.ceil(connections / 2), limits);
  return {
    async run(work) {
      for (const pause of [pauseMilliseconds, 0])
        try {
          return await work(brief);
        } catch (error) {
          if (!isLockTimeout(error)) throw error;
          await delay(pause * (0.5 + Math.random()));
        }
      return work(patient);
    },
    async close() {
      await Promise.all([brief.end(), patient.end()]);
    },
  };
};
