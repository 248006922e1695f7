/**
 * Characters of Windows-1252 for the bytes 128 to 159: 27 characters, and control characters for the five unassigned
 * bytes.
 */
const westerns = [
  ...new TextDecoder("windows-1252").decode(Uint8Array.from({ length: 32 }, (_, index) => 128 + index)),
];
const byteOf = new Map(westerns.map((character, index) => [character, 128 + index] as const));

/**
 * UTF-8 characters misread as Windows-1252, where no language writes the result: `Ã©`, `Â°`, `â€™`. Pairs that may
 * occur in real text (`Ã…`, `É”`) are not included.
 */
const certain =
  /Ã[\u00a0-\u00aa\u00ac\u00ad\u00af-\u00ba\u00bc-\u00bf€ƒˆ‰Š‹Œž]|Â[\u00a0-\u00bf]|â€[\u0080-\u00bf™œžšœ˜–—“”•…¦¢]/;

const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * The two UTF-8 bytes of a C1 control, misread as Windows-1252: only the second byte was meant. This is certain
 * anywhere in a text, even next to letters that were read correctly.
 */
const strayed = new RegExp(`Â(?=[${westerns.join("")}])`, "g");

/** Returns the text as it was meant, where its UTF-8 was certainly misread as Windows-1252; undefined otherwise. */
export function asMeant(text: string): string | undefined {
  const meant = withoutControls(decodedAgain(text) ?? text).replaceAll(strayed, "");
  return meant === text ? undefined : meant;
}

/**
 * Replaces C1 controls, which occur in no text, by the Windows-1252 characters of their bytes: they were misread as ISO
 * 8859-1. The five bytes without a character stay.
 */
export function withoutControls(text: string): string {
  return text.replaceAll(/[\u0080-\u009f]/g, (control) => westerns[control.charCodeAt(0) - 128] ?? control);
}

function decodedAgain(text: string): string | undefined {
  const bytes = certain.test(text) ? inBytes(text) : undefined;
  if (!bytes) return undefined;
  try {
    return strict.decode(bytes);
  } catch {
    return undefined;
  }
}

function inBytes(text: string): Uint8Array | undefined {
  const bytes = [...text].map((character) => byteOf.get(character) ?? character.charCodeAt(0));
  return bytes.every((byte) => byte < 256) && ![...text].some((character) => character.length > 1)
    ? Uint8Array.from(bytes)
    : undefined;
}
