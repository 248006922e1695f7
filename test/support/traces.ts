type Sql = (text: string, values?: unknown[]) => Promise<Record<string, unknown>[]>;

/** What is looked for, as text and as its bytes are shown. */
const patternsOf = (needles: readonly string[]): string[] =>
  needles.flatMap((needle) =>
    [needle, Buffer.from(needle).toString("hex")].map((text) => `%${text.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`),
  );

/** In how many rows of which tables any of these texts stands, in whatever column; every table there is is looked through. */
export const tracesOf = async (sql: Sql, needles: readonly string[]): Promise<Record<string, number>> => {
  const tables = await sql(
    "select table_name::text as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE' order by 1",
  );
  const traces: Record<string, number> = {};
  for (const { name } of tables) {
    const [found] = await sql(
      `select count(*)::int as rows from "${String(name)}" as t where to_jsonb(t)::text ilike any ($1) or t::text ilike any ($1)`,
      [patternsOf(needles)],
    );
    if (found?.["rows"]) traces[String(name)] = Number(found["rows"]);
  }
  return traces;
};
