/** The characters that Windows-1252 has for the bytes 128 to 159, by their code points. */
const byteOf = new Map(
  [...new TextDecoder("windows-1252").decode(Uint8Array.from({ length: 32 }, (_, index) => 128 + index))].map(
    (character, index) => [character, 128 + index] as const,
  ),
);

const inBytes = (text: string): Uint8Array | undefined => {
  const bytes = [...text].map((character) => byteOf.get(character) ?? character.charCodeAt(0));
  return bytes.every((byte) => byte < 256) && ![...text].some((character) => character.length > 1)
    ? Uint8Array.from(bytes)
    : undefined;
};

/**
 * What a letter of UTF-8 looks like when its bytes are taken for Windows-1252, and no language writes: `Ã©`, `Â°`, `â€™`.
 * Pairs that may stand in a real text (`Ã…`, `É”`) are none of them.
 */
const certain =
  /Ã[\u00a0-\u00aa\u00ac\u00ad\u00af-\u00ba\u00bc-\u00bf€ƒˆ‰Š‹Œž]|Â[\u00a0-\u00bf]|â€[\u0080-\u00bf™œžšœ˜–—“”•…¦¢]/;

const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** The text as it was meant, where it is certain that its UTF-8 was taken for Windows-1252; undefined otherwise. */
export const asMeant = (text: string): string | undefined => {
  const bytes = certain.test(text) ? inBytes(text) : undefined;
  if (!bytes) return undefined;
  try {
    return strict.decode(bytes);
  } catch {
    return undefined;
  }
};
