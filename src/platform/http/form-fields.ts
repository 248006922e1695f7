import { parse, type ParsedUrlQuery } from "node:querystring";

const utf8 = new TextDecoder("utf-8", { fatal: true });
const older = new TextDecoder("windows-1252");

/**
 * Reads a query. It is UTF-8, encoded or as it is; what cannot be that was written by a page in Latin-1 (`caf%E9`), of
 * which nobody can ask which it was.
 */
export function readQuery(text: string): ParsedUrlQuery {
  return /[%\u0080-\u{10ffff}]/u.test(text) ? readFields(text, decodePart) : parse(text, "&", "=", { maxKeys: 0 });
}

/** Reads `a=1&b=2`, each name and value by `decode`; a name that stands there twice has a list. */
export function readFields(text: string, decode: (part: string) => string): ParsedUrlQuery {
  return parse(text, "&", "=", { maxKeys: 0, decodeURIComponent: decode });
}

/** The bytes that a percent-encoded text stands for; what is not encoded stands for itself, a character for each byte. */
export function bytesOf(part: string): Buffer {
  return Buffer.from(
    part.replaceAll(/%([\da-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    "latin1",
  );
}

function decodePart(part: string): string {
  const bytes = bytesOf(part);
  try {
    return utf8.decode(bytes);
  } catch {
    return older.decode(bytes);
  }
}
