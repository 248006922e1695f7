import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";
import { incompatibleAmong, isIgnorable, newestOf } from "./compatibility.ts";
import { connectionTo, SessionClient, urlOf, type Address, type Limits } from "./connection.ts";
import { DatabaseUnfit, requireFit } from "./fitness.ts";
import { readMigrations, type Migration } from "./migration-files.ts";
import { onceThereIsASlot } from "./slots.ts";

export const migrationsFolder = new URL("../../../migrations/", import.meta.url);

/** Key of the advisory lock for migrations, "selv" in ASCII: servers that start at once migrate one after the other. */
const lockKey = 0x73656c76;

/** Thrown when this program cannot use the database's schema; the message says why and what to do. */
export class SchemaMismatch extends Error {}

/** A migration that a database's schema consists of. */
export type Applied = Pick<Migration, "number" | "name" | "checksum">;
type Recorded = Applied & Pick<Migration, "compatibleFrom">;

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
    if (missing.length > 0) await prepare(client);
    for (const migration of missing) await applyAlone(client, migration);
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

/**
 * Applies the missing migrations up to a number in the caller's transaction. A server that starts meanwhile waits for
 * its end. Throws as `migrate` does.
 */
export async function migrateWithin(client: pg.Client, upTo = Infinity, folder: URL = migrationsFolder): Promise<void> {
  const known = await readMigrations(folder);
  await client.query("select pg_advisory_xact_lock($1)", [lockKey]);
  const applied = await appliedMigrations(client);
  await prepare(client);
  for (const migration of known)
    if (migration.number <= upTo && !applied.some(({ number }) => number === migration.number))
      await apply(client, migration);
}

/** Throws `SchemaMismatch` when a schema of these migrations cannot be made with this program's. */
export async function requireKnown(migrations: readonly Applied[], folder: URL = migrationsFolder): Promise<void> {
  const known = await readMigrations(folder);
  for (const { number, name, checksum } of migrations) {
    const ours = known.find((one) => one.number === number);
    if (!ours)
      throw new SchemaMismatch(
        `It was made by a newer version of Selvedge, with migration ${name}, which this one does not know: use that version, or a later one.`,
      );
    if (ours.checksum !== checksum)
      throw new SchemaMismatch(`Migration ${ours.name} is another here than where it was made. Restore the file.`);
  }
}

/** Returns the migrations applied to the database; empty when it holds no shop yet. */
export async function appliedMigrations(client: pg.Client): Promise<Recorded[]> {
  const { rows } = await client.query("select to_regclass('schema_migration') is not null as is_shop");
  if (!rows[0].is_shop) return [];
  // The column is missing in a database that an older version of Selvedge has migrated.
  const { rows: applied } = await client.query<Recorded>(
    `select number, name, checksum, (to_jsonb(schema_migration) ->> 'compatible_from')::integer as "compatibleFrom"
    from schema_migration order by number`,
  );
  return applied;
}

/**
 * Opens a connection for work that no request waits for, or throws `DatabaseClosed`. Without limits, a statement may
 * take any time.
 */
export async function connectFreely(address: Address, own: Partial<Limits> = {}): Promise<pg.Client> {
  const limits = { statement: 0, lock: 0, idleInTransaction: 0, waitForConnection: 10_000, ...own };
  try {
    // Inside the try: the constructor parses the address and reads the certificates that it names.
    return await onceThereIsASlot(async () => {
      const client = new SessionClient(connectionTo(address, limits));
      await client.connect();
      return client;
    }, limits.waitForConnection);
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

/** Throws SchemaMismatch when servers of the version that made the schema could not go on. */
async function requireRolling(
  client: pg.Client,
  missing: readonly Migration[],
  applied: readonly Recorded[],
): Promise<void> {
  const unsafe = incompatibleAmong(missing, applied);
  if (unsafe)
    throw new SchemaMismatch(
      `Migration ${unsafe.name} does not go with servers of the version before, and nothing was changed. Stop them first (docs/operations/updating.md).`,
    );
  // What waits for a table's lock makes every later statement on that table wait too.
  await client.query("set lock_timeout = '1s'");
}

function refuseMismatch(known: readonly Migration[], applied: readonly Recorded[]): void {
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

/** Checks that the database can hold the shop, and creates the table of migrations. */
async function prepare(client: pg.Client): Promise<void> {
  await requireFit(client);
  await client.query(`create table if not exists schema_migration (
    number integer primary key, name text not null, checksum text not null, applied_at timestamptz not null default now(),
    compatible_from integer)`);
  await client.query("alter table schema_migration add column if not exists compatible_from integer");
}

async function applyAlone(client: pg.Client, migration: Migration): Promise<void> {
  await client.query("begin");
  try {
    await apply(client, migration);
    await client.query("commit");
  } catch (error) {
    await client.query("rollback").catch(() => undefined);
    throw error;
  }
}

async function apply(client: pg.Client, migration: Migration): Promise<void> {
  try {
    await client.query(migration.text);
    const { number, name, checksum, compatibleFrom } = migration;
    await client.query(
      "insert into schema_migration (number, name, checksum, compatible_from) values ($1, $2, $3, $4)",
      [number, name, checksum, compatibleFrom],
    );
  } catch (error) {
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
