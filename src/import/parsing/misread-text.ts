/** What Windows-1252 has for the bytes 128 to 159: 27 characters, and five controls where it has none. */
const westerns = [
  ...new TextDecoder("windows-1252").decode(Uint8Array.from({ length: 32 }, (_, index) => 128 + index)),
];
const byteOf = new Map(westerns.map((character, index) => [character, 128 + index] as const));

/**
 * What a letter of UTF-8 looks like when its bytes are taken for Windows-1252, and no language writes: `Ã©`, `Â°`, `â€™`.
 * Pairs that may stand in a real text (`Ã…`, `É”`) are none of them.
 */
const certain =
  /Ã[\u00a0-\u00aa\u00ac\u00ad\u00af-\u00ba\u00bc-\u00bf€ƒˆ‰Š‹Œž]|Â[\u00a0-\u00bf]|â€[\u0080-\u00bf™œžšœ˜–—“”•…¦¢]/;

const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * The two bytes of a C1 control in UTF-8, taken for Windows-1252: the second alone is what was meant. Certain wherever it
 * stands, also beside letters that were read rightly.
 */
const strayed = new RegExp(`Â(?=[${westerns.join("")}])`, "g");

/** The text as it was meant, where it is certain that its UTF-8 was taken for Windows-1252; undefined otherwise. */
export function asMeant(text: string): string | undefined {
  const meant = withoutControls(decodedAgain(text) ?? text).replaceAll(strayed, "");
  return meant === text ? undefined : meant;
}

/**
 * C1 controls stand in no text: they are bytes of Windows-1252 that were taken for ISO 8859-1. The five that stand for
 * nothing in either stay as they are.
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
