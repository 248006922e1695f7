import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type pg from "pg";
import { connectionTo } from "./connection.ts";
import { onceThereIsASlot } from "./slots.ts";
import type { Copy } from "./statement.ts";
import { TransactionClient, transactionOn, type Writer } from "./transaction.ts";

/** A transaction that may take hours and can load rows with `COPY`. */
export type BulkWriter = Writer & {
  /** Returns the number of rows copied. Throws the database's own error when a constraint is violated. */
  copy<Row extends object>(into: Copy<Row>, rows: Iterable<Row>): Promise<number>;
  /**
   * Drops the tables' foreign keys and the indexes that no constraint needs. Returns a function that recreates them,
   * with the foreign keys checked. Locks the tables: other transactions cannot read them until this one ends.
   */
  withoutIndexes(tables: readonly string[]): Promise<() => Promise<void>>;
};

/** Characters per write to the connection: one write per row would cost more than the row. */
const chunkLength = 65_536;
/** Rows per `COPY`: the database remembers each until it checks foreign keys at the end, so this limits its memory. */
const rowsOfOneCopy = 250_000;

const signs: Readonly<Record<string, string>> = { "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t" };
const needsSign = /[\\\n\r\t]/;

type Part = { readonly drop: string; readonly make: string };

/** Selects statements that drop and recreate foreign keys, and the indexes that no constraint needs. */
const partsOf = `
  select drop, make from (
    select format('alter table %s drop constraint %I', conrelid::regclass, conname) as drop,
      format('alter table %s add constraint %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid)) as make
    from pg_constraint where contype = 'f' and conrelid = any ($1::regclass[])
    union all
    select format('drop index %s', indexrelid::regclass), pg_get_indexdef(indexrelid)
    from pg_index where indrelid = any ($1::regclass[])
      and not exists (select from pg_constraint where conindid = indexrelid and conrelid = indrelid)) as part
  order by make collate "C"`;

/** A client with its socket, which the driver's type omits. */
type Wired = TransactionClient & { readonly connection: { readonly stream: { destroy(): void } } };

const hour = 3_600_000;

/** Thrown to roll back a rehearsal once its work has run; carries the result of the work. */
class Rehearsed<Result> extends Error {
  readonly result: Result;

  constructor(result: Result) {
    super("This was a rehearsal.");
    this.result = result;
  }
}

export type Bulk = {
  readonly url: string;
  /** When it aborts, the connection is closed and the transaction is rolled back. */
  readonly cancel?: AbortSignal;
  /** Run the work, then roll it back. */
  readonly isRehearsal?: boolean;
};

/**
 * Runs `work` in one transaction on a separate connection, for what loads a whole shop. A statement may take an
 * hour, and so may the work between two statements. Never runs the work again after a failure.
 */
export function bulkLoad<Result>(
  { url, cancel, isRehearsal = false }: Bulk,
  work: (tx: BulkWriter) => Promise<Result>,
): Promise<Result> {
  return connected(url, async (client) => {
    cancel?.throwIfAborted();
    const cut = (): void => void client.connection.stream.destroy();
    cancel?.addEventListener("abort", cut);
    const bulk = {
      copy: copyOver(client),
      withoutIndexes: (tables: readonly string[]) => dropIndexes(client, tables),
    };
    const ended = await transactionOn(client, async (tx) => {
      const result = await work({ ...tx, ...bulk });
      if (isRehearsal) throw new Rehearsed(result);
      // If the connection were closed during the commit, it would be unknown whether the transaction had committed.
      cancel?.removeEventListener("abort", cut);
      return result;
    });
    if ("result" in ended) return ended.result;
    if (ended.error instanceof Rehearsed) return ended.error.result as Result;
    throw ended.error;
  });
}

/** Vacuums and analyzes after a bulk load, so that the first reads are fast; PostgreSQL itself does so only later. */
export function tidyTables(url: string): Promise<void> {
  return connected(url, async (client) => void (await client.query("vacuum (analyze)")));
}

/** `withoutIndexes` on a connection that has a transaction open. */
export async function dropIndexes(client: pg.Client, tables: readonly string[]): Promise<() => Promise<void>> {
  const { rows: parts } = await client.query<Part>(partsOf, [tables]);
  // Foreign keys are dropped first, because one may depend on an index.
  for (const { drop } of parts.toReversed()) await client.query(drop);
  return async () => {
    await client.query("set local maintenance_work_mem = '256MB'");
    for (const { make } of parts) await client.query(make);
  };
}

function copyOver(client: pg.Client): BulkWriter["copy"] {
  return async (into, rows) => {
    const { from } = await import("pg-copy-streams");
    const remaining = rows[Symbol.iterator]();
    for (let copied = 0; ; copied += rowsOfOneCopy) {
      const sink = client.query(from(`copy ${into.table} (${into.columns.join(", ")}) from stdin`));
      await pipeline(Readable.from(written(into, remaining, rowsOfOneCopy)), sink);
      if (sink.rowCount < rowsOfOneCopy) return copied + sink.rowCount;
    }
  };
}

function* written<Row extends object>({ columns }: Copy<Row>, rows: Iterator<Row>, most: number): Generator<Buffer> {
  let text = "";
  for (let count = 0; count < most; count += 1) {
    const { value, done } = rows.next();
    if (done) break;
    const row = value as Record<string, unknown>;
    for (const [index, column] of columns.entries())
      text += index === 0 ? field(row[column]) : `\t${field(row[column])}`;
    text += "\n";
    if (text.length < chunkLength) continue;
    yield Buffer.from(text);
    text = "";
  }
  if (text !== "") yield Buffer.from(text);
}

function field(value: unknown): string {
  if (typeof value === "string") return signed(value);
  if (value === null) return "\\N";
  if (value instanceof Date) return value.toISOString();
  return typeof value === "object" ? signed(JSON.stringify(value)) : `${value as number | boolean}`;
}

function signed(text: string): string {
  return needsSign.test(text) ? text.replaceAll(/[\\\n\r\t]/g, (sign) => signs[sign] ?? sign) : text;
}

async function connected<Result>(url: string, work: (client: Wired) => Promise<Result>): Promise<Result> {
  const limits = { statement: hour, lock: 60_000, idleInTransaction: hour, waitForConnection: 10_000 };
  const client = await onceThereIsASlot(async () => {
    const opened = new TransactionClient(connectionTo(url, limits)) as Wired;
    await opened.connect();
    return opened;
  }, limits.waitForConnection);
  try {
    return await work(client);
  } finally {
    // Closing the connection rolls back a transaction that was not committed.
    await client.end();
  }
}
