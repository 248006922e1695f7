import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { systemIdentifierOf } from "../control-file.ts";
import { prepareFolder, type Place } from "../data-folder.ts";
import { EmbeddedRefusal } from "../start-refusal.ts";
import { canEnter, handTo } from "../system-user.ts";

/** Where completed segments of WAL are copied to, and after how many seconds an incomplete one is completed. */
export type WalArchive = { readonly folder: string; readonly seconds: number };

/**
 * Returns the folder of a cluster in the archive: by its identifier, so that a new shop never meets the segments of an
 * earlier one.
 */
export function archiveOf(folder: string, systemIdentifier: string): string {
  return join(resolve(folder), systemIdentifier);
}

/** Returns PostgreSQL's settings for archiving, and creates the folder. Throws EmbeddedRefusal when that fails. */
export function archiveSettings({ folder, seconds }: WalArchive, { cluster, account }: Place): Record<string, string> {
  const own = archiveOf(folder, systemIdentifierOf(cluster));
  try {
    prepareFolder(resolve(folder));
    mkdirSync(own, { recursive: true, mode: 0o700 });
    handTo(own, account);
  } catch (error) {
    throw new EmbeddedRefusal(`WAL_ARCHIVE is ${folder}, which cannot be used: ${(error as Error).message}.`, {
      cause: error,
    });
  }
  if (!canEnter(account, own))
    throw new EmbeddedRefusal(
      `WAL_ARCHIVE is ${folder}, which ${account.name} cannot enter, as whom the database runs. Let others pass through the folders above it (chmod o+x), or name another.`,
    );
  return {
    archive_mode: "on",
    archive_library: "basic_archive",
    "basic_archive.archive_directory": own,
    archive_timeout: `${seconds}s`,
  };
}

/**
 * Returns PostgreSQL's settings for a recovery: from the folder of a cluster in the archive, or from the backup's own
 * WAL alone; up to a moment, or to the end. The recovered cluster begins a timeline of its own.
 */
export function recoverySettings(archive: string | undefined, until: Date | undefined): Record<string, string> {
  return {
    restore_command: archive === undefined ? "false" : `cp ${inShell(archive)}/%f "%p"`,
    // Otherwise it counts as ready as soon as it can be read, long before the recovery ends.
    hot_standby: "off",
    recovery_target_timeline: "latest",
    recovery_target_action: "promote",
    ...(until ? { recovery_target_time: until.toISOString().replace("T", " ").replace("Z", "+00") } : {}),
  };
}

/** Deletes the archived segments that are older than a backup's first one. Returns how many those were. */
export function pruneArchive(archive: string, firstWal: string): number {
  // The first eight digits are the timeline: a segment's place in the WAL is in the others.
  const placeOf = (name: string) => name.slice(8, 24);
  const old = readdirSync(archive).filter(
    (name) => /^[0-9A-F]{24}(\.partial|\.[0-9A-F]{8}\.backup)?$/.test(name) && placeOf(name) < placeOf(firstWal),
  );
  for (const name of old) rmSync(join(archive, name));
  return old.length;
}

/** Returns a path as one word of a shell's command, in which PostgreSQL replaces what follows a %. */
function inShell(path: string): string {
  return `'${path.replaceAll("%", "%%").replaceAll("'", String.raw`'\''`)}'`;
}
