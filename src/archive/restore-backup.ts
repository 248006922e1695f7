import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { TransferFault } from "../platform/database/transfer/transfer-fault.ts";
import { findDamaged } from "../platform/embedded-postgres/backup/copy-files.ts";
import { installCluster, type WalArchive } from "../platform/embedded-postgres/index.ts";
import { passwordName } from "./back-up.ts";
import { clusterFolder, postgresMajor, readBackupManifest, unusable, type BackupManifest } from "./backup-manifest.ts";
import { settingsName } from "./manifest.ts";
import { contentOf, pictureName, requireNoOthers, writePicture } from "./pictures.ts";
import { printable } from "./shown-settings.ts";

/** A backup that is complete and undamaged. */
export type Backup = { readonly folder: string; readonly manifest: BackupManifest; readonly settings: string };

export type RestoreBackupOptions = {
  readonly dataDir: string;
  readonly pictures: string;
  readonly archive: WalArchive | undefined;
  readonly until: Date | undefined;
  readonly progress: (text: string) => void;
};

/**
 * Compares every file of a backup with its checksum, before anything is changed. `pictures` is the folder that its
 * pictures would go to. Throws TransferFault when it is damaged or incomplete, or a picture is in the way.
 */
export async function verifyBackup(folder: string, pictures: string): Promise<Backup> {
  const manifest = await readBackupManifest(folder);
  if (manifest.postgresMajor !== postgresMajor)
    throw unusable(
      folder,
      `it is of PostgreSQL ${manifest.postgresMajor}, and this Selvedge brings PostgreSQL ${postgresMajor}: restore it with Selvedge ${manifest.version}, then carry the shop over by npm run export`,
    );
  const damaged = await findDamaged(folder, manifest.files);
  if (damaged) throw unusable(folder, `${damaged.path} in it is missing or damaged`);
  await requireNoOthers(pictures, manifest.files);
  return { folder, manifest, settings: printable(await readFile(join(folder, settingsName), "utf8")) };
}

/** Restores a verified backup into a data folder without a database. Throws as `installCluster` does. */
export async function restoreBackup(
  { folder, manifest }: Backup,
  { dataDir, pictures, archive, until, progress }: RestoreBackupOptions,
): Promise<void> {
  const { systemIdentifier, endedAt, files } = manifest;
  if (until && until.getTime() < Date.parse(endedAt))
    throw new TransferFault(
      `This backup was complete at ${endedAt}, after ${until.toISOString()}: restore an earlier backup. Nothing was changed.`,
    );
  await installCluster({
    dataDir,
    from: join(folder, clusterFolder),
    files: files
      .filter(({ path }) => path.startsWith(clusterFolder))
      .map((file) => ({ ...file, path: file.path.slice(clusterFolder.length) })),
    systemIdentifier,
    password: (await readFile(join(folder, passwordName), "utf8")).trim(),
    archive,
    until,
    progress,
  });
  for (const { path } of files) {
    const name = pictureName(path);
    if (name !== undefined) await writePicture(pictures, name, contentOf(join(folder, path)));
  }
}
