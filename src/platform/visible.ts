/**
 * Characters without visible ink: blanks, line breaks, controls, default-ignorable characters of Unicode, and the empty
 * braille cell.
 */
const unseen = /^[\s\p{White_Space}\p{Default_Ignorable_Code_Point}\p{Cc}\p{Cf}\u2800]*$/u;

/** Marks that change the direction of the text that follows them, even beyond the field's own text. */
const turning = /[\u202A-\u202E\u2066-\u2069]/gu;
/** Control characters except line breaks and tabs. */
const controls = /(?![\n\r\t])\p{Cc}/gu;
/** Blanks, line breaks and controls. Each match is as long as can be, so that no text is searched twice. */
const gaps = /[\s\p{Cc}\u2028\u2029]+/gu;
const breaks = /[\p{Cc}\u2028\u2029]/u;
const atEnds = /[\s\u00AD\u200B\u2060\uFEFF]/u;

/** Returns whether a text has any visible character. */
export function isVisible(text: string): boolean {
  return !unseen.test(text);
}

/**
 * Returns a text as one line: line breaks and controls become blanks, and invisible characters at the ends are removed.
 */
export function oneLine(text: string): string {
  return withoutEnds(text.replaceAll(turning, "").replaceAll(gaps, (gap) => (breaks.test(gap) ? " " : gap)));
}

/** Returns a text of several lines without controls and without marks that affect the text after it. */
export function prose(text: string): string {
  return text.replaceAll(turning, "").replaceAll(controls, "");
}

/** Goes from the ends inward: an expression that ends in `+$` would search a long run of blanks from each of them. */
function withoutEnds(text: string): string {
  let [from, to] = [0, text.length];
  while (from < to && atEnds.test(text.charAt(from))) from += 1;
  while (to > from && atEnds.test(text.charAt(to - 1))) to -= 1;
  return text.slice(from, to);
}
