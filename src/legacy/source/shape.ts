import type { RowDataPacket } from "mysql2";
import type { Connection } from "mysql2/promise";
import { SourceFault } from "./fault.ts";
import { tableNames, tables, type Table, type TableName } from "./tables.ts";

/** The charset of each column that is read, by its name; null where it holds no text. */
export type Charsets = ReadonlyMap<string, string | null>;

/** What there is to read, and what there is that nobody knows. */
export type Shape = {
  readonly columns: ReadonlyMap<TableName, Charsets>;
  /** Columns that hold moments without a time zone, as `table.column`. */
  readonly datetimes: ReadonlySet<string>;
  /** Columns that stay behind, as `table.column`. */
  readonly unknown: readonly string[];
};

type Found = { readonly tables: ReadonlyMap<string, Charsets>; readonly datetimes: ReadonlySet<string> };

const readable = new Set(["latin1", "ascii", "binary", "utf8", "utf8mb3", "utf8mb4"]);

const find = async (connection: Connection): Promise<Found> => {
  const [rows] = await connection.query<RowDataPacket[]>(
    `select table_name as table_name, column_name as column_name, character_set_name as charset, data_type as type
     from information_schema.columns where table_schema = database()`,
  );
  const byTable = Map.groupBy(rows, (row) => String(row["table_name"]));
  const charsets = [...byTable].map(
    ([table, columns]) =>
      [table, new Map(columns.map((row) => [String(row["column_name"]), row["charset"] as string | null]))] as const,
  );
  const datetimes = rows
    .filter((row) => String(row["type"]) === "datetime")
    .map((row) => `${row["table_name"]}.${row["column_name"]}`);
  return { tables: new Map(charsets), datetimes: new Set(datetimes) };
};

/** The columns of each unique key, as `table: column, column`. */
const findKeys = async (connection: Connection): Promise<ReadonlySet<string>> => {
  const [rows] = await connection.query<RowDataPacket[]>(
    `select concat(table_name, ': ', group_concat(column_name order by seq_in_index separator ', ')) as unique_key
     from information_schema.statistics where table_schema = database() and non_unique = 0 group by table_name, index_name`,
  );
  return new Set(rows.map((row) => String(row["unique_key"])));
};

/** Rows that share a number cannot be told apart, here or in what is set aside; a link's repetition is the same link. */
const missingKey = ({ name, key }: Table, keys: ReadonlySet<string>): string[] =>
  key.length > 1 || keys.has(`${name}: ${key[0]}`) ? [] : [`${name}.${key[0]} is not unique`];

const requiredOf = ({ key, columns }: Table): string[] => [...key, ...columns];

const faultsOf = (table: Table, found: Charsets): string[] => [
  ...requiredOf(table)
    .filter((column) => !found.has(column))
    .map((column) => `${table.name}.${column} is missing`),
  ...[...found]
    .filter(([, charset]) => charset !== null && !readable.has(charset))
    .map(([column, charset]) => `${table.name}.${column} is written in ${charset}, which cannot be read`),
];

/** Looks whether this is a shop of the family, before any row is read; refuses with every fault at once. */
export const readShape = async (connection: Connection, where: string): Promise<Shape> => {
  const { tables: found, datetimes } = await find(connection);
  const there = tableNames.filter((name) => found.has(name));
  if (!there.includes("product") || !there.includes("orders"))
    throw new SourceFault(`${where} is no database of a TShirtShop: it has no tables product and orders.`);
  const keys = await findKeys(connection);
  const faults = tableNames.flatMap((name) => {
    const table: Table = tables[name];
    const columns = found.get(name);
    if (columns) return [...faultsOf(table, columns), ...missingKey(table, keys)];
    return table.mayBeMissing ? [] : [`the table ${name} is missing`];
  });
  if (faults.length > 0) throw new SourceFault(`${where} cannot be taken over: ${faults.join("; ")}.`);
  const columns = there.map((name) => {
    const table: Table = tables[name];
    const known = new Set([...requiredOf(table), ...(table.optional ?? [])]);
    return [name, new Map([...(found.get(name) ?? [])].filter(([column]) => known.has(column)))] as const;
  });
  const kept = new Map(columns);
  // When a line was put into its cart says nothing that its number does not.
  const left = new Set(["shopping_cart.added_on"]);
  const unknown = there.flatMap((name) =>
    [...(found.get(name)?.keys() ?? [])]
      .filter((column) => !kept.get(name)?.has(column))
      .map((column) => `${name}.${column}`)
      .filter((column) => !left.has(column)),
  );
  return { columns: kept, datetimes, unknown };
};
