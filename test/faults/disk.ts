import { execFileSync } from "node:child_process";
import { chmodSync, closeSync, mkdtempSync, openSync, rmdirSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const megabytes = 320;

const mounted = (): string => {
  const folder = mkdtempSync(join(tmpdir(), "selvedge-disk-"));
  execFileSync("mount", ["-t", "tmpfs", "-o", `size=${megabytes}m`, "none", folder], { stdio: "pipe" });
  chmodSync(folder, 0o755);
  return folder;
};

const unmount = (folder: string): void => {
  execFileSync("umount", ["--lazy", folder], { stdio: "pipe" });
  rmdirSync(folder);
};

/** Reason why this process cannot mount a disk, or false when it can. Containers rarely allow mounts. */
export const cannotMount = ((): string | false => {
  try {
    unmount(mounted());
    return false;
  } catch {
    return "a disk that can be filled has to be mounted, which needs root";
  }
})();

/** Mounts a disk of 320 MB, enough for a small shop, that can be filled completely. */
export const smallDisk = () => {
  const folder = mounted();
  const filler = join(folder, "filler");
  return {
    folder,
    fill(): void {
      const file = openSync(filler, "w");
      const block = Buffer.alloc(1 << 16);
      try {
        for (;;) writeSync(file, block);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "ENOSPC") throw error;
      } finally {
        closeSync(file);
      }
    },
    empty: (): void => rmSync(filler),
    close: (): void => unmount(folder),
  };
};
