import pg from "pg";

/** A table with the columns that it stores: those that the database computes are left out. */
export type Table = { readonly name: string; readonly columns: readonly string[] };

/** A sequence's last value. Unless it is called, that value is the next one to be handed out. */
export type SequenceValue = { readonly name: string; readonly value: number; readonly isCalled: boolean };

/** Selects those of the named tables that exist in the schema in use. */
const selectTables = `
  select c.relname::text as name,
    coalesce(array_agg(a.attname::text order by a.attnum) filter (where a.attgenerated = ''), '{}') as columns
  from pg_class as c join pg_attribute as a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
  where c.relnamespace = current_schema()::regnamespace and c.relkind = 'r' and c.relname::text = any ($1::text[])
  group by c.relname order by c.relname::text collate "C"`;

/** Selects the sequences of the schema in use, but those that belong to other tables than the named ones. */
const selectSequences = `
  select c.relname::text as name
  from pg_class as c left join pg_depend as d on d.classid = 'pg_class'::regclass and d.objid = c.oid
    and d.refclassid = 'pg_class'::regclass and d.deptype in ('a', 'i')
  left join pg_class as owner on owner.oid = d.refobjid
  where c.relnamespace = current_schema()::regnamespace and c.relkind = 'S'
    and (owner.oid is null or owner.relname::text = any ($1::text[]))
  order by c.relname::text collate "C"`;

/** Returns those of the named tables that the database has, sorted by name. */
export async function findTables(client: pg.Client, names: readonly string[]): Promise<Table[]> {
  return (await client.query<Table>(selectTables, [names])).rows;
}

/** Returns the names of all tables of the schema in use, other programs' included. */
export async function tableNames(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    "select tablename::text as name from pg_tables where schemaname = current_schema()",
  );
  return rows.map(({ name }) => name);
}

/** Returns the values of all sequences; no snapshot delays them, so they are never behind the rows that were read. */
export async function sequenceValues(client: pg.Client, tables: readonly Table[]): Promise<SequenceValue[]> {
  const found: SequenceValue[] = [];
  for (const name of await sequenceNames(client, tables)) {
    const { rows } = await client.query(
      `select last_value as value, is_called as "isCalled" from ${pg.escapeIdentifier(name)}`,
    );
    found.push({ name, ...rows[0] });
  }
  return found;
}

/** Sets the sequences that the database has; another program's in the same schema are not among them. */
export async function setSequences(
  client: pg.Client,
  tables: readonly Table[],
  values: readonly SequenceValue[],
): Promise<void> {
  const known = new Set(await sequenceNames(client, tables));
  for (const { name, value, isCalled } of values)
    if (known.has(name))
      await client.query("select setval($1::regclass, $2, $3)", [pg.escapeIdentifier(name), value, isCalled]);
}

/** Returns the statement that reads or fills a table in `COPY`'s text format. */
export function copyStatement({ name, columns }: Table, direction: "from stdin" | "to stdout"): string {
  return `copy ${pg.escapeIdentifier(name)} (${columns.map((column) => pg.escapeIdentifier(column)).join(", ")}) ${direction}`;
}

async function sequenceNames(client: pg.Client, tables: readonly Table[]): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(selectSequences, [tables.map(({ name }) => name)]);
  return rows.map(({ name }) => name);
}
