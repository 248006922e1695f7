import type { Reader } from "../../src/platform/database/database.ts";
import * as queries from "./schema.queries.ts";

/** A column as the drawings show it. */
export type Column = { readonly name: string; readonly type: string; readonly isRequired: boolean };
/** A foreign key: columns of a table and the columns they refer to, position by position. */
export type Reference = {
  readonly columns: readonly string[];
  readonly toTable: string;
  readonly toColumns: readonly string[];
};
export type Table = {
  readonly name: string;
  readonly columns: readonly Column[];
  readonly key: readonly string[];
  readonly references: readonly Reference[];
};

/** Reads every table with its columns and keys. */
export async function readTables(reader: Reader): Promise<ReadonlyMap<string, Table>> {
  const columns = Map.groupBy(await reader.all(queries.columns()), ({ table }) => table);
  const keys = await reader.all(queries.keys());
  return new Map(
    [...columns].map(([name, own]) => {
      const ofTable = keys.filter(({ table }) => table === name);
      const table: Table = {
        name,
        columns: own.map((column) => ({
          name: column.name,
          type: shortType(column.type),
          isRequired: column.is_required,
        })),
        key: ofTable.find(({ is_primary }) => is_primary)?.columns ?? [],
        references: ofTable.flatMap((key) =>
          key.to_table === null ? [] : [{ columns: key.columns, toTable: key.to_table, toColumns: key.to_columns }],
        ),
      };
      return [name, table];
    }),
  );
}

function shortType(type: string): string {
  return type.replace(/^timestamp(\(\d\))? with time zone$/, "timestamptz").replace(/^character varying/, "varchar");
}
