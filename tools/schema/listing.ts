import type { Reader } from "../../src/platform/database/database.ts";
import * as queries from "./schema.queries.ts";

const heading = `-- What all migrations add up to. Written by \`npm run schema\` from the catalog of a migrated database and checked
-- by the tests: it is here to be read, never to be run.
`;

type Column = Awaited<ReturnType<typeof columnsOf>>[number];

/** Returns the schema of a database as readable text, the same on every version of PostgreSQL. */
export async function listSchema(reader: Reader): Promise<string> {
  const extensions = await reader.all(queries.extensions());
  const functions = await reader.all(queries.functions());
  const sequences = await reader.all(queries.sequences());
  const triggers = await reader.all(queries.triggers());
  const parts = [
    heading.trimEnd(),
    extensions.map(({ name }) => `extension ${name};`).join("\n"),
    ...(await searchParts(reader)),
    ...functions.map(({ definition }) => `${definition.trimEnd()};`),
    sequences.map(({ name, type }) => `sequence ${name} as ${type};`).join("\n"),
    ...(await tableParts(reader)),
    ...triggers.map(({ definition }) => `${definition};`),
  ];
  return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
}

async function searchParts(reader: Reader): Promise<string[]> {
  const dictionaries = await reader.all(queries.searchDictionaries());
  const words = await reader.all(queries.searchConfigurations());
  const configurations = Map.groupBy(words, ({ name }) => name);
  return [
    ...dictionaries.map(
      ({ name, template, options }) => `text search dictionary ${name} (template = ${template}, ${options ?? ""});`,
    ),
    ...[...configurations].map(
      ([name, kinds]) =>
        `text search configuration ${name}\n${kinds.map((kind) => `  ${kind.word}: ${kind.dictionaries}`).join("\n")};`,
    ),
  ];
}

async function tableParts(reader: Reader): Promise<string[]> {
  const [columns, constraints, indexes] = await Promise.all([
    columnsOf(reader),
    reader.all(queries.constraints()),
    reader.all(queries.indexes()),
  ]);
  return [...Map.groupBy(columns, ({ table }) => table)].map(([table, own]) => {
    const rules = constraints.filter((constraint) => constraint.table === table);
    const lines = [
      ...own.map(columnLine),
      ...rules.map(({ name, definition }) => `  constraint ${name} ${definition}`),
    ];
    const after = indexes.filter((index) => index.table === table).map(({ definition }) => `${definition};`);
    const kind = own[0]?.is_logged ? "table" : "unlogged table";
    return [`${kind} ${table} (\n${lines.join(",\n")}\n);`, ...after].join("\n");
  });
}

function columnsOf(reader: Reader) {
  return reader.all(queries.columns());
}

function columnLine(column: Column): string {
  const { name, type, collation, is_required, comment } = column;
  const line = `${name} ${type}${collation ? ` collate "${collation}"` : ""}${is_required ? " not null" : ""}${valueOf(column)}`;
  return `${comment ? `  -- ${comment}\n` : ""}  ${line}`;
}

function valueOf({ identity, generated, expression }: Column): string {
  if (identity) return ` generated ${identity === "a" ? "always" : "by default"} as identity`;
  if (expression === null) return "";
  return generated
    ? ` generated always as (${expression})${generated === "s" ? " stored" : ""}`
    : ` default ${expression}`;
}
