import { randomBytes } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { Owner } from "./system-user.ts";
import { archiveSettings, type WalArchive } from "./backup/wal-archive.ts";
import { findBinaries } from "./binaries.ts";
import { setInCluster } from "./auto-conf.ts";
import { addressOf, changePassword, createCluster, type Installation, type Launched, launch } from "./cluster.ts";
import { repairCopy } from "./copied-cluster.ts";
import { keep, kept } from "./atomic-file.ts";
import { killOrphans } from "./orphaned-processes.ts";
import { lockFolder } from "./lock.ts";
import { watchLogs } from "./log-watch.ts";
import { findPlace, holdsDatabase, type Place, prepareFolder } from "./data-folder.ts";
import { freePort } from "./port.ts";
import { ensureDatabase } from "./cluster.queries.ts";
import { AlreadyRunning, DatabaseGone, EmbeddedRefusal, refusing } from "./start-refusal.ts";
export { startReplicas } from "./replicas.ts";
export { supervise } from "./supervisor.ts";

export { DatabaseGone, EmbeddedRefusal };
export { copyCluster } from "./backup/base-backup.ts";
export { installCluster } from "./backup/install-cluster.ts";
export { archiveOf, pruneArchive, type WalArchive } from "./backup/wal-archive.ts";

/** A running PostgreSQL of Selvedge's own. */
export type EmbeddedDatabase = {
  /** URL to connect to, password included. */
  url: string;
  /** Folder that holds all of the database's files. */
  dataFolder: string;
  /** Whether this start created the database. */
  created: boolean;
  /** Stops PostgreSQL within 3 s and unlocks the folder. */
  stop(): Promise<void>;
  /** Resolves with the reason when PostgreSQL ends without having been stopped; it can then be started again. */
  exited: Promise<string>;
};

/** Options for starting the embedded database. */
export type Options = {
  dataDir: string;
  /** Port to use if it is free. If 0 or absent: the previous port, else any. */
  port?: number;
  /** Receives messages for the owner during the start. */
  progress?: (text: string) => void;
  /** Start only an existing database, and create none. */
  mustExist?: boolean;
  /** Receives PostgreSQL's log messages about damage, exhausted resources, and crashes of its own processes. */
  alarm?: (text: string) => void;
  /** Further settings of PostgreSQL. */
  settings?: Record<string, string>;
  /**
   * Commits go on waiting for replicas if they did at the last end. Without it they wait for none: nobody may start the
   * replicas.
   */
  keepsWaiting?: boolean;
  /** Copies the WAL to an archive, from which any moment since a backup can be restored. */
  walArchive?: WalArchive | undefined;
};

/** A database that was started here, with what its replicas need. */
export type StartedDatabase = EmbeddedDatabase & { installation: Installation };

type Ready = Extract<Launched, { isReady: true }>;
type Start = Installation & { dataDir: string; owner: Owner; wish: Options; progress: (text: string) => void };

const attempts = 20;

const ownMajorVersion = /^18$/;

/**
 * Returns the database of a data folder for a command that runs alongside the server: the running one, or one started
 * for the command. If there is none, calls `absent` and creates it; without `absent`, throws EmbeddedRefusal and
 * creates nothing. `close` stops a database that was started here.
 */
export async function reachEmbedded(
  { dataDir, walArchive }: Pick<Options, "dataDir" | "walArchive">,
  absent?: () => void,
): Promise<{ url: string; close(): Promise<void> }> {
  if (!absent) requireShop(dataDir);
  else if (!refusing(dataDir, () => holdsDatabase(dataDir))) absent();
  try {
    const { url, stop } = await startEmbedded({ dataDir, walArchive, mustExist: !absent });
    return { url, close: stop };
  } catch (error) {
    const password = kept(join(resolve(dataDir), "password"));
    const port = kept(join(resolve(dataDir), "port"));
    if (!(error instanceof AlreadyRunning) || !password || !port) throw error;
    return { url: addressOf(password, port), close: async () => undefined };
  }
}

/** Starts the database of a data folder for a command that needs it alone. Throws EmbeddedRefusal where the shop runs. */
export function startAlone(options: Pick<Options, "dataDir" | "walArchive">): Promise<EmbeddedDatabase> {
  requireShop(options.dataDir);
  return startEmbedded({ ...options, mustExist: true });
}

/**
 * Starts Selvedge's own PostgreSQL for a data folder, and creates its database at the first start. Throws an
 * EmbeddedRefusal when that cannot be done.
 */
export async function startEmbedded(options: Options): Promise<StartedDatabase> {
  const dataDir = resolve(options.dataDir);
  const progress = options.progress ?? (() => {});
  if (options.mustExist && !refusing(dataDir, () => holdsDatabase(dataDir)))
    throw new DatabaseGone(
      `The database in ${join(dataDir, "database")} is gone: its folder was deleted or moved, or its disk is not mounted any more. ` +
        "Bring it back from where it is, or from a copy; a start without it begins an empty shop.",
    );
  const owner = refusing(dataDir, () => prepareFolder(dataDir));
  const place = refusing(dataDir, () => findPlace(dataDir, progress));
  const binaries = refusing(dataDir, () => findBinaries(place.account, progress));
  const unlock = refusing(place.folder, () => lockFolder(place.folder, place.account));
  try {
    return await started({ binaries, place, dataDir, owner, wish: options, progress }, unlock);
  } catch (error) {
    unlock();
    return refusing(place.folder, () => {
      throw error;
    });
  }
}

function requireShop(dataDir: string): void {
  if (!refusing(dataDir, () => holdsDatabase(dataDir)))
    throw new EmbeddedRefusal(`There is no shop in ${resolve(dataDir)}; set DATA_DIR or DATABASE_URL.`);
}

async function started(start: Start, unlock: () => void): Promise<StartedDatabase> {
  const { binaries, place } = start;
  const { password, created } = await settlePassword(start);
  if (!start.wish.keepsWaiting) setInCluster(place.cluster, place.account, { synchronous_standby_names: undefined });
  const { ready, port } = await launchAnyhow(start);
  const url = addressOf(password, port);
  const watch = watchLogs(start.place.logs, start.wish.alarm ?? (() => {}));
  const stop = async () => {
    await ready.stop();
    watch.end();
    unlock();
  };
  const exited = ready.ended.then((reason) => {
    watch.end();
    if (ready.wasStopped()) return new Promise<string>(() => {});
    unlock();
    return reason;
  });
  await ensureDatabase(url).catch(async (error: unknown) => {
    await stop();
    const isPasswordWrong = (error as { code?: string }).code === "28P01";
    throw new EmbeddedRefusal(
      `The database in ${start.place.folder} runs but does not answer: ${(error as Error).message}. ` +
        (isPasswordWrong
          ? `Its password was changed: delete the file ${join(start.dataDir, "password")}, and the next start sets a new one.`
          : `Its log, in ${start.place.logs}, may say more. Bring back what its files lack, from a copy if they are damaged.`),
    );
  });
  return { url, dataFolder: place.folder, created, installation: { binaries, place }, stop, exited };
}

/** Returns the password, and creates a missing database. A lost one is replaced: who owns the folder owns the data. */
async function settlePassword(start: Start): Promise<{ password: string; created: boolean }> {
  const { dataDir, owner, place, progress, wish: options } = start;
  const path = join(dataDir, "password");
  const known = kept(path);
  const password = known || randomBytes(24).toString("base64url");
  const created = !existsSync(place.cluster);
  if (!known) keep(path, `${password}\n`, owner);
  if (created) {
    progress("Making the database …");
    await createCluster(start, password, options.settings?.["fsync"] !== "off");
  } else {
    checkVersion(place);
    await killOrphans(place.cluster, progress);
    repairCopy(place, progress);
    if (!known) await changePassword(start, password);
  }
  return { password, created };
}

function checkVersion({ folder, cluster }: Place) {
  const version = readFileSync(join(cluster, "PG_VERSION"), "utf8").trim();
  if (!ownMajorVersion.test(version))
    throw new EmbeddedRefusal(
      `The database in ${folder} was made by PostgreSQL ${version}; this Selvedge brings PostgreSQL 18. ` +
        "To carry the shop over: npm run export -- shop.tar.zst with the Selvedge that made it, then npm run restore -- shop.tar.zst with this one and another DATA_DIR " +
        "(docs/operations/backup-and-restore.md).",
    );
}

/** Launches until PostgreSQL is ready. Retries if the port was taken, or a dead predecessor is not reaped yet. */
async function launchAnyhow({
  dataDir,
  owner,
  place,
  binaries,
  wish: options,
  progress,
}: Start): Promise<{ ready: Ready; port: number }> {
  const settings = { ...options.settings, ...(options.walArchive ? archiveSettings(options.walArchive, place) : {}) };
  const remembered = join(dataDir, "port");
  const last = Number(kept(remembered) ?? 0);
  const wished = options.port || last;
  let port = await freePort([wished, last]);
  for (let attempt = 1; ; attempt++) {
    const launched = await launch({ binaries, place }, port, settings, progress);
    if (launched.isReady) {
      if (wished && port !== wished)
        progress(`Port ${wished} is taken by another program; the database listens on port ${port}.`);
      if (port !== last) keep(remembered, `${port}\n`, owner);
      return { ready: launched, port };
    }
    const reason = launched.lines.join("\n");
    if (attempt === attempts) throw launched.refusal;
    if (/could not create any TCP\/IP sockets|Address already in use/.test(reason)) port = await freePort([]);
    else if (/lock file|shared memory block/.test(reason)) {
      await killOrphans(place.cluster, progress);
      await delay(250);
    } else throw launched.refusal;
  }
}
