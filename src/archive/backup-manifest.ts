import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Type, type Static } from "typebox";
import { Value } from "typebox/value";
import { TransferFault } from "../platform/database/transfer/transfer-fault.ts";
import { manifestName, sha256 } from "./manifest.ts";

/** The form of backups that this program writes and reads. */
export const backupFormat = 1;

/** Major version of the embedded PostgreSQL, whose files no other can read. */
export const postgresMajor = 18;

/** Folder of the database's files in a backup. */
export const clusterFolder = "cluster/";

const segment = Type.String({ pattern: "^[0-9A-F]{24}$" });
/** A path inside the backup, with / between folders and no way up. A name may hold a line feed, which `.` does not match. */
const path = Type.String({
  pattern: String.raw`^(?!\.{1,2}(/|$))[^/\\\0]+(/(?!\.{1,2}(/|$))[^/\\\0]+)*$`,
});

const BackupManifest = Type.Object({
  format: Type.Literal(backupFormat),
  version: Type.String(),
  postgresMajor: Type.Integer(),
  systemIdentifier: Type.String({ pattern: "^[0-9]{1,20}$" }),
  endedAt: Type.String({ pattern: String.raw`^\d{4}-\d\d-\d\dT[\d:.]+Z$` }),
  firstWal: segment,
  lastWal: segment,
  files: Type.Array(Type.Object({ path, bytes: Type.Integer({ minimum: 0 }), sha256 }), { minItems: 1 }),
});

/** What a backup holds: which cluster, as of when, and every file with its checksum. */
export type BackupManifest = Static<typeof BackupManifest>;

/** Reads a backup's manifest, which is written last. Throws TransferFault when it is missing or of another form. */
export async function readBackupManifest(folder: string): Promise<BackupManifest> {
  const text = await readFile(join(folder, manifestName), "utf8").catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    throw unusable(folder, `it has no ${manifestName}, so it is no backup or was not written to its end`);
  });
  let found: unknown;
  try {
    found = JSON.parse(text);
  } catch {
    found = undefined;
  }
  if (!Value.Check(BackupManifest, found)) throw unusable(folder, `its ${manifestName} is damaged or of another form`);
  return found as BackupManifest;
}

/** Returns the reason why a backup cannot be restored, as a failure. */
export function unusable(folder: string, why: string): TransferFault {
  return new TransferFault(`The backup ${folder} cannot be used: ${why}. Nothing was changed.`);
}
