import { asMeant, withoutControls } from "./misread-text.ts";

/** A text, and the repairs that reading it needed. */
export type Read = { readonly text: string; readonly mends: readonly string[] };

const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
// MySQL's latin1 is Windows-1252, with its five unassigned bytes as control characters.
const western = new TextDecoder("windows-1252");

/**
 * Control characters, byte order marks and characters that change the writing direction. Joiners stay: words and emoji
 * need them.
 */
const invisible =
  // oxlint-disable-next-line no-control-regex
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]/g;

/** Returns the text as the source shop displayed it; invalid bytes become U+FFFD. */
export function asStored(bytes: Buffer, charset: string | null): string {
  return charset === null || charset === "latin1" ? western.decode(bytes) : bytes.toString("utf8");
}

/**
 * Decodes the bytes of a column. Text that was stored in one charset but labelled as another is read as it was meant.
 */
export function readText(bytes: Buffer, charset: string | null): Read {
  const read = decoded(bytes, charset);
  const seen = withoutControls(read.text);
  const mends = seen === read.text ? read.mends : [...read.mends, "C1 controls read as Windows-1252"];
  const meant = asMeant(seen);
  return meant === undefined
    ? { text: seen, mends }
    : { text: meant, mends: ["UTF-8 that had been taken for Windows-1252"] };
}

/** Returns a text as one line, without invisible characters and with single spaces. */
export function asLine(text: string): Read {
  const seen = withoutInvisible(text);
  const tidy = spaced(seen.text, seen.text.replaceAll(/\s+/g, " ").trim());
  return { text: tidy.text, mends: [...seen.mends, ...tidy.mends] };
}

/** Returns a text of several lines, without invisible characters and trailing spaces. */
export function asProse(text: string): Read {
  const seen = withoutInvisible(text);
  const lines = seen.text.replaceAll(/\r\n?/g, "\n");
  const tidy = spaced(
    lines,
    lines
      .split("\n")
      .map((line) => line.trimEnd())
      .join("\n")
      .trim(),
  );
  return { text: tidy.text, mends: [...seen.mends, ...tidy.mends] };
}

/** Truncates a text to a number of characters, without splitting one. */
export function cut(text: string, longest: number): string {
  if (text.length <= longest) return text;
  const characters = [...text];
  return characters.length <= longest ? text : characters.slice(0, longest).join("");
}

function decoded(bytes: Buffer, charset: string | null): Read {
  if (charset === null || charset === "latin1") {
    const isWide = bytes.some((byte) => byte >= 0x80 && byte < 0xa0);
    return { text: western.decode(bytes), mends: isWide ? ["Windows-1252 read as such"] : [] };
  }
  try {
    return { text: strict.decode(bytes), mends: [] };
  } catch {
    return { text: western.decode(bytes), mends: ["bytes that are no UTF-8 read as Windows-1252"] };
  }
}

function withoutInvisible(text: string): Read {
  const cleaned = text.replaceAll(invisible, "");
  return { text: cleaned, mends: cleaned === text ? [] : ["invisible characters removed"] };
}

function spaced(text: string, cleaned: string): Read {
  return {
    text: cleaned,
    mends: cleaned === text ? [] : ["stray spaces removed"],
  };
}
