import { readFileSync } from "node:fs";
import { parseEnv } from "node:util";
import { decodeText } from "./text-file.ts";

/** The file of settings is there and cannot be read as what it should be; the message says what to do. */
export class UnreadableFile extends Error {}

const nothing = /[^\S\n]*(?:#[^\n]*)?(?:\n|$)/y;
const quoted = "\"[^\"]*\"|'[^']*'|`[^`]*`";
const bare = String.raw`[^\s"'\x60#][^\n#]*`;
const name = String.raw`[^\S\n]*(?:export[^\S\n]+)?[A-Za-z_][\w.-]*`;
/** A remark has a blank before it: a password that holds a # would be cut off there without a word. */
const end = String.raw`(?:[^\S\n]+#[^\n]*|[^\S\n]*)(?:\n|$)`;
const setting = new RegExp(`${name}[^\\S\\n]*=[^\\S\\n]*(?:${quoted}|${bare})?${end}`, "y");

/** What a file of settings says; nothing when there is none. One that cannot be read whole is refused: its owner believes it is obeyed. */
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

/** The numbers of the lines that set nothing and are no remark: they would be passed over, and their owner believes them obeyed. */
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
