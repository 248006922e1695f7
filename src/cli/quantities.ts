/** Returns a number with its noun, such as "1 row" or "12 345 rows". */
export function counted(count: number, noun: string): string {
  return `${String(count).replaceAll(/\B(?=(\d{3})+$)/g, " ")} ${noun}${count === 1 ? "" : "s"}`;
}

/** Returns a size in megabytes, such as "1.2 MB". */
export function megabytes(bytes: number): string {
  return `${(bytes / 1024 ** 2).toFixed(1)} MB`;
}

/** Returns the time since a moment of `performance.now()`, such as "1.2 s". */
export function secondsSince(began: number): string {
  return `${((performance.now() - began) / 1000).toFixed(1)} s`;
}
