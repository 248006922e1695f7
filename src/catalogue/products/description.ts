const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });
/** A character that joins the one before it: marks, joiners, variation selectors, skin tones, flag letters. */
const joins = /^[\p{M}\u200d\ufe0f\u{1f3fb}-\u{1f3ff}\u{1f1e6}-\u{1f1ff}]/u;

/**
 * Returns the description's first `length` characters and `...`, or all of it when it is no longer than that.
 * Characters are counted as Unicode code points; a grapheme that does not fit is omitted rather than split.
 */
export function cutDescription(description: string, length: number): string {
  if (description.length <= length) return description;
  const end = endOf(description, length);
  if (end === description.length) return description;
  const next = String.fromCodePoint(description.codePointAt(end) ?? 0);
  if (!joins.test(next) && description[end - 1] !== "\u200d") return `${description.slice(0, end)}...`;
  let whole = "";
  for (const { segment } of graphemes.segment(description)) {
    if (whole.length + segment.length > end) break;
    whole += segment;
  }
  return `${whole}...`;
}

/** Returns the index in the text at which its first `count` code points end. */
function endOf(text: string, count: number): number {
  let end = 0;
  for (let passed = 0; passed < count && end < text.length; passed += 1)
    end += (text.codePointAt(end) ?? 0) > 0xffff ? 2 : 1;
  return end;
}
