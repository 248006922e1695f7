import { closeSync, lstatSync, mkdirSync, openSync, readdirSync, readSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { handTo, type Owner } from "./system-user.ts";

const dayMilliseconds = 86_400_000;
const tailBytes = 16_384;
const megabyte = 1024 ** 2;

/** PostgreSQL begins a new file each day, at each start, and when one is full. */
const fileMegabytes = 8;
/** Limits of PostgreSQL's log files: total bytes, number of files, age in days. */
const retention = { bytes: 64 * megabyte, files: 100, days: 7 };

/**
 * Returns settings that log warnings and errors with their SQLSTATE and first line only. The statement, its parameters,
 * and the detail that shows the row would contain customers' data.
 */
export function logSettings(folder: string): Record<string, string> {
  return {
    logging_collector: "on",
    log_directory: folder,
    log_filename: "postgresql-%Y-%m-%d_%H%M%S.log",
    log_rotation_age: "1d",
    log_rotation_size: `${fileMegabytes}MB`,
    log_min_messages: "warning",
    log_min_error_statement: "panic",
    log_error_verbosity: "terse",
    log_parameter_max_length: "0",
    log_parameter_max_length_on_error: "0",
    log_line_prefix: "%m [%p] %e ",
    log_timezone: "UTC",
  };
}

/** Prepares the log folder for a start, and opens the file for PostgreSQL's output before its own log opens. */
export function openLog(folder: string, owner: Owner): number {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  handTo(folder, owner);
  const first = join(folder, "start.log");
  rmSync(first, { force: true });
  tidyLogs(folder);
  const opened = openSync(first, "wx", 0o600);
  handTo(first, owner);
  return opened;
}

/** Deletes the oldest files beyond `retention`; PostgreSQL itself deletes none. The file being written stays. */
export function tidyLogs(folder: string): void {
  let bytes = 0;
  for (const [index, file] of logFiles(folder).entries()) {
    bytes += file.bytes;
    const isOld = Date.now() - file.writtenAt > retention.days * dayMilliseconds;
    if (index > 0 && (isOld || bytes > retention.bytes || index >= retention.files)) rmSync(file.path, { force: true });
  }
}

/** Returns PostgreSQL's own files, the newest first. */
export function logFiles(folder: string): { path: string; bytes: number; writtenAt: number }[] {
  return readdirSync(folder)
    .filter((name) => /^postgresql-.*\.log$/.test(name))
    .flatMap((name) => {
      const path = join(folder, name);
      const file = lstatSync(path, { throwIfNoEntry: false });
      return file?.isFile() ? [{ path, bytes: file.size, writtenAt: file.mtimeMs }] : [];
    })
    .toSorted((one, other) => other.writtenAt - one.writtenAt);
}

/** Returns the lines that PostgreSQL wrote since a moment, from all of its files. */
export function linesSince(folder: string, moment: Date): string[] {
  const begin = moment.toISOString().replace("T", " ").replace("Z", " UTC");
  return recentLines(folder, moment).filter(
    (line) => line !== "" && (!/^\d{4}-\d\d-\d\d /.test(line) || line >= begin),
  );
}

/** Returns the lines without errors of statements, which are never the reason for a server's end. */
export function withoutErrors(lines: string[]): string[] {
  return lines.filter((line) => !/ UTC \[\d+\] \w{5} ERROR: /.test(line));
}

/** Returns the error lines, without time, pid and SQLSTATE: they say why one of PostgreSQL's programs ended. */
export function worstErrors(lines: string[]): string[] {
  return lines
    .filter((line) => /\b(FATAL|PANIC|ERROR|HINT|could not|error while loading)\b/.test(line))
    .map((line) => line.replace(/^[\d-]+ [\d:.]+ UTC \[\d+\] \w{5} /, ""));
}

function recentLines(folder: string, moment: Date): string[] {
  try {
    return readdirSync(folder)
      .map((name) => join(folder, name))
      .filter((path) => statSync(path).mtimeMs >= moment.getTime() - 1000)
      .flatMap((path) => tail(path).split("\n"));
  } catch {
    // The folder was removed; there are no lines then.
    return [];
  }
}

function tail(path: string): string {
  const file = openSync(path, "r");
  try {
    const from = Math.max(0, statSync(path).size - tailBytes);
    const buffer = Buffer.alloc(tailBytes);
    return buffer.toString("utf8", 0, readSync(file, buffer, 0, tailBytes, from));
  } finally {
    closeSync(file);
  }
}
