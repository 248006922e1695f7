import type pg from "pg";

/** Thrown when the database responds but cannot hold the shop; the message says why and what to do. */
export class DatabaseUnfit extends Error {}

type State = {
  readonly encoding: string;
  readonly version: number;
  readonly version_name: string;
  readonly database: string;
  readonly role: string;
  readonly schema: string | null;
  readonly may_create: boolean | null;
  readonly is_read_only: boolean;
};

/** The oldest PostgreSQL on which every test is run. */
const oldestVersion = 15;

/**
 * Throws `DatabaseUnfit`, before anything is created, when the migrations could not run on the database. Creating an
 * extension needs the right to create in the database.
 */
export async function requireFit(client: pg.Client): Promise<void> {
  const { rows } = await client.query<State>(`
    select current_setting('server_encoding') as encoding, current_setting('server_version_num')::integer as version,
      current_setting('server_version') as version_name, current_database() as database, current_user as role,
      current_schema() as schema, has_schema_privilege(current_schema(), 'create') and (has_database_privilege(current_database(), 'create')
        or exists (select from pg_extension where extname = 'unaccent')) as may_create,
      current_setting('transaction_read_only')::boolean as is_read_only`);
  const [state] = rows as [State];
  const { encoding, version, version_name, database, role, schema, may_create, is_read_only } = state;
  if (version < oldestVersion * 10_000)
    throw new DatabaseUnfit(
      `The database ${quoted(database)} is on PostgreSQL ${version_name}. Selvedge needs ${oldestVersion} or newer.`,
    );
  if (encoding !== "UTF8")
    throw new DatabaseUnfit(
      `The database ${quoted(database)} keeps its text as ${encoding}. Make one that keeps it as UTF8: create database … encoding 'UTF8' template template0`,
    );
  if (is_read_only)
    throw new DatabaseUnfit(
      `The database ${quoted(database)} takes no changes: it is a standby, or was set to be read only. Name the primary in DATABASE_URL (or DATABASE_MIGRATE_URL, where it is set).`,
    );
  if (!may_create)
    throw new DatabaseUnfit(
      `The role ${quoted(role)} may not make tables in the database ${quoted(database)}. Let its owner run: grant create on database ${quoted(database)} to ${quoted(role)}; grant create, usage on schema ${quoted(schema ?? "public")} to ${quoted(role)}`,
    );
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
