import { parse, type ParsedUrlQuery } from "node:querystring";

const utf8 = new TextDecoder("utf-8", { fatal: true });
const older = new TextDecoder("windows-1252");

/**
 * Parses a query string. It is UTF-8, percent-encoded or raw; bytes that are not UTF-8 come from a page in Latin-1
 * (`caf%E9`), because a query has no charset of its own.
 */
export function readQuery(text: string): ParsedUrlQuery {
  return /[%\u0080-\u{10ffff}]/u.test(text) ? readFields(text, decodePart) : parse(text, "&", "=", { maxKeys: 0 });
}

/** Parses `a=1&b=2`, with names and values decoded by `decode`; a repeated name has a list of values. */
export function readFields(text: string, decode: (part: string) => string): ParsedUrlQuery {
  return parse(text, "&", "=", { maxKeys: 0, decodeURIComponent: decode });
}

/** Returns the bytes of a percent-encoded text; a character that is not encoded is one byte. */
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
