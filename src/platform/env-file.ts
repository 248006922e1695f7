import { readFileSync } from "node:fs";
import { parseEnv } from "node:util";
import { decodeText } from "./text-file.ts";

/** The settings file exists but is not readable as one; the message says what to do. */
export class UnreadableFile extends Error {}

const nothing = /[^\S\n]*(?:#[^\n]*)?(?:\n|$)/y;
const quoted = "\"[^\"]*\"|'[^']*'|`[^`]*`";
const bare = String.raw`[^\s"'\x60#][^\n#]*`;
const name = String.raw`[^\S\n]*(?:export[^\S\n]+)?[A-Za-z_][\w.-]*`;
/**
 * A comment after a value needs a blank before its #: otherwise a password that contains a # would be cut off there
 * without a warning.
 */
const end = String.raw`(?:[^\S\n]+#[^\n]*|[^\S\n]*)(?:\n|$)`;
const setting = new RegExp(`${name}[^\\S\\n]*=[^\\S\\n]*(?:${quoted}|${bare})?${end}`, "y");

/**
 * Reads a settings file; returns no settings when there is none. Throws UnreadableFile when a part of it cannot be
 * read, because its owner believes that it has an effect.
 */
export function readEnvFile(path: string): Record<string, string | undefined> {
  const bytes = bytesOf(path);
  if (!bytes) return {};
  const text = decodeText(bytes)?.replace(/\r\n?/g, "\n");
  if (text === undefined) throw new UnreadableFile(`The settings in ${path} cannot be read: save the file as UTF-8.`);
  const useless = linesOfNoUse(text);
  if (useless.length > 0)
    throw new UnreadableFile(
      `The settings in ${path} cannot be read: line ${useless.join(", ")} is not of the form NAME=value. Put a value that holds # or quotes into other quotes, and # before a remark.`,
    );
  return parseEnv(text);
}

function bytesOf(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch (error) {
    const { code = "" } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") return undefined;
    const why = { EISDIR: "it is a folder", EACCES: "this user may not read it" }[code] ?? code;
    throw new UnreadableFile(`The settings in ${path} cannot be read: ${why}.`, { cause: error });
  }
}

/**
 * Returns the numbers of the lines that are neither settings nor comments: `parseEnv` would skip them, and their owner
 * would believe that they have an effect.
 */
function linesOfNoUse(text: string): number[] {
  const found: number[] = [];
  let [at, line] = [0, 1];
  while (at < text.length) {
    const fitting = [nothing, setting].find((pattern) => {
      pattern.lastIndex = at;
      return pattern.test(text);
    });
    if (!fitting) found.push(line);
    const next = fitting?.lastIndex ?? (text.indexOf("\n", at) + 1 || text.length);
    line += text.slice(at, next).split("\n").length - 1;
    at = next;
  }
  return found;
}
