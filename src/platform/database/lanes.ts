import pg from "pg";
import { connectionTo, limits as usual, silenceLimit, type Address, type Limits } from "./connection.ts";
import { Refusal } from "../refusal.ts";
import { RowHeld } from "./failure.ts";
import { Lines } from "./lines.ts";
import { TransactionClient } from "./transaction.ts";

export type LanesOptions = {
  readonly url: Address;
  /** Connections of the brief lane, at most; the patient lane has half as many of its own. */
  readonly connections: number;
  readonly limits?: Partial<Limits>;
};

/** Where something runs. */
export type Lane = {
  readonly pool: pg.Pool;
  /** Does somebody wait already for the row that a statement wants? Then it is not to be asked for. */
  isHeld(row: string): boolean;
};

/** Connections for what may have to wait for a lock. */
export type Lanes = {
  /** Runs the work, and again as long as it meets held rows; `wants` are the rows that it is known to want beforehand. */
  run<Result>(work: (lane: Lane) => Promise<Result>, wants?: readonly string[]): Promise<Result>;
  close(): Promise<void>;
};

/**
 * Whoever waits for a lock keeps a connection from everybody else. So in the brief lane nobody waits longer than
 * `limits.briefLock`. Whoever still meets a held row lets go of the connection and stands in line for that row, without
 * one; only a few of a line wait at the database, in the patient lane and for as long as `limits.lock`. Who stood in line
 * for as long as a connection and a lock are waited for is told to come again. A row that is held thus costs those who want
 * it, and nobody else.
 */
export function openLanes({ url, connections, limits = {} }: LanesOptions): Lanes {
  const { briefLock, waitForConnection, lock } = { ...usual, ...limits };
  const patientConnections = Math.ceil(connections / 2);
  const brief = openPool(url, connections, { ...limits, lock: briefLock });
  const patient = openPool(url, patientConnections, limits);
  const lines = new Lines(patientConnections);
  const isHeld = (row: string): boolean => lines.isHeld(row);

  /** Who was let in by one line stands in no other, or two could wait for each other. */
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
        // Of a row that has no name it is not known who else wants it.
        if (error.row === undefined) return waitForRow(work);
        return inLine(error.row, wants, work, giveUpAt - Date.now());
      }
    },
    async close() {
      await Promise.all([brief.end(), patient.end()]);
    },
  };
}

function openPool(address: Address, max: number, own: Partial<Limits>): pg.Pool {
  const { waitForConnection } = { ...usual, ...own };
  const pool = new pg.Pool({ Client: clientFor(address, own), max, connectionTimeoutMillis: waitForConnection });
  // An idle connection that is lost is replaced; without a listener the loss would end the process.
  pool.on("error", () => undefined);
  return pool;
}

/** The pool makes its connections by this: its own settings are read once, and an address may change. */
function clientFor(address: Address, own: Partial<Limits>) {
  return class extends TransactionClient {
    constructor() {
      super({ ...connectionTo(address, own), query_timeout: silenceLimit });
    }
  } as unknown as new () => pg.ClientBase;
}

function nobodyHolds(): boolean {
  return false;
}

/** Did the work come as far as to have its rows? A refusal that is not about the database's state says so too. */
function isAboutRows(error: unknown): boolean {
  return error instanceof Refusal && error.code !== "COM_50";
}
