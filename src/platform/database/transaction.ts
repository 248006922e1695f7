import type pg from "pg";
import { Batch, type Asked, type Shapes } from "./batch.ts";
import { SessionClient } from "./connection.ts";
import { endsConnection, hasLostConnection, isAborted, RowHeld, translate, type ByConstraint } from "./failure.ts";
import type { Lane } from "./lanes.ts";
import type { TransactionPool } from "./pool.ts";
import type { Read, Write } from "./statement.ts";
import { statementRuns } from "../telemetry/channels.ts";

/** Runs any statement on the primary. Violated constraints become the refusals named for them. */
export type Statements = {
  all<Row>(statement: Read<Row> | Write<Row>, refusals?: ByConstraint): Promise<Row[]>;
  first<Row>(statement: Read<Row> | Write<Row>, refusals?: ByConstraint): Promise<Row | undefined>;
};

/** Runs statements inside a transaction. Statements issued without awaiting in between are sent together. */
export type Writer = Statements & {
  readonly inTransaction: true;
  /** Queues a statement without waiting for its result; the transaction fails when the statement does. */
  send<Row>(statement: Read<Row> | Write<Row>, refusals?: ByConstraint): void;
  /**
   * Throws `RowHeld` when others wait in line for a row that this transaction will lock: it gives up its connection
   * before it writes, and runs again when it is called. Ignores undefined.
   */
  requireNoLine(row: string | undefined): void;
};

/** Called for each statement's rows; tests compare them with the declared row. */
export type Inspect = (statement: Read<unknown> | Write<unknown>, rows: readonly unknown[]) => void;

type Run = (statement: Asked["statement"]) => Promise<pg.QueryResult>;

/** A connection for transactions, with the row descriptions of its prepared statements. */
export class TransactionClient extends SessionClient {
  readonly shapes: Shapes = new Map();
}

const begin = { name: "begin", text: "begin" };
const commit = { name: "commit", text: "commit" };
const rollback = { name: "rollback", text: "rollback" };

/** How statements are run in a transaction. */
export type Way = { readonly inspect?: Inspect | undefined; readonly isHeld?: Lane["isHeld"] };

/** Outcome of a transaction; `isBroken`: its connection is unusable. */
type Ended<Result> = { readonly result: Result } | { readonly error: unknown; readonly isBroken: boolean };

/** Runs one statement, without a transaction block, on a connection of the pool. */
export async function runAlone(pool: TransactionPool, statement: Asked["statement"]): Promise<pg.QueryResult> {
  const client = await pool.take();
  try {
    const result = await gathering(client)(statement);
    pool.give(client, false);
    return result;
  } catch (error) {
    pool.give(client, endsConnection(error));
    throw error;
  }
}

/** Runs one transaction on a connection of a lane. */
export async function runTransaction<Result>(
  { pool, isHeld }: Lane,
  work: (tx: Writer) => Promise<Result>,
  inspect: Inspect | undefined,
): Promise<Result> {
  const client = await pool.take();
  const ended = await transactionOn(client, work, { inspect, isHeld });
  pool.give(client, "isBroken" in ended && ended.isBroken);
  if ("error" in ended) throw ended.error;
  return ended.result;
}

/**
 * Runs one transaction. `begin` is sent with the first statement of the work, `commit` right after the last. Every
 * statement has completed or failed when this returns.
 */
export async function transactionOn<Result>(
  client: TransactionClient,
  work: (tx: Writer) => Promise<Result>,
  way: Way = {},
): Promise<Ended<Result>> {
  const { writer, settled, firstFailure, ...ask } = conversation(client, way);
  const begun = ask.begin();
  try {
    const result = await work(writer);
    const failed = firstFailure();
    if (failed) throw failed.error;
    const [{ command }] = await Promise.all([ask.commit(), settled()]);
    // PostgreSQL answers a commit after a failure by rolling back.
    if (command !== "COMMIT") throw (firstFailure() ?? { error: new Error("The transaction was rolled back.") }).error;
    return { result };
  } catch (error) {
    await Promise.all([begun, settled()]);
    const isRolledBack = await ask.rollback().then(
      () => true,
      () => false,
    );
    const failure = isAborted(error) ? (firstFailure()?.error ?? error) : error;
    return { error: failure, isBroken: !isRolledBack || hasLostConnection(firstFailure()?.error) };
  }
}

/** Returns statements whose errors are translated: a violated constraint becomes the refusal named for it. */
export function statementsOver(run: Run, inspect: Inspect | undefined): Statements {
  const all = async <Row>(statement: Read<Row> | Write<Row>, refusals?: ByConstraint): Promise<Row[]> => {
    try {
      const { rows } = await announced(run, statement);
      inspect?.(statement, rows);
      return rows as Row[];
    } catch (error) {
      throw translate(error, refusals, statement.wants);
    }
  };
  return { all, first: async (statement, refusals) => (await all(statement, refusals))[0] };
}

/** Runs a statement, and announces it where metrics or traces are on. */
function announced(run: Run, statement: Read<unknown> | Write<unknown>): Promise<pg.QueryResult> {
  const { name, text, values, origin } = statement;
  const asked = { name, text, values };
  return statementRuns.hasSubscribers ? statementRuns.tracePromise(run, { origin }, undefined, asked) : run(asked);
}

/**
 * Runs statements on one connection and records the first failure: every statement after it fails, with an error that
 * says only that an earlier one did.
 */
function conversation(client: TransactionClient, { inspect, isHeld = nobodyHolds }: Way) {
  // A connection replies in the order of the statements: once the last reply is there, all are.
  let last: Promise<void> = Promise.resolve();
  let first: { readonly error: unknown } | undefined;
  const note = (error: unknown): void => void (first ??= { error });
  const ask = gathering(client);
  const { all } = statementsOver(ask, inspect);
  const remembered = <Row>(statement: Read<Row> | Write<Row>, refusals?: ByConstraint): Promise<Row[]> => {
    if (statement.wants !== undefined && isHeld(statement.wants)) {
      const error = new RowHeld(statement.wants);
      note(error);
      const unasked = Promise.reject(error);
      unasked.catch(() => undefined);
      return unasked;
    }
    const rows = all(statement, refusals);
    last = rows.then(() => undefined, note);
    return rows;
  };
  const writer: Writer = {
    inTransaction: true,
    all: remembered,
    first: async (statement, refusals) => (await remembered(statement, refusals))[0],
    send: (statement, refusals) => void remembered(statement, refusals).catch(() => undefined),
    requireNoLine(row) {
      if (row !== undefined && isHeld(row)) throw new RowHeld(row);
    },
  };
  return {
    writer,
    begin: () => ask(begin).then(() => undefined, note),
    commit: () => ask(commit),
    rollback: () => ask(rollback),
    settled: () => last,
    firstFailure: () => first,
  };
}

function nobodyHolds(): boolean {
  return false;
}

/** Returns a function that runs statements. Those issued without awaiting in between are sent as one message. */
function gathering(client: TransactionClient) {
  let waiting: Asked[] | undefined;
  const leave = (): void => {
    if (waiting) client.query(new Batch(waiting, client.shapes));
    waiting = undefined;
  };
  return (statement: Asked["statement"]): Promise<pg.QueryResult> =>
    new Promise((resolve, reject) => {
      if (!waiting) process.nextTick(leave);
      (waiting ??= []).push({ statement, resolve, reject });
    });
}
