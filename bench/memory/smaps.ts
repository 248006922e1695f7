import { readFileSync } from "node:fs";

/** Resident megabytes of a process: all of them, and with shared pages divided among those that share them. */
export type Resident = { readonly rss: number; readonly pss: number };

/** Parses /proc/<pid>/smaps_rollup. */
export function parseRollup(text: string): Resident {
  const megabytes = (name: string): number => Number(new RegExp(`^${name}: +(\\d+) kB$`, "m").exec(text)?.[1]) / 1024;
  return { rss: megabytes("Rss"), pss: megabytes("Pss") };
}

/** Returns the resident memory of a process; undefined when it has ended, or on systems other than Linux. */
export function residentOf(pid: number): Resident | undefined {
  try {
    return parseRollup(readFileSync(`/proc/${pid}/smaps_rollup`, "utf8"));
  } catch {
    return undefined;
  }
}
