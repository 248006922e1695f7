import type pg from "pg";
import { isDenied } from "./failure.ts";

/** Selects what identifies a database: the same on its primary and on its standbys. */
const databaseIdentity = {
  name: "database_identity",
  text: `select (select system_identifier::text from pg_control_system()) || '-' ||
    (select oid::text from pg_database where datname = current_database()) as identity`,
};

/** Returns what identifies a database; undefined where the role may not ask. */
export async function askIdentity(
  run: (statement: pg.QueryConfig) => Promise<pg.QueryResult>,
): Promise<string | undefined> {
  try {
    const { rows } = await run(databaseIdentity);
    return (rows as { readonly identity: string }[])[0]?.identity;
  } catch (error) {
    if (!isDenied(error)) throw error;
    return undefined;
  }
}
