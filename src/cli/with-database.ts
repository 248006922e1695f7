import { resolve } from "node:path";
import { environment, notObeyed, readConfig, type Config } from "../platform/config.ts";
import { openDatabase, type Database } from "../platform/database/database.ts";
import { reachEmbedded } from "../platform/embedded-postgres/index.ts";
import { migrate, requireMigrated, type MigrateOptions } from "../platform/database/migrate.ts";
import { findPrimary } from "../platform/database/primary.ts";
import { placeOf } from "../platform/postgres-address.ts";
import { Refusal } from "../platform/refusal.ts";
import { embeddedOf } from "../server/ground.ts";
import { ignoreClosedReader } from "./closed-reader.ts";
import { tellFailure, tellRefusal } from "./failure.ts";

/** What a command finds: a shop's database of its version, one that is made so first, or one that it fills itself. */
type Ground = "of the shop" | "migrated" | "empty";

/** `applied`: names of the migrations that were missing, and have been applied. */
type Work = (url: string, config: Config, applied: readonly string[]) => Promise<void>;

/**
 * Runs a command that fills a shop, or brings its schema up to date, with the URL of its database, which is created or
 * migrated first. Failures are printed, not thrown.
 */
export function withNewGround(work: Work, options: Pick<MigrateOptions, "isRolling"> = {}): Promise<void> {
  return withGround("migrated", work, options);
}

/**
 * Runs a command that fills an empty database by itself, with its URL. An embedded one is created if there is none;
 * nothing is migrated.
 */
export function withEmptyGround(work: Work): Promise<void> {
  return withGround("empty", work);
}

/** Runs a command with the URL of the shop's database, as `withDatabase` does. */
export function withShop(work: Work): Promise<void> {
  return withGround("of the shop", work);
}

/**
 * Runs any other command on the shop's database without migrating it. The shop may be running: servers of an older
 * version may be using the database.
 */
export function withDatabase(work: (db: Database, config: Config) => Promise<void>): Promise<void> {
  return withShop(async (url, config) => {
    const db = openDatabase({ url, sharedConnections: 1, transactionConnections: 2 });
    try {
      await work(db, config);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      tellRefusal(error);
    } finally {
      await db.close();
    }
  });
}

async function withGround(kind: Ground, work: Work, options: Pick<MigrateOptions, "isRolling"> = {}): Promise<void> {
  ignoreClosedReader();
  try {
    const given = environment();
    for (const sentence of notObeyed(given)) tell(`Warning: ${sentence}`);
    const config = await onPrimary(readConfig(given));
    const ground = await reach(config, kind === "of the shop");
    try {
      const address = config.databaseMigrateUrl || ground.url;
      const applied = kind === "migrated" ? (await migrate(address, { ...options, tell })).applied : [];
      // The address for migrations may lead to another database.
      if (kind === "of the shop" || (kind === "migrated" && config.databaseMigrateUrl))
        await requireMigrated(ground.url);
      await work(ground.url, config, applied);
    } finally {
      await ground.close();
    }
  } catch (error) {
    tellFailure(error);
  }
}

/** Returns the settings with the addresses of the primary, where they name several hosts. */
async function onPrimary(config: Config): Promise<Config> {
  const [databaseUrl, databaseMigrateUrl] = await Promise.all(
    [config.databaseUrl, config.databaseMigrateUrl].map(async (url) => (url === "" ? "" : findPrimary(url))),
  );
  return { ...config, databaseUrl: databaseUrl ?? "", databaseMigrateUrl: databaseMigrateUrl ?? "" };
}

async function reach(config: Config, mustExist: boolean) {
  const { databaseUrl } = config;
  tell(`Database: ${whereIs(config)}`);
  if (databaseUrl) return { url: databaseUrl, close: async () => undefined };
  return reachEmbedded(embeddedOf(config), mustExist ? undefined : tellAbsent);
}

function whereIs({ databaseUrl, dataDir }: Config): string {
  if (databaseUrl === "") return resolve(dataDir);
  return placeOf(databaseUrl);
}

function tellAbsent(): void {
  return tell("There is none yet: one is made there. Where another was meant, set DATA_DIR or DATABASE_URL.");
}

/** Prints to stderr: the command's output on stdout may be for a program. */
function tell(text: string): void {
  void process.stderr.write(`${text}\n`);
}
