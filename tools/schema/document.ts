import { areas, type Area } from "../../migrations/areas.ts";
import { placements, type Placement } from "../../migrations/placement.ts";
import type { Reference, Table } from "./tables.ts";

const heading = `# The schema

Written by \`npm run schema\` from a migrated database, and compared with one by the tests. The exact schema, with every
check and index, is [migrations/schema.sql](../migrations/schema.sql); where rows would live on several nodes comes from
[migrations/placement.ts](../migrations/placement.ts). Everything that the rules of a spread database allow is a foreign
key; what they do not allow goes through a look-up table, written in the same transaction.

![Every table, its columns and its foreign keys](schema.svg)

Bold columns are the primary key, tinted ones refer to the table of their colour, and \`?\` marks what may be null.
`;

/** Constraints that span several rows, so that no table can have them; a database function raises them by name. */
const raised: Readonly<Record<string, readonly [raisedBy: string, forbids: string]>> = {
  attempts_are_few_check: ["raise_if_too_often", "more attempts than a limit allows"],
  cart_lines_are_there_check: ["raise_if_lines_are_gone", "ordering a cart's line that was removed meanwhile"],
  cart_most_lines_check: ["raise_if_too_many_lines", "more lines in a cart than it may hold"],
  pending_orders_are_few_check: [
    "raise_if_too_much_is_pending",
    "more unpaid orders or reserved units of a customer than allowed",
  ],
  stock_is_enough_check: ["raise_if_short", "taking more units than are in stock"],
};

/** Returns `docs/schema.md`: a sentence about each table of each area, and a diagram that GitHub draws. */
export function schemaDocument(tables: ReadonlyMap<string, Table>): string {
  return `${[heading.trimEnd(), ...areas.map((area) => section(area, tables)), raisedConstraints()].join("\n\n")}\n`;
}

/** Returns the tables of an area with their purposes, in the drawing's order. */
export function purposesOf({ columns }: Area): [table: string, purpose: string][] {
  return columns.flatMap(Object.entries);
}

function section(area: Area, tables: ReadonlyMap<string, Table>): string {
  const purposes = purposesOf(area);
  const rows = purposes.map(([name, purpose]) => `| \`${name}\` | ${purpose} | ${placeOf(placements[name])} |`);
  const drawn = purposes.flatMap(([name]) => tables.get(name) ?? []);
  return [
    `## ${area.title}`,
    "",
    "| table | what its rows are | rows live |",
    "| --- | --- | --- |",
    ...rows,
    "",
    diagram(drawn),
  ].join("\n");
}

function placeOf(placement: Placement | undefined): string {
  if (placement?.lives === "everywhere") return "on every node";
  if (placement?.lives === "by") return `by \`${placement.column}\``;
  return "on the first node";
}

function raisedConstraints(): string {
  return [
    "## Constraints that functions raise",
    "",
    "What spans several rows cannot be a constraint of a table. A function raises the violation by name within the statement",
    "that would cause it, and the program translates it as it does any other.",
    "",
    "| constraint | function | forbids |",
    "| --- | --- | --- |",
    ...Object.entries(raised).map(([name, [raisedBy, forbids]]) => `| \`${name}\` | \`${raisedBy}\` | ${forbids} |`),
  ].join("\n");
}

function diagram(tables: readonly Table[]): string {
  return [
    "```mermaid",
    "erDiagram",
    ...tables.map(entity),
    ...tables.flatMap((table) =>
      table.references.map(
        (reference) =>
          `  ${reference.toTable} ${ends(table, reference)} ${table.name} : "${reference.columns.join(", ")}"`,
      ),
    ),
    "```",
  ].join("\n");
}

function entity({ name, columns, key, references }: Table): string {
  const lines = columns.map((column) => {
    const marks = [
      ...(key.includes(column.name) ? ["PK"] : []),
      ...(references.some((reference) => reference.columns.includes(column.name)) ? ["FK"] : []),
    ];
    return `    ${[column.type.replaceAll(" ", "_"), column.name, marks.join(", ")].filter(Boolean).join(" ")}`;
  });
  return `  ${name} {\n${lines.join("\n")}\n  }`;
}

/** Returns the cardinality for Mermaid: how many rows may refer to one row, and whether each must refer. */
function ends(table: Table, { columns }: Reference): string {
  const isRequired = columns.every((name) => table.columns.find((column) => column.name === name)?.isRequired);
  return `${isRequired ? "||" : "|o"}--${isAll(columns, table.key) ? "o|" : "o{"}`;
}

function isAll(columns: readonly string[], others: readonly string[]): boolean {
  return columns.length === others.length && columns.every((column) => others.includes(column));
}
