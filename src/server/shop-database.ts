import type { FastifyBaseLogger } from "fastify";
import type { Config } from "../platform/config.ts";
import { type Address, urlOf } from "../platform/database/connection.ts";
import { openDatabase, type Database } from "../platform/database/database.ts";
import { postgresAddresses } from "../platform/postgres-address.ts";

type ShopDatabaseOptions = {
  readonly config: Config;
  readonly log: FastifyBaseLogger;
  readonly databaseUrl: Address;
  readonly readUrls?: readonly Address[];
};

/** What the log says of a replica that is not read from. */
const tellingOfReplicas = {
  away: "does not answer, or not as the primary would",
  lags: "is too far behind the primary",
  diverged: "does not follow the primary",
};

/** Opens the shop's database with its replicas, and logs when the state of one changes. */
export function openShopDatabase({ config, databaseUrl, readUrls, log }: ShopDatabaseOptions): Database {
  const replicas = readUrls ?? postgresAddresses(config.databaseReadUrls || config.databaseReadUrl);
  return openDatabase({
    url: databaseUrl,
    readUrls: replicas,
    longestLagMilliseconds: config.replicaLagMaxMilliseconds,
    tellOfReplica: (index, report, error) => {
      const about = { replica: new URL(urlOf(replicas[index] as Address)).host, ...report, err: error };
      if (report.state === "answers") log.info(about, "a replica is read from again");
      else log.error(about, `a replica ${tellingOfReplicas[report.state]}: its reads go elsewhere`);
    },
    sharedConnections: config.sharedConnections,
    transactionConnections: config.transactionConnections,
    connections: config.databaseConnections === "auto" ? "auto" : Number(config.databaseConnections),
  });
}
