import { closeSync, openSync, readSync } from "node:fs";
import { logFiles, tidyLogs } from "./log.ts";

const periodMilliseconds = 10_000;
/** Limits of one scan: bytes read of a file, and alarms raised. PostgreSQL logs a full disk at every write. */
const mostBytes = 65_536;
const mostAlarms = 5;

const parts = /^[\d-]+ [\d:.]+ UTC \[\d+\] (?<state>\w{5}) (?<severity>[A-Z]+): +(?<text>.*)$/;
/** SQLSTATEs for damaged data or indexes, exhausted resources, and system failures. */
const graveStates = /^(XX00[12]|53...|58...)$/;
/** PostgreSQL's versions name the kind of process before these words differently. */
const graveWords = /must be vacuumed within|\(PID \d+\) was terminated by/;

/**
 * Scans PostgreSQL's log regularly, reports to `alarm` what the owner must know, and limits the log's size. `look`
 * scans at once. Errors of statements are not reported, because their callers receive them.
 */
export function watchLogs(folder: string, alarm: (text: string) => void): { look(): void; end(): void } {
  let offsets = new Map(logFiles(folder).map(({ path, bytes }) => [path, bytes]));
  const look = (): void => {
    const files = logFiles(folder);
    const fresh = files.flatMap(({ path, bytes }) => {
      const offset = offsets.get(path) ?? 0;
      return bytes > offset ? readFrom(path, Math.max(offset, bytes - mostBytes)).split("\n") : [];
    });
    offsets = new Map(files.map(({ path, bytes }) => [path, bytes]));
    const alarms = new Set(fresh.flatMap((line) => alarmIn(line) ?? []));
    for (const text of [...alarms].slice(0, mostAlarms)) alarm(text);
    tidyLogs(folder);
  };
  const timer = setInterval(() => {
    try {
      look();
    } catch {
      // The folder was moved, or the disk fails: PostgreSQL itself reports that.
    }
  }, periodMilliseconds).unref();
  return { look, end: () => clearInterval(timer) };
}

/** Returns what a log line says about damage, exhausted resources, or a crashed process; undefined for any other. */
export function alarmIn(line: string): string | undefined {
  const { state = "", severity = "", text = "" } = parts.exec(line)?.groups ?? {};
  const isGrave = severity === "PANIC" || graveStates.test(state) || graveWords.test(text);
  return isGrave ? `${severity}: ${text}` : undefined;
}

function readFrom(path: string, offset: number): string {
  const file = openSync(path, "r");
  try {
    const buffer = Buffer.alloc(mostBytes);
    return buffer.toString("utf8", 0, readSync(file, buffer, 0, mostBytes, offset));
  } finally {
    closeSync(file);
  }
}
