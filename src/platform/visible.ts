/** Whatever leaves no mark on paper: blanks, line breaks, controls, what Unicode lets be ignored, and the empty braille cell. */
const unseen = /^[\s\p{White_Space}\p{Default_Ignorable_Code_Point}\p{Cc}\p{Cf}\u2800]*$/u;

/** Marks that turn the direction of what follows them, also of text behind the field's own. */
const turning = /[\u202A-\u202E\u2066-\u2069]/gu;
/** Controls that are no line break and no tab. */
const controls = /(?![\n\r\t])\p{Cc}/gu;
const breaks = /\s*[\p{Cc}\u2028\u2029]+\s*/gu;
const ends = /^[\s\u00AD\u200B\u2060\uFEFF]+|[\s\u00AD\u200B\u2060\uFEFF]+$/gu;

/** Would somebody who reads this text see anything? */
export function isVisible(text: string): boolean {
  return !unseen.test(text);
}

/** A text as it stands on one line: breaks and controls are blanks, and nothing unseen is at its ends. */
export function oneLine(text: string): string {
  return text.replaceAll(turning, "").replaceAll(breaks, " ").replaceAll(ends, "");
}

/** A text of several lines, whose marks reach no further than itself. */
export function prose(text: string): string {
  return text.replaceAll(turning, "").replaceAll(controls, "");
}
