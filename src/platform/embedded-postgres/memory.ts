import { totalmem } from "node:os";

/** Returns the memory that this program may use, in bytes: the machine's, or the process's limit if that is lower. */
export function memoryBytes(): number {
  return Math.min(totalmem(), process.constrainedMemory() || Infinity);
}

/** Returns the size of PostgreSQL's cache of tables and indexes, in MB: an eighth of `memory`, from 128 MB to 1 GB. */
export function sharedMegabytes(memory: number): number {
  return Math.round(Math.min(1024, Math.max(128, memory / 8 / 1024 ** 2)));
}
