import type { TSchema } from "typebox";
import type { Column } from "./described.ts";

type Shape = TSchema & {
  type?: string;
  anyOf?: Shape[];
  items?: Shape;
  column?: string;
  instanceOf?: string;
  const?: unknown;
  enum?: unknown[];
  properties?: Record<string, Shape>;
};

/**
 * PostgreSQL's types, by the values that the driver returns. The numbers are those of pg_type, the same in every
 * database.
 */
const types = {
  whole: { int2: 21, int4: 23, int8: 20 },
  fraction: { float4: 700, float8: 701 },
  text: { text: 25, varchar: 1043, char: 1042, name: 19, uuid: 2950, pg_lsn: 3220 },
  truth: { bool: 16 },
  moment: { timestamp: 1114, timestamptz: 1184 },
  json: { json: 114, jsonb: 3802 },
  bytes: { bytea: 17 },
} as const;
const arrays: Readonly<Record<number, number>> = {
  20: 1016,
  21: 1005,
  23: 1007,
  700: 1021,
  701: 1022,
  25: 1009,
  1043: 1015,
  1042: 1014,
  19: 1003,
  2950: 2951,
  16: 1000,
  1114: 1115,
  1184: 1185,
};

const isNull = ({ type }: Shape): boolean => type === "null";

const ofConstant = (value: unknown): number[] => Object.values(typeof value === "number" ? types.whole : types.text);

/** Returns the PostgreSQL types that match the shape; empty when the shape is not a column's. */
const typesFor = (shape: Shape): readonly number[] => {
  if (shape.column === "json") return Object.values(types.json);
  if (shape.instanceOf === "Date") return Object.values(types.moment);
  if (shape.instanceOf) return /^(Buffer|Uint8Array)$/.test(shape.instanceOf) ? Object.values(types.bytes) : [];
  if (shape.anyOf) {
    const [first = [], ...others] = shape.anyOf.filter((part) => !isNull(part)).map(typesFor);
    return first.filter((type) => others.every((other) => other.includes(type)));
  }
  if (shape.const !== undefined) return ofConstant(shape.const);
  if (shape.enum) return ofConstant(shape.enum[0]);
  if (shape.type === "array") return typesFor(shape.items ?? {}).flatMap((type) => arrays[type] ?? []);
  if (shape.type === "integer") return Object.values(types.whole);
  if (shape.type === "number") return Object.values(types.fraction);
  if (shape.type === "boolean") return Object.values(types.truth);
  return shape.type === "string" ? Object.values(types.text) : [];
};

const mayBeNull = (shape: Shape): boolean => isNull(shape) || (shape.anyOf?.some(mayBeNull) ?? false);

/** Returns whether an outer join may make a table's columns null, as far as the text shows. */
const outerJoinOf = (table: string | undefined, text: string): "none" | "outer" | "unclear" => {
  const left = [...text.matchAll(/\bleft\s+(?:outer\s+)?join\s+(?:lateral\s+)?(\w+|\()/gi)].map(
    ([, joined = ""]) => joined,
  );
  if (/\b(right|full)\s+(outer\s+)?join\b/i.test(text) || left.includes("(")) return "unclear";
  if (table === undefined || !left.includes(table)) return "none";
  const isAlsoPlain = new RegExp(`(\\bfrom|(?<!\\bleft\\s+(outer\\s+)?)\\bjoin)\\s+${table}\\b`, "i").test(text);
  return isAlsoPlain ? "unclear" : "outer";
};

const nullFaults = (column: Column, shape: Shape, text: string): string[] => {
  if (column.isNeverNull === undefined) return [];
  const join = outerJoinOf(column.table, text);
  const isKeptOut = new RegExp(`\\b${column.name}\\s+is\\s+not\\s+null\\b`, "i").test(text);
  if (!mayBeNull(shape) && (join === "outer" || !column.isNeverNull) && !isKeptOut)
    return [`${column.name} can be null and is declared as if it could not`];
  if (mayBeNull(shape) && column.isNeverNull && join === "none")
    return [`${column.name} is never null and is declared as if it could be`];
  return [];
};

/** Returns how a statement's columns differ from the row that it declares. */
export const rowFaults = (declared: TSchema, columns: readonly Column[], text: string): string[] => {
  const properties = (declared as Shape).properties ?? {};
  const names = columns.map(({ name }) => name);
  const faults = Object.keys(properties)
    .filter((name) => !names.includes(name))
    .map((name) => `${name} is declared and not answered`);
  for (const [index, column] of columns.entries()) {
    const shape = properties[column.name];
    if (names.indexOf(column.name) !== index) faults.push(`${column.name} is answered twice`);
    if (!shape) faults.push(`${column.name} is answered and not declared`);
    else if (!typesFor(shape).includes(column.type))
      faults.push(`${column.name} has type number ${column.type}, which is not as declared`);
    else faults.push(...nullFaults(column, shape, text));
  }
  return faults;
};
