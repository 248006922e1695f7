import { createHash } from "node:crypto";
import { mkdir, open, readdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { TransferFault } from "../platform/database/transfer/transfer-fault.ts";
import { copyFile, forEach, type CopiedFile } from "../platform/embedded-postgres/backup/copy-files.ts";
import { copyCluster } from "../platform/embedded-postgres/index.ts";
import { backupFormat, clusterFolder, postgresMajor, type BackupManifest } from "./backup-manifest.ts";
import { fileFault } from "./file-fault.ts";
import { manifestName, settingsName } from "./manifest.ts";
import { pictureNames } from "./pictures.ts";

export type BackupOptions = {
  /** Address of the embedded database, which runs. */
  readonly url: string;
  readonly dataDir: string;
  /** Folder to write; it must be empty or not exist. */
  readonly folder: string;
  /** Folder of the shop's own pictures. */
  readonly pictures: string;
  /** The shop's settings, as text for people. */
  readonly settings: string;
  readonly version: string;
};

/** A backup that is complete and on the disk. */
export type BackedUp = Pick<BackupManifest, "systemIdentifier" | "firstWal"> & {
  readonly files: number;
  readonly bytes: number;
};

/** Name of the file with the password of the database's user. */
export const passwordName = "password";

/**
 * Copies the files of the embedded database while the shop sells, with pictures, settings and a manifest of checksums,
 * which is written last. Throws TransferFault when the folder holds something or cannot be written.
 */
export async function backUp({ url, dataDir, folder, pictures, ...texts }: BackupOptions): Promise<BackedUp> {
  await prepare(folder);
  try {
    const { files: cluster, endedAt, ...copied } = await copyCluster(dataDir, url, join(folder, clusterFolder));
    const files = [
      ...cluster.map((file) => ({ ...file, path: `${clusterFolder}${file.path}` })),
      ...(await copyPictures(pictures, folder)),
      await write(folder, passwordName, await readFile(join(dataDir, passwordName), "utf8")),
      await write(folder, settingsName, texts.settings),
    ];
    const { version } = texts;
    const manifest = { format: backupFormat, version, postgresMajor, ...copied, endedAt: endedAt.toISOString(), files };
    await write(folder, `${manifestName}.new`, `${JSON.stringify(manifest, undefined, 1)}\n`);
    await rename(join(folder, `${manifestName}.new`), join(folder, manifestName));
    await syncFolder(folder);
    return { ...copied, files: files.length, bytes: files.reduce((sum, { bytes }) => sum + bytes, 0) };
  } catch (error) {
    throw fileFault(error, "The backup cannot be written");
  }
}

async function prepare(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    if ((await readdir(folder)).length === 0) return;
  } catch (error) {
    throw new TransferFault(`The folder ${folder} cannot be used: ${(error as Error).message}.`, { cause: error });
  }
  throw new TransferFault(`The folder ${folder} is not empty, and nothing is overwritten. Name a new one.`);
}

async function copyPictures(from: string, folder: string): Promise<CopiedFile[]> {
  const files: CopiedFile[] = [];
  await forEach(await pictureNames(from), async (name) => {
    const path = `pictures/${name}`;
    const copied = await copyFile(join(from, name), join(folder, path));
    if (copied) files.push({ path, ...copied });
  });
  return files;
}

async function write(folder: string, path: string, text: string): Promise<CopiedFile> {
  await writeFile(join(folder, path), text, { mode: 0o600, flag: "wx", flush: true });
  const sha256 = createHash("sha256").update(text).digest("hex");
  return { path, bytes: Buffer.byteLength(text), sha256 };
}

/** A new file name is durable only once its folder is synced. */
async function syncFolder(folder: string): Promise<void> {
  const opened = await open(folder);
  try {
    await opened.sync();
  } finally {
    await opened.close();
  }
}
