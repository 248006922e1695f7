import type { Writer } from "../platform/database/database.ts";
import type { ImportOutcome } from "../platform/database/import-outcome.ts";
import * as queries from "./import-log.queries.ts";
import type { LegacyRow, RepairedText } from "./parsing/row.ts";
import { tableNames, type TableName } from "./source/tables.ts";
import { markedOf, openPreviousImports } from "./previous-imports.ts";
import type { TableReport } from "./report.ts";

/** A row that a feature was given to import, and the outcome. */
export type Outcome = { readonly row: LegacyRow; readonly outcome: ImportOutcome };

/** Records what becomes of each row, in the report and in the tables of imported and rejected rows. */
export type ImportLog = {
  /**
   * Records the outcomes of rows. A row whose number belongs to another row by now counts as `there` if an earlier
   * import imported this very row: the shop has changed it since.
   */
  settle(outcomes: readonly Outcome[]): Promise<void>;
  setAside(row: LegacyRow, reason: string): void;
  /**
   * Rejects the rows that an earlier import rejected as duplicates, and returns the others. Such a row stays a
   * duplicate even if the first one has been renamed or erased since.
   */
  withoutTwins(rows: readonly LegacyRow[]): Promise<readonly LegacyRow[]>;
  /** Returns which of these rows of a table are rejected, by this import or an earlier one. */
  setAsideAmong(table: TableName, keys: readonly string[]): Promise<ReadonlySet<string>>;
  /** Returns the rows that an earlier import imported with the same fingerprint. */
  takenBefore(rows: readonly LegacyRow[]): Promise<ReadonlySet<LegacyRow>>;
  /** Writes the notes made since the last call. */
  write(): Promise<void>;
};

/** Notes on a table that are not written yet, with the fingerprints of rows that have identifying columns. */
type Noted = {
  readonly rejects: Map<string, queries.Reject>;
  readonly settled: string[];
  /** Imported by this import or an earlier one. */
  readonly taken: LegacyRow[];
};

export async function openImportLog(
  tx: Writer,
  tables: Readonly<Record<TableName, TableReport>>,
  now: Date,
  noteText: (text: RepairedText) => void,
): Promise<ImportLog> {
  const rejected = new Set((await tx.all(queries.rejectedTables(tableNames))).map(({ source_table }) => source_table));
  const earlier = await openPreviousImports(tx, new Set(rejected));
  const notes = openNotes(tx, rejected, now);
  const keep = (row: LegacyRow, reject: Pick<queries.Reject, "reason" | "is_imported" | "fingerprint">): void =>
    void notes.of(row.table).rejects.set(row.key, { ...reject, source_key: row.key, content: row.content() });
  const setAside = (row: LegacyRow, reason: string, fingerprint: string | null = null): void => {
    count(tables[row.table].setAside, reason);
    keep(row, { reason, is_imported: false, fingerprint });
  };
  const settle = ({ row, outcome }: Outcome): void => {
    if (outcome === "id_conflict") return setAside(row, "its number is taken by something else");
    if (outcome === "duplicate") return setAside(row, twinsReason(row.table), row.fingerprint);
    if (rejected.has(row.table)) notes.of(row.table).settled.push(row.key);
    if (row.hasNames) notes.of(row.table).taken.push(row);
    if (outcome === "exists") return void (tables[row.table].there += 1);
    tables[row.table].taken += 1;
    for (const mend of new Set(row.mends)) count(tables[row.table].mended, mend);
    for (const loss of new Set(row.losses)) count(tables[row.table].lost, loss);
    row.texts.forEach(noteText);
    if (row.keptLosses.length > 0)
      keep(row, { reason: row.keptLosses.join("; "), is_imported: true, fingerprint: null });
  };
  return {
    async withoutTwins(rows) {
      const twins = await earlier.twins(rows);
      for (const [row, reason] of twins) setAside(row, reason, row.fingerprint);
      return rows.filter((row) => !twins.has(row));
    },
    async settle(outcomes) {
      const met = outcomes.filter(({ outcome }) => outcome === "id_conflict").map(({ row }) => row);
      const changed = await earlier.taken(met);
      for (const { row, outcome } of outcomes) settle({ row, outcome: changed.has(row) ? "exists" : outcome });
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
        if (taken.length > 0) await tx.all(queries.recordImported(table, markedOf(taken)));
        if (rejects.size > 0) {
          await tx.all(queries.keepRejects(table, [...rejects.values()], now));
          rejected.add(table);
        }
      }
      noted.clear();
    },
  };
}
