import type { Writer } from "../platform/database/database.ts";
import type { ImportOutcome } from "../platform/database/import-outcome.ts";
import type { ImportLog } from "./import-log.ts";
import type { Report } from "./report.ts";
import { LegacyRow } from "./parsing/row.ts";
import { RejectedRow } from "./parsing/rejected-row.ts";
import type { Source } from "./source/source.ts";
import type { TableName } from "./source/tables.ts";

/** State of a running import: its source, its transaction, and its records. */
export type Run = {
  readonly tx: Writer;
  readonly source: Source;
  readonly books: ImportLog;
  readonly report: Report;
  readonly now: Date;
  /** Highest number read from each table, rejected rows included: a new row must never get the number of an old one. */
  readonly highest: Record<TableName, number>;
  /** Called after each batch with the number of rows read from a table so far. */
  readonly progress: (table: TableName, rows: number) => void;
};

/** A row and the value parsed from it. */
export type Judged<Value> = { readonly row: LegacyRow; readonly value: Value };

/** Imports a batch of rows into a feature; `n` is a row's index in the batch. Returns the outcome of each row. */
export type Loader<Value> = (
  rows: (Value & { n: number })[],
) => Promise<readonly { readonly n: number; readonly outcome: ImportOutcome }[]>;

const batchSize = 2000;

/** Imports a table whose rows do not depend on one another. */
export async function loadTable<Value>(
  run: Run,
  table: TableName,
  judge: (row: LegacyRow) => Value,
  door: Loader<Value>,
): Promise<void> {
  for await (const rows of batches(rowsOf(run, table), batchSize)) {
    const own = await run.books.withoutTwins(rows);
    await noteParents(run, own);
    const good = judged(run, own, judge);
    const outcomes = good.length > 0 ? await door(good.map(({ value }, n) => ({ ...value, n }))) : [];
    await run.books.settle(outcomes.flatMap(({ n, outcome }) => (good[n] ? { row: good[n].row, outcome } : [])));
    await run.books.write();
    run.progress(table, run.report.tables[table].read);
  }
}

/** Groups items into batches, so that memory use does not grow with the source. */
export async function* batches<Item>(items: AsyncIterable<Item>, size: number): AsyncGenerator<Item[]> {
  let batch: Item[] = [];
  for await (const item of items) {
    batch.push(item);
    if (batch.length < size) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

/** Yields a table's rows and counts each as read. */
export async function* rowsOf({ source, report, highest }: Run, table: TableName): AsyncGenerator<LegacyRow> {
  const charsets = source.columns.get(table);
  if (!charsets) return;
  for await (const bytes of source.rows(table)) {
    report.tables[table].read += 1;
    const row = new LegacyRow(table, charsets, bytes);
    highest[table] = Math.max(highest[table], row.number);
    yield row;
  }
}

/** Marks on each row which of the rows that it refers to were rejected. */
export async function noteParents({ books }: Run, rows: readonly LegacyRow[]): Promise<void> {
  const named = rows.flatMap((row) => row.parents.map((parent) => ({ row, ...parent })));
  for (const [table, naming] of Map.groupBy(named, (parent) => parent.table)) {
    const setAside = await books.setAsideAmong(table, [...new Set(naming.map(({ key }) => key))]);
    for (const { row, column, key } of naming) if (setAside.has(key)) row.lacksParent(column, table);
  }
}

/** Parses rows; rejects those that cannot be parsed. */
export function judged<Value>(
  { books }: Run,
  rows: readonly LegacyRow[],
  judge: (row: LegacyRow) => Value,
): Judged<Value>[] {
  return rows.flatMap((row) => {
    try {
      return { row, value: judge(row) };
    } catch (error) {
      if (!(error instanceof RejectedRow)) throw error;
      books.setAside(row, error.message);
      return [];
    }
  });
}
