import { environment, readConfig, type Config } from "../platform/config.ts";
import { openDatabase, type Database } from "../platform/database/database.ts";
import { reachEmbedded } from "../platform/database/embedded/index.ts";
import { migrate } from "../platform/database/migrate.ts";
import { tellFailure } from "./failure.ts";

const reach = async ({ databaseUrl, dataDir }: Config) =>
  databaseUrl ? { url: databaseUrl, close: async () => undefined } : reachEmbedded(dataDir);

/** Runs a command on the address of the shop's database, whether the shop is open or not; failures are told, not thrown. */
export const withGround = async (work: (url: string, config: Config) => Promise<void>): Promise<void> => {
  try {
    const config = readConfig(environment());
    const ground = await reach(config);
    try {
      await migrate(config.databaseMigrateUrl || ground.url);
      await work(ground.url, config);
    } finally {
      await ground.close();
    }
  } catch (error) {
    tellFailure(error);
  }
};

/** The same with the database opened. */
export const withDatabase = (work: (db: Database, config: Config) => Promise<void>): Promise<void> =>
  withGround(async (url, config) => {
    const db = openDatabase({ url, sharedConnections: 1, transactionConnections: 2 });
    try {
      await work(db, config);
    } finally {
      await db.close();
    }
  });
