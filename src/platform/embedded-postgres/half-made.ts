import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Place } from "./data-folder.ts";
import { killAll } from "./orphaned-processes.ts";

/**
 * Removes the clusters that starts and restores left unfinished when they were killed, with what still runs on them: a
 * recovery would go on to write to the archive of WAL. The caller holds the lock of the folder.
 */
export async function removeHalfMade({ folder }: Place): Promise<void> {
  for (const name of readdirSync(folder).filter((one) => one.startsWith("cluster.new-"))) {
    const cluster = join(folder, name);
    await killAll(cluster);
    rmSync(cluster, { recursive: true, force: true, maxRetries: 10 });
  }
}
