import { isUtf8 } from "node:buffer";
import { parse, type ParsedUrlQuery } from "node:querystring";

/** Maximum number of fields of a form: no form of a shop has a tenth of it. */
export const mostFields = 1000;

const utf8 = new TextDecoder("utf-8");
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

export function hasTooManyFields(text: string): boolean {
  let count = 1;
  for (let at = text.indexOf("&"); at >= 0; at = text.indexOf("&", at + 1)) count += 1;
  return count > mostFields;
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
  // Asked first, because an exception for each part of a long query takes a tenth of a second.
  return isUtf8(bytes) ? utf8.decode(bytes) : older.decode(bytes);
}
