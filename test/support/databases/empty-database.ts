import { randomBytes } from "node:crypto";
import pg from "pg";
import { onDatabase } from "./database-address.ts";

export type EmptyDatabase = {
  readonly url: string;
  /** Names of the tables in it. */
  tables(): Promise<string[]>;
  drop(): Promise<void>;
};

/** Runs one statement on a database of its own connection. */
export const runOn = async (url: string, statement: string): Promise<Record<string, unknown>[]> => {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(statement)).rows;
  } finally {
    await client.end();
  }
};

/** Creates a database without any table, on the server of the test run or another. */
export const emptyDatabase = async (server = process.env["SELVEDGE_TEST_GROUND"] ?? ""): Promise<EmptyDatabase> => {
  const name = `test_${randomBytes(8).toString("hex")}`;
  const postgres = onDatabase(server, "postgres");
  await runOn(postgres, `create database ${name} template template0 encoding 'UTF8'`);
  const url = onDatabase(server, name);
  return {
    url,
    async tables() {
      const rows = await runOn(url, "select tablename from pg_tables where schemaname = 'public'");
      return rows.map(({ tablename }) => String(tablename));
    },
    drop: async () => void (await runOn(postgres, `drop database if exists ${name} with (force)`)),
  };
};

/** Returns for each table of a shop how many rows it has, and a sum of their text; and each sequence's value. */
export const contentsOf = async (url: string): Promise<Record<string, string>> => {
  const tables = await runOn(
    url,
    "select tablename as name from pg_tables where schemaname = 'public' and tablename <> 'schema_migration'",
  );
  const sequences = await runOn(
    url,
    "select sequencename as name, coalesce(last_value::text, 'unused') as value from pg_sequences where schemaname = 'public'",
  );
  const sums = await Promise.all(
    tables.map(async ({ name }) => {
      const [row] = await runOn(
        url,
        `select count(*) || ' ' || md5(coalesce(string_agg(t::text, '|' order by t::text collate "C"), '')) as sum from "${name}" as t`,
      );
      return [String(name), String(row?.["sum"])] as const;
    }),
  );
  return Object.fromEntries([...sums, ...sequences.map(({ name, value }) => [String(name), String(value)] as const)]);
};
