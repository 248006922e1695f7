import type { Logger } from "pino";
import type { Config } from "../platform/config.ts";
import type { Address } from "../platform/database/connection.ts";
import { followPrimary } from "../platform/database/primary.ts";
import { placeOf } from "../platform/postgres-address.ts";
import { startEmbedded, startReplicas, supervise } from "../platform/embedded-postgres/index.ts";
import { say } from "./say.ts";

/** The database of a shop. */
export type Ground = {
  readonly address: Address;
  /** Addresses of its replicas, where it brings them along. */
  readonly readUrls?: readonly Address[];
  /** Its location, in words for the owner. */
  readonly where: string;
  /** Resolves with the reason when the database is lost for good. */
  readonly lost: Promise<Error>;
  stop(): Promise<void>;
};

/** What the log says of a replica of the embedded database. */
const tellingOfReplicas = {
  ended: "a replica ended and is started again",
  returned: "a replica runs again",
  rebuilt: "a replica cannot follow the database any more and is copied anew",
};

/** What processes that share an embedded database need of it. */
export type GroundOptions = {
  /** Number of connections that it admits. */
  readonly connections?: number;
  /** Called when it runs again after it had ended, perhaps at another address. */
  readonly returned?: () => void;
};

/** Opens the database of the settings, or starts the embedded one and keeps it running. */
export async function openGround(config: Config, log: Logger, options: GroundOptions = {}): Promise<Ground> {
  if (!config.databaseUrl) return openEmbedded(config, log, options);
  const { address, close } = await followPrimary(config.databaseUrl, (what, about) => {
    if (what === "moved") log.warn(about, "another host is the primary now");
    else log.error(about, "no host of DATABASE_URL is the primary");
  });
  return {
    address,
    where: placeOf(config.databaseUrl),
    // An external database may always come back.
    lost: new Promise(() => {}),
    stop: async () => close(),
  };
}

/** Returns the settings of the embedded database that hold for each of its starts, by a command too. */
export function embeddedOf({ dataDir, walArchive, walArchiveSeconds }: Config) {
  return { dataDir, walArchive: walArchive === "" ? undefined : { folder: walArchive, seconds: walArchiveSeconds } };
}

async function openEmbedded(config: Config, log: Logger, { connections, returned }: GroundOptions): Promise<Ground> {
  say("Starting PostgreSQL …");
  const options = {
    ...embeddedOf(config),
    port: config.databasePort,
    settings: {
      // A replica that is away for longer is copied anew: the log that is kept for it must not fill the disk.
      ...(config.replicas > 0 ? { max_slot_wal_keep_size: "1GB" } : {}),
      ...(connections === undefined ? {} : { max_connections: String(connections) }),
    },
    alarm: (text: string) => log.error({ said: text }, "the database warns"),
  };
  const database = await startEmbedded({ ...options, progress: (text) => say(`  ${text}`) });
  const { url, lost, stop } = supervise(database, {
    start: () => startEmbedded({ ...options, mustExist: true, keepsWaiting: true, progress: (text) => log.warn(text) }),
    tell(what, about) {
      if (what === "ended") log.error(about, "the database ended and is started again");
      else {
        log.warn(about, "the database runs again");
        returned?.();
      }
    },
  });
  try {
    const replicas = await startReplicas({
      ...options,
      count: config.replicas,
      synchronous: config.synchronousReplicas,
      installation: database.installation,
      primaryUrl: url,
      progress: (text) => log.info(text),
      tell: (what, about) => log.warn(about, tellingOfReplicas[what]),
    });
    return {
      address: url,
      readUrls: replicas.urls,
      where: database.dataFolder,
      lost,
      stop: async () => void (await Promise.all([replicas.stop(), stop()])),
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
