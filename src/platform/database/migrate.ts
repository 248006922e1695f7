import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";
import { claimedCompatibility, incompatibleAmong, isIgnorable, newestOf } from "./compatibility.ts";
import { connectionTo, SessionClient, urlOf, type Address } from "./connection.ts";
import { DatabaseUnfit, requireFit } from "./fitness.ts";

type Migration = {
  readonly number: number;
  readonly name: string;
  readonly checksum: string;
  readonly text: string;
  readonly compatibleFrom: number | null;
};

export const migrationsFolder = new URL("../../../migrations/", import.meta.url);

/** Key of the advisory lock for migrations, "selv" in ASCII: servers that start at once migrate one after the other. */
const lockKey = 0x73656c76;

/** Thrown when this program cannot use the database's schema; the message says why and what to do. */
export class SchemaMismatch extends Error {}

type Applied = Omit<Migration, "text">;

/** Thrown when the database is unreachable or rejects the login; the message says where and why, without password. */
export class DatabaseClosed extends Error {}

export type Migrated = { readonly applied: readonly string[]; readonly newest: number };

/** A wait for another server's migrations is reported once it takes longer than this. */
const silentWaitMilliseconds = 3000;

export type MigrateOptions = {
  readonly folder?: URL;
  /** Older servers go on meanwhile: a migration that does not say that they can is refused, and none is applied. */
  readonly isRolling?: boolean;
  /** Receives a message that says what the server waits for. */
  readonly tell?: (line: string) => void;
};

/** Applies the missing migrations to the database. Returns their names and the newest migration's number. */
export async function migrate(
  address: Address,
  { folder = migrationsFolder, isRolling = false, tell = () => undefined }: MigrateOptions = {},
): Promise<Migrated> {
  const known = await readMigrations(folder);
  const client = await connectFreely(address);
  try {
    await takeLock(client, tell);
    const applied = await appliedMigrations(client);
    refuseMismatch(known, applied);
    if (applied.some((done) => isIgnorable(done, known)))
      tell("The database has the schema of a newer version, which says that this version runs on it.");
    const missing = known.filter(({ number }) => !applied.some((done) => done.number === number));
    if (isRolling) await requireRolling(client, missing, applied);
    if (missing.length > 0) {
      await requireFit(client);
      await client.query(`create table if not exists schema_migration (
        number integer primary key, name text not null, checksum text not null, applied_at timestamptz not null default now(),
        compatible_from integer)`);
      await client.query("alter table schema_migration add column if not exists compatible_from integer");
    }
    for (const migration of missing) await apply(client, migration);
    return { applied: missing.map(({ name }) => name), newest: newestOf(known) };
  } finally {
    // Behind a pooler that keeps the session, closing the connection would not release the lock.
    await client.query("select pg_advisory_unlock($1)", [lockKey]).catch(() => undefined);
    await client.end();
  }
}

/**
 * Throws `SchemaMismatch` when the database's schema is not this program's. Changes nothing, because servers of an
 * older version may be using it.
 */
export async function requireMigrated(address: Address, folder: URL = migrationsFolder): Promise<void> {
  const known = await readMigrations(folder);
  const client = await connectFreely(address);
  try {
    const applied = await appliedMigrations(client);
    if (applied.length === 0)
      throw new SchemaMismatch(
        "There is no shop in this database; set DATA_DIR or DATABASE_URL, or run npm start first.",
      );
    refuseMismatch(known, applied);
    if (known.some(({ number }) => !applied.some((done) => done.number === number)))
      throw new SchemaMismatch(
        "The database is of an older version of Selvedge. End its servers, then start the server first: npm start",
      );
  } finally {
    await client.end();
  }
}

/** Opens a connection without time limits, for work that no request waits for, or throws `DatabaseClosed`. */
export async function connectFreely(address: Address): Promise<pg.Client> {
  try {
    // Inside the try: the constructor parses the address and reads the certificates that it names.
    const client = new SessionClient(
      connectionTo(address, { statement: 0, lock: 0, idleInTransaction: 0, waitForConnection: 10_000 }),
    );
    await client.connect();
    return client;
  } catch (error) {
    const { message, code } = error as NodeJS.ErrnoException;
    const { host, pathname } = new URL(urlOf(address));
    if (/client password must be a (non-empty )?string/.test(message))
      throw new DatabaseClosed(
        `The database ${host}${pathname} asks for a password, and the address has none: write postgres://user:password@${host}${pathname}`,
        { cause: error },
      );
    // A pooler in front of the database sends the same kind of errors as the database.
    const advice =
      error instanceof pg.DatabaseError
        ? "It answers there, and says this itself."
        : "Look at DATABASE_URL (or DATABASE_MIGRATE_URL, where it is set) and whether PostgreSQL runs there.";
    throw new DatabaseClosed(`The database ${host}${pathname} cannot be used: ${message || code}. ${advice}`, {
      cause: error,
    });
  }
}

async function readMigrations(folder: URL): Promise<Migration[]> {
  const files = (await readdir(folder)).filter((file) => /^\d{4}_\w+\.sql$/.test(file)).toSorted();
  return Promise.all(
    files.map(async (file) => {
      const text = await readFile(new URL(file, folder), "utf8");
      const checksum = createHash("sha256").update(text).digest("hex");
      const compatibleFrom = claimedCompatibility(text);
      return { number: Number(file.slice(0, 4)), name: file, checksum, text, compatibleFrom };
    }),
  );
}

/** Returns the migrations applied to the database; empty when it holds no shop yet. */
async function appliedMigrations(client: pg.Client): Promise<Applied[]> {
  const { rows } = await client.query("select to_regclass('schema_migration') is not null as is_shop");
  if (!rows[0].is_shop) return [];
  // The column is missing in a database that an older version of Selvedge has migrated.
  const { rows: applied } = await client.query<Applied>(
    `select number, name, checksum, (to_jsonb(schema_migration) ->> 'compatible_from')::integer as "compatibleFrom"
    from schema_migration order by number`,
  );
  return applied;
}

/** Throws SchemaMismatch when servers of the version that made the schema could not go on. */
async function requireRolling(
  client: pg.Client,
  missing: readonly Migration[],
  applied: readonly Applied[],
): Promise<void> {
  const unsafe = incompatibleAmong(missing, applied);
  if (unsafe)
    throw new SchemaMismatch(
      `Migration ${unsafe.name} does not go with servers of the version before, and nothing was changed. Stop them first (docs/operations/updating.md).`,
    );
  // What waits for a table's lock makes every later statement on that table wait too.
  await client.query("set lock_timeout = '1s'");
}

function refuseMismatch(known: readonly Migration[], applied: readonly Applied[]): void {
  for (const done of applied.filter((each) => !isIgnorable(each, known))) {
    const ours = known.find(({ number }) => number === done.number);
    if (!ours)
      throw new SchemaMismatch(
        `The database has migration ${done.name}, which this version of Selvedge does not know. It was migrated by a newer version: start that one.`,
      );
    if (ours.checksum !== done.checksum)
      throw new SchemaMismatch(
        `Migration ${ours.name} was changed after it had been applied to this database. Restore the file; a change goes into a new migration.`,
      );
  }
}

async function apply(client: pg.Client, migration: Migration): Promise<void> {
  await client.query("begin");
  try {
    await client.query(migration.text);
    const { number, name, checksum, compatibleFrom } = migration;
    await client.query(
      "insert into schema_migration (number, name, checksum, compatible_from) values ($1, $2, $3, $4)",
      [number, name, checksum, compatibleFrom],
    );
    await client.query("commit");
  } catch (error) {
    await client.query("rollback").catch(() => undefined);
    if (error instanceof pg.DatabaseError && /^(42501|53...|55P03)$/.test(error.code ?? ""))
      throw new DatabaseUnfit(
        `Migration ${migration.name} could not be applied, and left nothing behind: ${error.message}. Mend that and start again.`,
      );
    throw new Error(`Migration ${migration.name} failed: ${String(error)}`, { cause: error });
  }
}

async function takeLock(client: pg.Client, tell: (line: string) => void): Promise<void> {
  const began = Date.now();
  let isTold = false;
  for (;;) {
    const { rows } = await client.query("select pg_try_advisory_lock($1) as is_ours", [lockKey]);
    if (rows[0].is_ours) return;
    if (!isTold && Date.now() - began > silentWaitMilliseconds) {
      isTold = true;
      tell("Waiting for another server, which brings the database up to date …");
    }
    await delay(100);
  }
}
