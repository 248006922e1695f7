/** Invisible characters: a phone number copied from a page or a contact list has direction marks around it. */
const unseen = /[\p{Cf}\p{Default_Ignorable_Code_Point}]/gu;
const dashes = /[\p{Pd}\u2212]/gu;

const shape = /^\+?[\d\s().\-/]{5,30}(?:(?:\s*[,;]?\s*(?:ext(?:ension|n)?\.?|x\.?|#)|;ext=)\s*\d{1,8})?$/i;

/** Normalizes a phone: plain digits, blanks, dashes and an optional extension. Returns undefined when invalid. */
export function readPhone(written: string): string | undefined {
  const phone = written
    .normalize("NFKC")
    .replaceAll(unseen, "")
    .replaceAll(dashes, "-")
    .replaceAll(/\p{Nd}/gu, asciiDigit)
    .replaceAll(/\s+/g, " ")
    .trim()
    .replace(/^tel:/i, "");
  const [number = ""] = phone.split(/[,;]?\s*(?:ext|x|#)/i);
  return shape.test(phone) && number.replaceAll(/\D/g, "").length >= 5 ? phone : undefined;
}

/** Converts a digit of any script to ASCII: in Unicode the ten digits of a script are consecutive, 0 first. */
function asciiDigit(digit: string): string {
  const code = digit.codePointAt(0) ?? 0;
  let before = 0;
  while (before < code && isDigit(code - before - 1)) before += 1;
  return String(before % 10);
}

function isDigit(code: number): boolean {
  return /\p{Nd}/u.test(String.fromCodePoint(code));
}
