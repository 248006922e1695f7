/** Common spellings of sizes by customers and front-ends; each list is one size. */
const spellings: readonly (readonly string[])[] = [
  ["xs", "xsm", "x small", "xsmall", "extra small"],
  ["s", "sm", "sml", "small"],
  ["m", "md", "med", "medium"],
  ["l", "lg", "lge", "lrg", "large"],
  ["xl", "xlg", "xlrg", "x large", "xlarge", "extra large", "1xl"],
  [
    "xxl",
    "xxlg",
    "xx large",
    "xxlarge",
    "2xl",
    "2xlg",
    "2x large",
    "2x",
    "extra extra large",
    "double xl",
    "double extra large",
  ],
  ["xxxl", "xxxlg", "xxx large", "xxxlarge", "3xl", "3xlg", "3x large", "3x", "triple xl", "triple extra large"],
];

const bySpelling = new Map(spellings.flatMap((size) => size.map((spelling) => [spelling, size] as const)));

/**
 * Returns every spelling of the size that these words name, including the words themselves; empty when they name no
 * size.
 */
export function spellingsOf(words: string): readonly string[] {
  return bySpelling.get(words) ?? [];
}
