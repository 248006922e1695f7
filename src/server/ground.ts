import type { Logger } from "pino";
import type { Config } from "../platform/config.ts";
import type { Address } from "../platform/database/connection.ts";
import { startEmbedded, supervise } from "../platform/embedded-postgres/index.ts";
import { say } from "./say.ts";

/** The database of a shop. */
export type Ground = {
  readonly address: Address;
  /** Its location, in words for the owner. */
  readonly where: string;
  /** Resolves with the reason when the database is lost for good. */
  readonly lost: Promise<Error>;
  stop(): Promise<void>;
};

/** Opens the database of the settings, or starts the embedded one and keeps it running. */
export async function openGround(config: Config, log: Logger): Promise<Ground> {
  if (!config.databaseUrl) return openEmbedded(config, log);
  const { host, pathname } = new URL(config.databaseUrl);
  return {
    address: config.databaseUrl,
    where: `${host}${pathname}`,
    // An external database may always come back.
    lost: new Promise(() => {}),
    stop: async () => undefined,
  };
}

/** Returns the settings of the embedded database that hold for each of its starts, by a command too. */
export function embeddedOf({ dataDir, walArchive, walArchiveSeconds }: Config) {
  return { dataDir, walArchive: walArchive === "" ? undefined : { folder: walArchive, seconds: walArchiveSeconds } };
}

async function openEmbedded(config: Config, log: Logger): Promise<Ground> {
  say("Starting PostgreSQL …");
  const options = {
    ...embeddedOf(config),
    port: config.databasePort,
    alarm: (text: string) => log.error({ said: text }, "the database warns"),
  };
  const database = await startEmbedded({ ...options, progress: (text) => say(`  ${text}`) });
  const { url, lost, stop } = supervise(database, {
    start: () => startEmbedded({ ...options, mustExist: true, progress: (text) => log.warn(text) }),
    tell(what, about) {
      if (what === "ended") log.error(about, "the database ended and is started again");
      else log.warn(about, "the database runs again");
    },
  });
  return { address: url, where: database.dataFolder, lost, stop };
}
