import type { Writer } from "../platform/database/database.ts";
import * as queries from "./import-log.queries.ts";
import type { LegacyRow } from "./parsing/row.ts";
import { tableNames, type TableName } from "./source/tables.ts";

/** Records of earlier imports. Runs no query for tables without any. */
export type PreviousImports = {
  /** Returns the rows of a table that were imported with the same fingerprint. */
  taken(rows: readonly LegacyRow[]): Promise<ReadonlySet<LegacyRow>>;
  /** Returns the rows of a table that were rejected as duplicates with the same fingerprint, and the reason. */
  twins(rows: readonly LegacyRow[]): Promise<ReadonlyMap<LegacyRow, string>>;
};

/** Finds the tables with records of earlier imports; `rejected` are those with records of rejected rows. */
export async function openPreviousImports(tx: Writer, rejected: ReadonlySet<string>): Promise<PreviousImports> {
  const marked = new Set((await tx.all(queries.importedTables(tableNames))).map(({ source_table }) => source_table));
  const tableIn = (tables: ReadonlySet<string>, [first]: readonly LegacyRow[]): TableName | undefined =>
    first && tables.has(first.table) ? first.table : undefined;
  return {
    async taken(rows) {
      const table = tableIn(marked, rows);
      if (!table) return new Set();
      const found = await tx.all(queries.takenAmong(table, markedOf(rows)));
      const keys = new Set(found.map(({ source_key }) => source_key));
      return new Set(rows.filter(({ key }) => keys.has(key)));
    },
    async twins(rows) {
      const table = tableIn(rejected, rows);
      if (!table || !rows[0]?.hasNames) return new Map();
      const found = await tx.all(queries.duplicatesAmong(table, markedOf(rows)));
      const reasons = new Map(found.map(({ source_key, reason }) => [source_key, reason]));
      return new Map(
        rows.flatMap((row) => {
          const reason = reasons.get(row.key);
          return reason === undefined ? [] : [[row, reason] as const];
        }),
      );
    },
  };
}

/** Returns the keys and fingerprints of rows that have identifying columns. */
export function markedOf(rows: readonly LegacyRow[]) {
  return {
    keys: rows.map(({ key }) => key),
    fingerprints: rows.map(({ fingerprint }) => fingerprint),
  };
}
