/**
 * Returns the text of a file in UTF-8, or in an encoding that editors on Windows write with a byte order mark;
 * undefined for any other.
 */
export function decodeText(bytes: Uint8Array): string | undefined {
  try {
    const text = new TextDecoder(encodingOf(bytes), { fatal: true }).decode(bytes);
    return text.includes("\0") ? undefined : text;
  } catch {
    return undefined;
  }
}

/** Returns the encoding by the byte order mark; without one it is UTF-8. */
function encodingOf(bytes: Uint8Array): "utf-8" | "utf-16le" | "utf-16be" {
  if (starts(bytes, 0xff, 0xfe)) return "utf-16le";
  return starts(bytes, 0xfe, 0xff) ? "utf-16be" : "utf-8";
}

function starts(bytes: Uint8Array, ...mark: number[]): boolean {
  return mark.every((byte, index) => bytes[index] === byte);
}
