import { readdir, readFile, writeFile } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { createHash } from "node:crypto";
import { systemIdentifierOf } from "../control-file.ts";
import { findPlace } from "../data-folder.ts";
import { EmbeddedRefusal } from "../start-refusal.ts";
import { beginBackup } from "./base-backup.queries.ts";
import { copyFile, filesBelow, forEach, type CopiedFile } from "./copy-files.ts";

/** A copy of a cluster that PostgreSQL can recover from. */
export type ClusterCopy = {
  readonly systemIdentifier: string;
  /** When the copy was complete; it can be recovered to no earlier time. */
  readonly endedAt: Date;
  /** The first and last segment of WAL in the copy. */
  readonly firstWal: string;
  readonly lastWal: string;
  readonly files: readonly CopiedFile[];
};

/** Folders whose content belongs to the running server, or is made anew by recovery; the folders themselves are needed. */
export const foldersLeftEmpty = [
  "pg_dynshmem",
  "pg_notify",
  "pg_replslot",
  "pg_serial",
  "pg_snapshots",
  "pg_stat_tmp",
  "pg_subtrans",
  "pg_wal",
];
const filesLeftOut =
  /^(postmaster\.(pid|opts)|.*\.signal|backup_label(\.old)?|tablespace_map(\.old)?|current_logfiles)$/;
const temporary = /^(pgsql_tmp.*|pg_internal\.init.*)$/;

const control = "global/pg_control";
const segment = /^[0-9A-F]{24}$/;
/** Differences of two reads of the control file, at most, before the disk is held to be at fault. */
const mostReads = 100;

/**
 * Copies the cluster of a data folder to a new folder while its PostgreSQL runs at `url` and is written to. The copy
 * includes all WAL that it needs to become consistent.
 */
export async function copyCluster(dataDir: string, url: string, to: string): Promise<ClusterCopy> {
  const { cluster } = findPlace(resolve(dataDir), () => undefined);
  if ((await readdir(join(cluster, "pg_tblspc"))).length > 0)
    throw new EmbeddedRefusal("The embedded database has tablespaces, which npm run backup does not copy.");
  const files: CopiedFile[] = [];
  const copy = async (path: string): Promise<void> => {
    const copied = await copyFile(join(cluster, path), join(to, path));
    if (copied) files.push({ path, ...copied });
  };
  const backup = await beginBackup(url);
  try {
    await forEach(await filesBelow(cluster, isLeftOut), copy);
    files.push(await copyControlFile(cluster, to));
    const { label, firstWal, lastWal } = await backup.stop();
    files.push(await write(to, "backup_label", Buffer.from(label)));
    await forEach(await walBetween(cluster, firstWal, lastWal), copy);
    if (!files.some(({ path }) => path === `pg_wal/${lastWal}`))
      throw new EmbeddedRefusal(`The database's WAL ${lastWal} is missing, without which the backup cannot be used.`);
    return { systemIdentifier: systemIdentifierOf(cluster), endedAt: new Date(), firstWal, lastWal, files };
  } finally {
    await backup.close();
  }
}

function isLeftOut(path: string): boolean {
  const [first = ""] = path.split("/");
  if (foldersLeftEmpty.includes(first) || path === control) return true;
  return filesLeftOut.test(path) || temporary.test(basename(path));
}

/** Copies the control file last, as it must be no older than any other, and reads it until it is not half written. */
async function copyControlFile(cluster: string, to: string): Promise<CopiedFile> {
  const read = () => readFile(join(cluster, control));
  let content = await read();
  for (let reads = 1; ; reads += 1) {
    const again = await read();
    if (again.equals(content)) return write(to, control, content);
    if (reads === mostReads) throw new EmbeddedRefusal(`${join(cluster, control)} cannot be read twice alike.`);
    content = again;
  }
}

async function write(to: string, path: string, content: Buffer): Promise<CopiedFile> {
  await writeFile(join(to, path), content, { mode: 0o600, flag: "wx", flush: true });
  return { path, bytes: content.length, sha256: createHash("sha256").update(content).digest("hex") };
}

/** Returns the segments of WAL from the first to the last, and the history of timelines, by their paths. */
async function walBetween(cluster: string, first: string, last: string): Promise<string[]> {
  const names = await readdir(join(cluster, "pg_wal"));
  return names
    .filter((name) => /^[0-9A-F]{8}\.history$/.test(name) || (segment.test(name) && name >= first && name <= last))
    .map((name) => `pg_wal/${name}`);
}
