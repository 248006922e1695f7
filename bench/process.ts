import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";

/** Linux counts processor time in hundredths of a second, and memory in pages of 4 KiB (getconf CLK_TCK, PAGESIZE). */
const ticksPerSecond = 100;
const pageBytes = 4096;

/** Returns the processor seconds and resident megabytes of a process; undefined on systems other than Linux. */
export const usageOf = (pid: number): { seconds: number; megabytes: number } | undefined => {
  if (process.platform !== "linux") return undefined;
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
  // Fields of proc(5), counted from the third: utime is the 14th, stime the 15th, rss the 24th.
  const [userTicks, systemTicks, pages] = [fields[11], fields[12], fields[21]].map(Number) as [number, number, number];
  return { seconds: (userTicks + systemTicks) / ticksPerSecond, megabytes: (pages * pageBytes) / 1024 ** 2 };
};

/** Ends a child process and waits for its exit. */
export const end = async (program: ChildProcess, signal: NodeJS.Signals): Promise<void> => {
  if (program.exitCode !== null || program.signalCode !== null) return;
  const ended = once(program, "exit");
  program.kill(signal);
  await ended;
};
