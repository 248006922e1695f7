import { chmodSync, existsSync, mkdirSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { handTo } from "./system-user.ts";
import type { Place } from "./data-folder.ts";

/** Folders of PostgreSQL 18 that may be empty after a clean shutdown, and without which it does not start. */
const mayBeEmpty = [
  "pg_commit_ts",
  "pg_dynshmem",
  "pg_logical/mappings",
  "pg_logical/snapshots",
  "pg_notify",
  "pg_replslot",
  "pg_serial",
  "pg_snapshots",
  "pg_stat",
  "pg_stat_tmp",
  "pg_tblspc",
  "pg_twophase",
  "pg_wal/archive_status",
  "pg_wal/summaries",
];

/**
 * Repairs a copied cluster while no server runs. Version control, archives and object stores drop empty folders, and
 * many copies open the cluster to other users, which PostgreSQL rejects. Changes no stored data, and does not recreate
 * a missing folder that would hold data.
 */
export function repairCopy({ cluster, account }: Place, progress: (text: string) => void): void {
  if (process.platform !== "win32" && (statSync(cluster).mode & 0o027) !== 0) chmodSync(cluster, 0o700);
  const missing = mayBeEmpty.map((name) => join(cluster, name)).filter((path) => !existsSync(path));
  const made = missing.filter((path) => existsSync(dirname(path)));
  for (const path of made) {
    mkdirSync(path, { mode: 0o700 });
    handTo(path, account);
  }
  if (made.length > 0) progress(`${made.length} empty folders that a copy of the database had lost were made anew.`);
}
