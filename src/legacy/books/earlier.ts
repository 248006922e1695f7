import { isDeepStrictEqual } from "node:util";
import type { Writer } from "../../platform/database/database.ts";
import * as queries from "../queries.ts";
import type { LegacyRow } from "../reading/row.ts";
import { tableNames, type TableName } from "../source/tables.ts";

/** Why the second of two is set aside. */
export const twinsAddress = "its address of mail is another customer's";
export const twinsName = "its name is another's";

/** The keys and marks of rows that have a mark. */
export const markedOf = (rows: readonly LegacyRow[]) => ({
  keys: rows.map(({ key }) => key),
  marks: rows.map(({ mark }) => mark ?? ""),
});

/** What earlier imports remember of rows; where there was none, nothing is asked. */
export type Earlier = {
  /** Those among the rows of a table that were taken, called as they are now. */
  taken(rows: readonly LegacyRow[]): Promise<ReadonlySet<LegacyRow>>;
  /** Those among the rows of a table that were found to be the second of two, as they are now, with the reason. */
  twins(rows: readonly LegacyRow[]): Promise<ReadonlyMap<LegacyRow, string>>;
};

/** Looks which tables earlier imports remember anything of; `rejected` are those of which rows were set aside. */
export const openEarlier = async (tx: Writer, rejected: ReadonlySet<string>): Promise<Earlier> => {
  const marked = new Set((await tx.all(queries.takenTables(tableNames))).map(({ source_table }) => source_table));
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
      if (!table) return new Map();
      const keys = rows.map(({ key }) => key);
      const found = await tx.all(queries.rejectsFor(table, keys, [twinsAddress, twinsName]));
      const byKey = new Map(found.map((twin) => [twin.source_key, twin]));
      return new Map(
        rows.flatMap((row) => {
          const twin = byKey.get(row.key);
          return twin && isDeepStrictEqual(twin.content, row.content()) ? [[row, twin.reason] as const] : [];
        }),
      );
    },
  };
};
