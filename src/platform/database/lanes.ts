import pg from "pg";
import { connectionTo, limits as usual, silenceLimit, type Address, type Limits } from "./connection.ts";
import { Refusal } from "../refusal.ts";
import { RowHeld } from "./failure.ts";
import { Lines } from "./lines.ts";
import type { ConnectionUse } from "./shared.ts";
import { TransactionClient } from "./transaction.ts";

export type LanesOptions = {
  readonly url: Address;
  /** Maximum number of connections of the brief lane; the patient lane has half as many of its own. */
  readonly connections: number;
  readonly limits?: Partial<Limits>;
};

/** Connections to run work on, with the rows that are known to be locked. */
export type Lane = {
  readonly pool: pg.Pool;
  /** Returns whether others already wait for the row that a statement wants; then the statement must not be sent. */
  isHeld(row: string): boolean;
};

/** Connections for work that may have to wait for a lock. */
export type Lanes = {
  /** Runs the work, and a second time if it meets a locked row; `wants` names rows that it is known to want. */
  run<Result>(work: (lane: Lane) => Promise<Result>, wants?: readonly string[]): Promise<Result>;
  use(): { readonly brief: ConnectionUse; readonly patient: ConnectionUse };
  close(): Promise<void>;
};

/**
 * Work that waits for a lock occupies a connection. So in the brief lane it waits at most `limits.briefLock`. Work that
 * still meets a locked row gives up its connection and waits in line for that row without one. Only a few of a line
 * wait at the database, in the patient lane and for at most `limits.lock`. Work that waited in line for
 * `waitForConnection` and `lock` together fails with COM_50. So a locked row delays only the work that wants it.
 */
export function openLanes({ url, connections, limits = {} }: LanesOptions): Lanes {
  const { briefLock, waitForConnection, lock } = { ...usual, ...limits };
  const patientConnections = Math.ceil(connections / 2);
  const brief = openPool(url, connections, { ...limits, lock: briefLock });
  const patient = openPool(url, patientConnections, limits);
  const lines = new Lines(patientConnections);
  const isHeld = (row: string): boolean => lines.isHeld(row);

  /** Work admitted from one line does not join another: two could otherwise wait for each other. */
  const waitForRow = async <Result>(work: (lane: Lane) => Promise<Result>): Promise<Result> =>
    work({ pool: patient, isHeld: nobodyHolds });

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
    use: () => ({ brief: useOf(brief, connections), patient: useOf(patient, patientConnections) }),
    async close() {
      await Promise.all([brief.end(), patient.end()]);
    },
  };
}

function useOf({ totalCount, idleCount, waitingCount }: pg.Pool, most: number): ConnectionUse {
  return { most, open: totalCount, busy: totalCount - idleCount, waiting: waitingCount };
}

function openPool(address: Address, max: number, own: Partial<Limits>): pg.Pool {
  const { waitForConnection } = { ...usual, ...own };
  const pool = new pg.Pool({ Client: clientFor(address, own), max, connectionTimeoutMillis: waitForConnection });
  // An idle connection that is lost is replaced; without a listener the loss would end the process.
  pool.on("error", () => undefined);
  return pool;
}

/** The pool creates its connections from this class: it reads its own settings once, but an address may change. */
function clientFor(address: Address, own: Partial<Limits>) {
  return class extends TransactionClient {
    constructor() {
      super({ ...connectionTo(address, own), query_timeout: silenceLimit });
    }
  };
}

function nobodyHolds(): boolean {
  return false;
}

/** Returns whether failed work had obtained its rows: any refusal but COM_50 (the database's state) shows it. */
function isAboutRows(error: unknown): boolean {
  return error instanceof Refusal && error.code !== "COM_50";
}
