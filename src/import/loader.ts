import type { Writer } from "../platform/database/database.ts";
import type { ImportOutcome } from "../platform/database/fate.ts";
import type { ImportLog } from "./import-log.ts";
import type { Report } from "./report.ts";
import { LegacyRow } from "./parsing/row.ts";
import { RejectedRow } from "./parsing/rejected-row.ts";
import type { Source } from "./source/source.ts";
import type { TableName } from "./source/tables.ts";

/** One import on its way: from where, to where, and what is written down about it. */
export type Run = {
  readonly tx: Writer;
  readonly source: Source;
  readonly books: ImportLog;
  readonly report: Report;
  readonly now: Date;
  /** The highest number read of each table: nothing new may be taken for something old, were it set aside. */
  readonly highest: Record<TableName, number>;
  /** Is told after each batch how many rows of a table have been read. */
  readonly progress: (table: TableName, rows: number) => void;
};

/** A row and what was read from it. */
export type Judged<Value> = { readonly row: LegacyRow; readonly value: Value };

/** The rows of a table in the feature's hands, with their places among them; it answers what became of each. */
export type Loader<Value> = (
  rows: (Value & { n: number })[],
) => Promise<readonly { readonly n: number; readonly fate: ImportOutcome }[]>;

const batchSize = 2000;

/** Takes over a table whose rows stand for themselves. */
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
    const fates = good.length > 0 ? await door(good.map(({ value }, n) => ({ ...value, n }))) : [];
    await run.books.settle(fates.flatMap(({ n, fate }) => (good[n] ? { row: good[n].row, fate } : [])));
    await run.books.write();
    run.progress(table, run.report.tables[table].read);
  }
}

/** So many of them at a time: what waits in memory does not grow with the source. */
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

/** A table's rows, each counted as read. */
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

/** Tells each row which of the rows that it names were set aside. */
export async function noteParents({ books }: Run, rows: readonly LegacyRow[]): Promise<void> {
  const named = rows.flatMap((row) => row.parents.map((parent) => ({ row, ...parent })));
  for (const [table, naming] of Map.groupBy(named, (parent) => parent.table)) {
    const setAside = await books.setAsideAmong(table, [...new Set(naming.map(({ key }) => key))]);
    for (const { row, column, key } of naming) if (setAside.has(key)) row.lacksParent(column, table);
  }
}

/** Reads what can be taken from each row; the others are set aside. */
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
