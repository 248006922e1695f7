type Sql = (text: string, values?: unknown[]) => Promise<Record<string, unknown>[]>;

/** Returns patterns for each text and for the hexadecimal form of its bytes. */
const patternsOf = (needles: readonly string[]): string[] =>
  needles.flatMap((needle) =>
    [needle, Buffer.from(needle).toString("hex")].map((text) => `%${text.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`),
  );

/** Counts the rows of each table that contain any of these texts in any column; searches every table. */
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
