import type { Connection } from "mysql2/promise";
import { ask } from "./query.ts";
import { SourceFault } from "./source-fault.ts";
import { columnsOf, tableNames, tables, type Table, type TableName } from "./tables.ts";

/** Charset of each column that is read, by its name; null for a column without text. */
export type Charsets = ReadonlyMap<string, string | null>;

/** Tables and columns of the source, with those that the import does not know. */
export type Shape = {
  /** Includes unknown columns: a rejected row is recorded whole. */
  readonly columns: ReadonlyMap<TableName, Charsets>;
  /** Timestamp columns without a time zone, as `table.column`. */
  readonly datetimes: ReadonlySet<string>;
  /** Columns that are not imported, as `table.column`. */
  readonly unknown: readonly string[];
};

type Found = {
  readonly tables: ReadonlyMap<string, Charsets>;
  readonly datetimes: ReadonlySet<string>;
  /**
   * Columns of unlimited size, such as pictures and pages. They are not read if unknown: a batch of rows must fit into
   * memory.
   */
  readonly large: ReadonlySet<string>;
};

const readable = new Set(["latin1", "ascii", "binary", "utf8", "utf8mb3", "utf8mb4"]);

/**
 * Checks, before any row is read, that the database is that of a TShirtShop. Throws SourceFault with all faults at
 * once.
 */
export async function readShape(connection: Connection, where: string): Promise<Shape> {
  const { tables: found, datetimes, large } = await find(connection);
  const there = tableNames.filter((name) => found.has(name));
  const lacking = ["product", "orders"].filter((name) => !found.has(name));
  if (lacking.length > 0)
    throw new SourceFault(`${where} is no database of a TShirtShop: it has no ${namesOf(lacking)}.`);
  const keys = await findKeys(connection);
  const faults = tableNames.flatMap((name) => {
    const table: Table = tables[name];
    const columns = found.get(name);
    if (columns) return [...faultsOf(table, columns), ...missingKey(table, keys)];
    return table.mayBeMissing ? [] : [`the table ${name} is missing`];
  });
  if (faults.length > 0) throw new SourceFault(`${where} cannot be taken over: ${faults.join("; ")}.`);
  const isKnown = (name: TableName, column: string): boolean => columnsOf(tables[name]).includes(column);
  const columns = there.map((name) => {
    const read = [...(found.get(name) ?? [])].filter(
      ([column, charset]) => isKnown(name, column) || (isReadable(charset) && !large.has(`${name}.${column}`)),
    );
    return [name, new Map(read)] as const;
  });
  const unknown = there.flatMap((name) =>
    [...(found.get(name)?.keys() ?? [])]
      .filter((column) => !isKnown(name, column))
      .map((column) => `${name}.${column}`),
  );
  return { columns: new Map(columns), datetimes, unknown };
}

async function find(connection: Connection): Promise<Found> {
  const rows = await ask(
    connection,
    `select table_name as table_name, column_name as column_name, character_set_name as charset, data_type as type
     from information_schema.columns where table_schema = database()`,
  );
  const byTable = Map.groupBy(rows, (row) => String(row["table_name"]));
  const charsets = [...byTable].map(
    ([table, columns]) =>
      [table, new Map(columns.map((row) => [String(row["column_name"]), row["charset"] as string | null]))] as const,
  );
  const ofTypes = (types: readonly string[]) =>
    new Set(
      rows
        .filter((row) => types.includes(String(row["type"])))
        .map((row) => `${row["table_name"]}.${row["column_name"]}`),
    );
  return {
    tables: new Map(charsets),
    datetimes: ofTypes(["datetime"]),
    large: ofTypes(["blob", "mediumblob", "longblob", "mediumtext", "longtext", "json", "geometry", "vector"]),
  };
}

/** Returns the columns of each unique key, as `table: column, column`. */
async function findKeys(connection: Connection): Promise<ReadonlySet<string>> {
  const rows = await ask(
    connection,
    `select concat(table_name, ': ', group_concat(column_name order by seq_in_index separator ', ')) as unique_key
     from information_schema.statistics where table_schema = database() and non_unique = 0 group by table_name, index_name`,
  );
  return new Set(rows.map((row) => String(row["unique_key"])));
}

/**
 * Returns a fault if a table's key is not unique: rows with the same number could not be told apart, here or in
 * `import_reject`. A link repeated in the source is the same link.
 */
function missingKey({ name, key }: Table, keys: ReadonlySet<string>): string[] {
  return key.length > 1 || keys.has(`${name}: ${key[0]}`) ? [] : [`${name}.${key[0]} is not unique`];
}

function faultsOf(table: Table, found: Charsets): string[] {
  return [
    ...requiredOf(table)
      .filter((column) => !found.has(column))
      .map((column) => `${table.name}.${column} is missing`),
    ...[...found]
      .filter(([column, charset]) => columnsOf(table).includes(column) && !isReadable(charset))
      .map(([column, charset]) => `${table.name}.${column} is written in ${charset}, which cannot be read`),
  ];
}

function requiredOf({ key, columns }: Table): string[] {
  return [...key, ...columns];
}

function isReadable(charset: string | null): boolean {
  return charset === null || readable.has(charset);
}

function namesOf(names: readonly string[]): string {
  return `table${names.length > 1 ? "s" : ""} ${names.join(" and ")}`;
}
