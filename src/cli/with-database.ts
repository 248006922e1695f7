import { environment, readConfig, type Config } from "../platform/config.ts";
import { openDatabase, type Database } from "../platform/database/database.ts";
import { reachEmbedded } from "../platform/database/embedded/index.ts";
import { migrate } from "../platform/database/migrate.ts";
import { tellFailure } from "./failure.ts";

const reach = async ({ databaseUrl, dataDir }: Config) =>
  databaseUrl ? { url: databaseUrl, close: async () => undefined } : reachEmbedded(dataDir);

/**
 * Runs a command on the shop's database, whether the shop is open or not; failures are told, not thrown. `url` is the
 * database's address for who may change its tables.
 */
export const withDatabase = async (
  work: (db: Database, config: Config, url: string) => Promise<void>,
): Promise<void> => {
  try {
    const config = readConfig(environment());
    const ground = await reach(config);
    const db = openDatabase({ url: ground.url, sharedConnections: 1, transactionConnections: 2 });
    try {
      const url = config.databaseMigrateUrl || ground.url;
      await migrate(url);
      await work(db, config, url);
    } finally {
      await db.close();
      await ground.close();
    }
  } catch (error) {
    tellFailure(error);
  }
};
