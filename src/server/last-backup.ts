import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";

/** When the shop was last backed up or exported, and to where. */
export type Backup = { readonly at: Date; readonly where: string };

const name = "last-backup.json";

/** Returns the last backup that a command of this data folder has made; undefined if there is none. */
export function lastBackup(dataDir: string): Backup | undefined {
  try {
    const { at, where } = JSON.parse(readFileSync(join(dataDir, name), "utf8")) as { at: string; where: string };
    return { at: new Date(at), where };
  } catch {
    return undefined;
  }
}

/** Notes a backup in the data folder, for `npm run doctor`. Where that cannot be written, the backup is still good. */
export function noteBackup(dataDir: string, where: string): void {
  const path = join(dataDir, name);
  const unfinished = `${path}.new`;
  try {
    mkdirSync(dataDir, { recursive: true });
    writeFileSync(unfinished, `${JSON.stringify({ at: new Date(), where: resolve(where) })}\n`);
    renameSync(unfinished, path);
  } catch {
    // The doctor then says that no backup is known.
  }
}
