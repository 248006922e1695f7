import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { handTo, type Owner } from "./system-user.ts";

/**
 * Writes a small private file atomically. It is created under a temporary name and renamed, so that root never writes
 * through a link that the folder's owner may have placed.
 */
export function keep(path: string, text: string, owner: Owner): void {
  const fresh = `${path}.new`;
  rmSync(fresh, { force: true });
  try {
    writeFileSync(fresh, text, { flag: "wx", mode: 0o600 });
    handTo(fresh, owner);
    renameSync(fresh, path);
  } catch (error) {
    rmSync(fresh, { force: true });
    throw error;
  }
}

/** Returns the trimmed text of a file; undefined when it does not exist. */
export function kept(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8").trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
