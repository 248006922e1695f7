import { setTimeout as delay } from "node:timers/promises";
import { limits as usual, type Address, type Limits } from "./connection.ts";
import { Refusal } from "../refusal.ts";
import { hasNoSlot, RowHeld } from "./failure.ts";
import { Lines } from "./lines.ts";
import { TransactionPool } from "./pool.ts";
import type { ConnectionUse } from "./slots.ts";

export type LanesOptions = {
  readonly url: Address;
  /** Maximum number of connections of the brief lane; the patient lane has half as many of its own. */
  readonly connections: number;
  readonly limits?: Partial<Limits>;
};

/** Connections to run work on, with the rows that are known to be locked. */
export type Lane = {
  readonly pool: TransactionPool;
  /** Returns whether others already wait for the row that a statement wants; then the statement must not be sent. */
  isHeld(row: string): boolean;
};

/** Connections for work that may have to wait for a lock. */
export type Lanes = {
  /** Runs the work, and a second time if it meets a locked row; `wants` names rows that it is known to want. */
  run<Result>(work: (lane: Lane) => Promise<Result>, wants?: readonly string[]): Promise<Result>;
  use(): { readonly brief: ConnectionUse; readonly patient: ConnectionUse };
  /** Changes the maximum number of connections of each lane. The brief one needs at least one. */
  resize(sizes: { readonly brief: number; readonly patient: number }): void;
  close(): Promise<void>;
};

type Pools = { readonly brief: TransactionPool; readonly patient: TransactionPool };

/** Pause of work that tries for a locked row again and again, because no connection is there to wait for it. */
const retryMilliseconds = 20;

/**
 * Work that waits for a lock occupies a connection. So in the brief lane it waits at most `limits.briefLock`. Work that
 * still meets a locked row gives up its connection and waits in line for that row without one. Only a few of a line
 * wait at the database, in the patient lane and for at most `limits.lock`. Work that waited in line for
 * `waitForConnection` and `lock` together fails with COM_50. So a locked row delays only the work that wants it.
 */
export function openLanes({ url, connections, limits = {} }: LanesOptions): Lanes {
  const { waitForConnection, lock } = { ...usual, ...limits };
  const { brief, patient } = openPools({ url, connections, limits });
  const lines = new Lines(patient.size);
  const isHeld = (row: string): boolean => lines.isHeld(row);

  const waitForRow = rowWaiters({ brief, patient }, lock);

  const inLine = async <Result>(
    row: string,
    wants: readonly string[],
    work: (lane: Lane) => Promise<Result>,
    patience: number,
  ): Promise<Result> => {
    const line = await lines.stand(row, wants, patience);
    let hadRow = false;
    try {
      const result = await waitForRow(work);
      hadRow = true;
      return result;
    } catch (error) {
      hadRow = isAboutRows(error);
      throw error;
    } finally {
      lines.leave(line, hadRow);
    }
  };

  return {
    async run(work, wants = []) {
      const giveUpAt = Date.now() + waitForConnection + lock;
      const held = lines.heldAmong(wants);
      if (held !== undefined) return inLine(held, wants, work, giveUpAt - Date.now());
      try {
        return await work({ pool: brief, isHeld });
      } catch (error) {
        if (!(error instanceof RowHeld)) throw error;
        // For a row without a name, it is unknown which other work wants it.
        if (error.row === undefined) return waitForRow(work);
        return inLine(error.row, wants, work, giveUpAt - Date.now());
      }
    },
    use: () => ({ brief: brief.use(), patient: patient.use() }),
    resize(sizes) {
      brief.resize(sizes.brief);
      patient.resize(sizes.patient);
      lines.resize(sizes.patient);
    },
    async close() {
      await Promise.all([brief.end(), patient.end()]);
    },
  };
}

/** Opens the pools of both lanes. One connection of the brief lane stays open, so that there is always one to wait for. */
function openPools({ url, connections, limits = {} }: LanesOptions): Pools {
  const { briefLock, waitForConnection } = { ...usual, ...limits };
  return {
    brief: new TransactionPool({
      address: url,
      size: connections,
      kept: 1,
      patience: waitForConnection,
      limits: { ...limits, lock: briefLock },
    }),
    // Its work has the brief lane to fall back on.
    patient: new TransactionPool({ address: url, size: Math.ceil(connections / 2), kept: 0, patience: 0, limits }),
  };
}

/**
 * Returns a function that runs work that may wait for a locked row: at the database, or where no connection is to spare
 * for that, by trying again. Such work joins no other line: two could otherwise wait for each other.
 */
function rowWaiters({ brief, patient }: Pools, lockMilliseconds: number) {
  return async <Result>(work: (lane: Lane) => Promise<Result>): Promise<Result> => {
    if (patient.size > 0)
      try {
        return await work({ pool: patient, isHeld: nobodyHolds });
      } catch (error) {
        if (!hasNoSlot(error)) throw error;
      }
    return tryForRow(() => work({ pool: brief, isHeld: nobodyHolds }), lockMilliseconds);
  };
}

/** Runs work of the brief lane until it no longer meets its row locked, for at most so many milliseconds. */
async function tryForRow<Result>(work: () => Promise<Result>, milliseconds: number): Promise<Result> {
  const giveUpAt = Date.now() + milliseconds;
  for (;;)
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof RowHeld) || Date.now() > giveUpAt) throw error;
      await delay(retryMilliseconds);
    }
}

function nobodyHolds(): boolean {
  return false;
}

/** Returns whether failed work had obtained its rows: any refusal but COM_50 (the database's state) shows it. */
function isAboutRows(error: unknown): boolean {
  return error instanceof Refusal && error.code !== "COM_50";
}
