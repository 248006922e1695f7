import { closeSync, mkdirSync, openSync, readdirSync, readSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { handTo, type Owner } from "./account.ts";

const dayMilliseconds = 86_400_000;
const tailBytes = 16_384;

/**
 * One file for each day of the week, each begun anew when its day returns. Errors of statements are left out:
 * the program that asked is told, they can be many, and their text holds what buyers typed.
 */
export const logSettings = (folder: string): Record<string, string> => ({
  logging_collector: "on",
  log_directory: folder,
  log_filename: "postgresql-%a.log",
  log_rotation_age: "1d",
  log_rotation_size: "0",
  log_truncate_on_rotation: "on",
  log_min_messages: "log",
  log_error_verbosity: "terse",
  log_line_prefix: "%m [%p] ",
  log_timezone: "UTC",
});

/**
 * Readies the folder of logs for a start and opens the file for what PostgreSQL says before its own log opens.
 * PostgreSQL begins a day's file anew only if it runs at midnight, so last week's are deleted here.
 */
export const openLog = (folder: string, owner: Owner): number => {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  handTo(folder, owner);
  const first = join(folder, "start.log");
  rmSync(first, { force: true });
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (Date.now() - statSync(path).mtimeMs > 5 * dayMilliseconds) rmSync(path, { force: true });
  }
  const opened = openSync(first, "wx", 0o600);
  handTo(first, owner);
  return opened;
};

const tail = (path: string): string => {
  const file = openSync(path, "r");
  try {
    const from = Math.max(0, statSync(path).size - tailBytes);
    const buffer = Buffer.alloc(tailBytes);
    return buffer.toString("utf8", 0, readSync(file, buffer, 0, tailBytes, from));
  } finally {
    closeSync(file);
  }
};

const recentLines = (folder: string, moment: Date): string[] => {
  try {
    return readdirSync(folder)
      .map((name) => join(folder, name))
      .filter((path) => statSync(path).mtimeMs >= moment.getTime() - 1000)
      .flatMap((path) => tail(path).split("\n"));
  } catch {
    // Somebody removed the folder; there is nothing to tell then.
    return [];
  }
};

/** The lines PostgreSQL wrote since a moment, whichever of its files they are in. */
export const linesSince = (folder: string, moment: Date): string[] => {
  const begin = moment.toISOString().replace("T", " ").replace("Z", " UTC");
  return recentLines(folder, moment).filter(
    (line) => line !== "" && (!/^\d{4}-\d\d-\d\d /.test(line) || line >= begin),
  );
};

/** The graver lines alone, without time and process number: why PostgreSQL ended. */
export const gravest = (lines: string[]): string[] =>
  lines
    .filter((line) => /\b(FATAL|PANIC|ERROR|HINT|could not|error while loading)\b/.test(line))
    .map((line) => line.replace(/^[\d-]+ [\d:.]+ UTC \[\d+\] /, ""));
