import type { Writer } from "../platform/database/database.ts";
import type { ImportOutcome } from "../platform/database/fate.ts";
import * as queries from "./import-log.queries.ts";
import type { LegacyRow, MendedText } from "./parsing/row.ts";
import { tableNames, type TableName } from "./source/tables.ts";
import { markedOf, openPreviousImports } from "./previous-imports.ts";
import type { TableReport } from "./report.ts";

/** A row that was brought along, and what became of it. */
export type Outcome = { readonly row: LegacyRow; readonly fate: ImportOutcome };

/** Writes down what becomes of each row: in the report, and in the tables of what was taken and what was not. */
export type ImportLog = {
  /**
   * What became of rows that were brought along. Where the number of one means something else by now, though an earlier
   * import took that very row, it is there: the shop has changed it since.
   */
  settle(outcomes: readonly Outcome[]): Promise<void>;
  setAside(row: LegacyRow, reason: string): void;
  /**
   * Sets aside what an earlier import found to be the second of two, and answers the others. It is still that when the first
   * has another name by now, or has been forgotten.
   */
  withoutTwins(rows: readonly LegacyRow[]): Promise<readonly LegacyRow[]>;
  /** Which of these rows of a table are set aside, by now or since an import before. */
  setAsideAmong(table: TableName, keys: readonly string[]): Promise<ReadonlySet<string>>;
  /** Those among the rows of a table that an earlier import took, called as they are now. */
  takenBefore(rows: readonly LegacyRow[]): Promise<ReadonlySet<LegacyRow>>;
  /** Writes what was noted since it was last called. */
  write(): Promise<void>;
};

/** What is to be written of a table; of rows that have names, what they are called. */
type Noted = {
  readonly rejects: Map<string, queries.Reject>;
  readonly settled: string[];
  /** By now or since an import before. */
  readonly taken: LegacyRow[];
};

export async function openImportLog(
  tx: Writer,
  tables: Readonly<Record<TableName, TableReport>>,
  now: Date,
  noteText: (text: MendedText) => void,
): Promise<ImportLog> {
  const rejected = new Set((await tx.all(queries.rejectedTables(tableNames))).map(({ source_table }) => source_table));
  const earlier = await openPreviousImports(tx, new Set(rejected));
  const notes = openNotes(tx, rejected, now);
  const keep = (row: LegacyRow, reject: Pick<queries.Reject, "reason" | "is_taken" | "mark">): void =>
    void notes.of(row.table).rejects.set(row.key, { ...reject, source_key: row.key, content: row.content() });
  const setAside = (row: LegacyRow, reason: string, mark: string | null = null): void => {
    count(tables[row.table].setAside, reason);
    keep(row, { reason, is_taken: false, mark });
  };
  const settle = ({ row, fate }: Outcome): void => {
    if (fate === "taken") return setAside(row, "its number is taken by something else");
    if (fate === "twin") return setAside(row, twinsReason(row.table), row.mark);
    if (rejected.has(row.table)) notes.of(row.table).settled.push(row.key);
    if (row.hasNames) notes.of(row.table).taken.push(row);
    if (fate === "there") return void (tables[row.table].there += 1);
    tables[row.table].taken += 1;
    for (const mend of new Set(row.mends)) count(tables[row.table].mended, mend);
    for (const loss of new Set(row.losses)) count(tables[row.table].lost, loss);
    row.texts.forEach(noteText);
    if (row.keptLosses.length > 0) keep(row, { reason: row.keptLosses.join("; "), is_taken: true, mark: null });
  };
  return {
    async withoutTwins(rows) {
      const twins = await earlier.twins(rows);
      for (const [row, reason] of twins) setAside(row, reason, row.mark);
      return rows.filter((row) => !twins.has(row));
    },
    async settle(outcomes) {
      const met = outcomes.filter(({ fate }) => fate === "taken").map(({ row }) => row);
      const changed = await earlier.taken(met);
      for (const { row, fate } of outcomes) settle({ row, fate: changed.has(row) ? "there" : fate });
    },
    setAside,
    setAsideAmong: async (table, keys) =>
      rejected.has(table)
        ? new Set((await tx.all(queries.setAsideAmong(table, keys))).map(({ source_key }) => source_key))
        : new Set(),
    takenBefore: earlier.taken,
    write: notes.write,
  };
}

function twinsReason(table: TableName): string {
  return table === "customer" ? "its address of mail is another customer's" : "its name is another's";
}

function count(counts: Record<string, number>, what: string): void {
  void (counts[what] = (counts[what] ?? 0) + 1);
}

function openNotes(tx: Writer, rejected: Set<string>, now: Date) {
  const noted = new Map<TableName, Noted>();
  return {
    of(table: TableName): Noted {
      const known = noted.get(table) ?? { rejects: new Map(), settled: [], taken: [] };
      noted.set(table, known);
      return known;
    },
    async write(): Promise<void> {
      for (const [table, { rejects, settled, taken }] of noted) {
        if (settled.length > 0) await tx.all(queries.forgetRejects(table, settled));
        if (taken.length > 0) await tx.all(queries.keepTaken(table, markedOf(taken)));
        if (rejects.size > 0) {
          await tx.all(queries.keepRejects(table, [...rejects.values()], now));
          rejected.add(table);
        }
      }
      noted.clear();
    },
  };
}
