import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { handTo, type Owner } from "./system-user.ts";

/**
 * Writes a small private file whole or not at all. It is created anew beside its name, so that root
 * never writes through a link which the owner of the folder may have laid.
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

/** What was kept under a path, without the line's end; undefined when nothing was. */
export function kept(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8").trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
