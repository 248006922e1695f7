import { closeSync, openSync, readSync } from "node:fs";
import { logFiles, tidyLogs } from "./log.ts";

const periodMilliseconds = 10_000;
/** What is read of a file at a time, and told of it: a full disk is said at every write. */
const mostBytes = 65_536;
const mostAlarms = 5;

const parts = /^[\d-]+ [\d:.]+ UTC \[\d+\] (?<state>\w{5}) (?<severity>[A-Z]+): +(?<text>.*)$/;
/** Damaged data or index, resources used up, failures of the system below. */
const graveStates = /^(XX00[12]|53...|58...)$/;
/** What kind of process it was is worded otherwise from version to version. */
const graveWords = /must be vacuumed within|\(PID \d+\) was terminated by/;

/**
 * Looks through what PostgreSQL logs, tells what its owner must know, and keeps the files bounded; `look` does so now.
 * Errors of statements are not told: whoever asked for them has been.
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
      // Somebody moved the folder, or the disk fails: PostgreSQL itself will say so.
    }
  }, periodMilliseconds).unref();
  return { look, end: () => clearInterval(timer) };
}

/** What a line says of damage, of what is lacking, or of a process that died; undefined for any other. */
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
