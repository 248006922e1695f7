import { randomBytes } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { keep } from "../atomic-file.ts";
import { findBinaries } from "../binaries.ts";
import { type Installation, launch } from "../cluster.ts";
import { repairCopy } from "../copied-cluster.ts";
import { findPlace, holdsDatabase, type Place, prepareFolder } from "../data-folder.ts";
import { removeHalfMade } from "../half-made.ts";
import { lockFolder } from "../lock.ts";
import { freePort } from "../port.ts";
import { EmbeddedRefusal, refusing } from "../start-refusal.ts";
import { handTo } from "../system-user.ts";
import { foldersLeftEmpty } from "./base-backup.ts";
import { copyFile, forEach, type CopiedFile } from "./copy-files.ts";
import { archiveOf, archiveSettings, recoverySettings, type WalArchive } from "./wal-archive.ts";

export type InstallOptions = {
  readonly dataDir: string;
  /** Folder of the copy, and the files in it. */
  readonly from: string;
  readonly files: readonly CopiedFile[];
  readonly systemIdentifier: string;
  /** Password of the copied database's user. */
  readonly password: string;
  /** The archive with the WAL since the copy, if there is one; it goes on from here. */
  readonly archive?: WalArchive | undefined;
  /** The moment up to which WAL is replayed; without it all there is. */
  readonly until?: Date | undefined;
  readonly progress: (text: string) => void;
};

/**
 * Puts a copy of a cluster into a data folder that has none, once it has run there until it was recovered. Files, owners
 * and modes are made as PostgreSQL needs them. Throws EmbeddedRefusal when the folder holds a database, a file is damaged,
 * or the recovery fails; the folder has no database then, also when this program is killed.
 */
export async function installCluster(options: InstallOptions): Promise<void> {
  const { progress, password } = options;
  const dataDir = resolve(options.dataDir);
  requireNoDatabase(dataDir);
  const owner = refusing(dataDir, () => prepareFolder(dataDir));
  const place = refusing(dataDir, () => findPlace(dataDir, progress));
  const binaries = refusing(dataDir, () => findBinaries(place.account, progress));
  const unlock = refusing(place.folder, () => lockFolder(place.folder, place.account));
  const fresh = join(place.folder, `cluster.new-${randomBytes(4).toString("hex")}`);
  try {
    requireNoDatabase(dataDir);
    await removeHalfMade(place);
    await lay(options, fresh);
    const unfinished = { ...place, cluster: fresh };
    repairCopy(unfinished, () => undefined);
    giveTo(place, fresh);
    await recover({ binaries, place: unfinished }, options);
    refusing(dataDir, () => keep(join(dataDir, "password"), `${password}\n`, owner));
    renameSync(fresh, place.cluster);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
    unlock();
  }
}

function requireNoDatabase(dataDir: string): void {
  if (refusing(dataDir, () => holdsDatabase(dataDir)))
    throw new EmbeddedRefusal(
      `There is a database in ${dataDir} already, and nothing is overwritten. Move that folder away, or set DATA_DIR to another.`,
    );
}

/** Copies the files to a new folder, and compares each with what it must hold. */
async function lay({ from, files }: InstallOptions, fresh: string): Promise<void> {
  for (const name of ["", ...foldersLeftEmpty]) mkdirSync(join(fresh, name), { mode: 0o700 });
  await forEach(files, async ({ path, bytes, sha256 }) => {
    const copied = await copyFile(join(from, path), join(fresh, path));
    if (copied?.bytes !== bytes || copied.sha256 !== sha256)
      throw new EmbeddedRefusal(`${join(from, path)} is missing or damaged. Nothing was restored.`);
  });
}

function giveTo({ account }: Place, folder: string): void {
  handTo(folder, account);
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    chmodSync(path, entry.isDirectory() ? 0o700 : 0o600);
    handTo(path, account);
  }
}

async function recover(installation: Installation, options: InstallOptions): Promise<void> {
  const { archive, until, systemIdentifier, progress } = options;
  const { cluster, account } = installation.place;
  const signal = join(cluster, "recovery.signal");
  writeFileSync(signal, "", { mode: 0o600 });
  handTo(signal, account);
  const own = archive && archiveOf(archive.folder, systemIdentifier);
  const settings = {
    ...(archive ? archiveSettings(archive, installation.place) : {}),
    ...recoverySettings(own !== undefined && existsSync(own) ? own : undefined, until),
  };
  const launched = await launch(installation, await freePort([]), settings, progress);
  if (launched.isReady) return launched.stop();
  const reason = launched.lines.join(" ");
  if (/before configured recovery target was reached/.test(reason))
    throw new EmbeddedRefusal(
      `The WAL that there is ends before ${until?.toISOString()}. Name an earlier time, or leave --until out to restore all there is. Nothing was restored.`,
    );
  throw launched.refusal;
}
