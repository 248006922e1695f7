const starts = (bytes: Uint8Array, ...mark: number[]): boolean => mark.every((byte, index) => bytes[index] === byte);

/** By its byte order mark; without one it is UTF-8. */
const encodingOf = (bytes: Uint8Array): "utf-8" | "utf-16le" | "utf-16be" => {
  if (starts(bytes, 0xff, 0xfe)) return "utf-16le";
  return starts(bytes, 0xfe, 0xff) ? "utf-16be" : "utf-8";
};

/** The text of a file in any encoding that editors on Windows write with a mark; undefined in another. */
export const decodeText = (bytes: Uint8Array): string | undefined => {
  try {
    const text = new TextDecoder(encodingOf(bytes), { fatal: true }).decode(bytes);
    return text.includes("\0") ? undefined : text;
  } catch {
    return undefined;
  }
};
