const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });
/** A character that joins the one before it: marks, joiners, variation selectors, skin tones, flag letters. */
const joins = /^[\p{M}\u200d\ufe0f\u{1f3fb}-\u{1f3ff}\u{1f1e6}-\u{1f1ff}]/u;

/**
 * The description's first `length` characters and `...`, or all of it when it is no longer than that. Characters
 * are counted as Unicode code points; one that people see as a unit is left out whole rather than cut apart.
 */
export const cutDescription = (description: string, length: number): string => {
  if (description.length <= length) return description;
  const characters = Array.from(description);
  if (characters.length <= length) return description;
  const kept = characters.slice(0, length).join("");
  const next = characters[length] ?? "";
  if (!joins.test(next) && characters[length - 1] !== "\u200d") return `${kept}...`;
  let whole = "";
  for (const { segment } of graphemes.segment(description)) {
    if (whole.length + segment.length > kept.length) break;
    whole += segment;
  }
  return `${whole}...`;
};
