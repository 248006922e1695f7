import { availableParallelism } from "node:os";
import type { Config } from "./config.ts";

/** Returns the number of processes in which a server answers requests; `auto` is one for each core. */
export function processesOf({ workers }: Pick<Config, "workers">): number {
  return workers === "auto" ? availableParallelism() : Number(workers);
}

/** Returns how many cores each of these processes may keep busy on average, at least one. */
export function coresOfOne(config: Pick<Config, "workers">): number {
  return Math.max(1, Math.floor(availableParallelism() / processesOf(config)));
}
