import { closeSync, openSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { handTo, type Owner } from "./system-user.ts";
import { keep, kept } from "./atomic-file.ts";
import { AlreadyRunning } from "./start-refusal.ts";

const sqliteBusy = 5;

/**
 * Locks a folder for one program at a time. Returns a function that unlocks it.
 *
 * Node offers no flock, but the kernel releases SQLite's exclusive lock however its holder dies, kill -9 included: no
 * stale lock, no reused pid. The file stays empty. Nothing else in this process may open it meanwhile: closing any
 * descriptor of a file releases the locks on it.
 */
export function lockFolder(folder: string, owner: Owner): () => void {
  const path = join(folder, "lock");
  const holder = join(folder, "program.pid");
  createOnce(path, owner);
  const lock = new DatabaseSync(path, { timeout: 0 });
  try {
    // The journal is in memory, so that the lock works on a full disk.
    lock.exec("pragma journal_mode = memory; begin exclusive");
  } catch (error) {
    lock.close();
    if ((error as { errcode?: number }).errcode !== sqliteBusy) throw error;
    throw new AlreadyRunning(
      `Selvedge is already running with this database (process ${kept(holder) ?? "unknown"}, folder ${folder}). ` +
        "Use the one that runs, stop it first, or set DATA_DIR to another folder for a second shop.",
    );
  }
  try {
    keep(holder, `${process.pid}\n`, owner);
  } catch (error) {
    lock.close();
    throw error;
  }
  return () => {
    if (lock.isOpen) lock.close();
  };
}

function createOnce(path: string, owner: Owner) {
  try {
    closeSync(openSync(path, "wx", 0o600));
    handTo(path, owner);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
}
