import { readFileSync } from "node:fs";
import { parseEnv } from "node:util";

/** The file of settings is there and cannot be read as text; the message says what to do. */
export class UnreadableFile extends Error {}

const starts = (bytes: Buffer, ...mark: number[]): boolean => mark.every((byte, index) => bytes[index] === byte);

/** By its byte order mark; without one it is UTF-8. */
const encodingOf = (bytes: Buffer): "utf-8" | "utf-16le" | "utf-16be" => {
  if (starts(bytes, 0xff, 0xfe)) return "utf-16le";
  return starts(bytes, 0xfe, 0xff) ? "utf-16be" : "utf-8";
};

/** The text of a file in any encoding that editors on Windows write with a mark; undefined in another. */
const decode = (bytes: Buffer): string | undefined => {
  try {
    const text = new TextDecoder(encodingOf(bytes), { fatal: true }).decode(bytes);
    return text.includes("\0") ? undefined : text;
  } catch {
    return undefined;
  }
};

const bytesOf = (path: string): Buffer | undefined => {
  try {
    return readFileSync(path);
  } catch (error) {
    const { code = "" } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") return undefined;
    const why = { EISDIR: "it is a folder", EACCES: "this user may not read it" }[code] ?? code;
    throw new UnreadableFile(`The settings in ${path} cannot be read: ${why}.`, { cause: error });
  }
};

/** What a file of settings says; nothing when there is none. One that cannot be read is refused: its owner believes it is obeyed. */
export const readEnvFile = (path: string): Record<string, string | undefined> => {
  const bytes = bytesOf(path);
  if (!bytes) return {};
  const text = decode(bytes);
  if (text === undefined) throw new UnreadableFile(`The settings in ${path} cannot be read: save the file as UTF-8.`);
  return parseEnv(text);
};
