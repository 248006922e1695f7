import { closeSync, openSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { handTo, type Owner } from "./system-user.ts";
import { keep, kept } from "./atomic-file.ts";
import { AlreadyRunning } from "./start-refusal.ts";

const sqliteBusy = 5;

/**
 * Lets one program at a time own a folder; answers how to let go of it.
 *
 * Node offers no flock, but SQLite's exclusive lock is one that the kernel drops at any death of its
 * holder, kill -9 included: no stale lock, no reused process number. The file stays empty. Nothing else
 * in this process may open it meanwhile: closing any descriptor of a file drops the locks on it.
 */
export function lockFolder(folder: string, owner: Owner): () => void {
  const path = join(folder, "lock");
  const holder = join(folder, "program.pid");
  createOnce(path, owner);
  const lock = new DatabaseSync(path, { timeout: 0 });
  try {
    // The journal in memory: a disk that is full must not matter for a lock.
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
