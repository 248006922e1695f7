import { availableParallelism } from "node:os";
import type { Config } from "./config.ts";

/** Returns the number of processes in which a server answers requests; `auto` is one for each core. */
export function processesOf({ workers }: Pick<Config, "workers">): number {
  return workers === "auto" ? availableParallelism() : Number(workers);
}

/**
 * Returns how many passwords are hashed at once on this machine. Several processes share one that hashes for them; it
 * leaves a core to the requests.
 */
export function passwordThreadsOf(config: Pick<Config, "workers" | "passwordThreads">): number {
  if (config.passwordThreads !== "auto") return Number(config.passwordThreads);
  const cores = availableParallelism();
  return processesOf(config) === 1 ? cores : Math.max(1, cores - 1);
}
