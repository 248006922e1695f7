import { totalmem } from "node:os";

/** What this program may use: the machine's memory, or less where it is held to less. */
export function memoryBytes(): number {
  return Math.min(totalmem(), process.constrainedMemory() || Infinity);
}

/** How much of tables and indexes PostgreSQL keeps in memory: an eighth of it, from 128 MB to 1 GB. */
export function sharedMegabytes(memory: number): number {
  return Math.round(Math.min(1024, Math.max(128, memory / 8 / 1024 ** 2)));
}
