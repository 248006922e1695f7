import { irregularForms } from "./irregular-forms.ts";

/** Maximum number of words in a query, and of characters in a word: more than real queries and words have. */
const mostWords = 16;
const longestWord = 64;

/** Possessive endings: "valentine's" and "leprechauns'" mean the word itself. */
const possessive = /(?<=[\p{L}\p{N}])(?:['’]s|(?<=s)['’])(?![\p{L}\p{N}])/giu;

/**
 * Scripts without spaces between words: the ranges of the SQL function `searchable`, except half-width kana, which NFKC
 * normalization replaces.
 */
const withoutBlanks =
  /[\u0e01-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u2fdf\u3005-\u3007\u3041-\u312f\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u{20000}-\u{323af}]/u;

/** A word or a few consecutive words of a query, looked up as one in the shop's vocabulary. */
export type Phrase = {
  /** The words as typed, separated by spaces. */
  readonly phrase: string;
  /**
   * A tsquery of its word forms; several words are joined into one. Undefined for a script without spaces, whose
   * characters must follow one another.
   */
  readonly forms: string | undefined;
};

/** Maximum number of words in a phrase: two or three words may be spelt as one in the shop, or have a synonym. */
const longestPhrase = 3;

/**
 * Minimum length of a part of a split word, so that no part is a single letter; and maximum length of a word to split,
 * since compound words are not longer.
 */
const shortestPart = 2;
const longestParted = 24;

/** Returns the words of a text: letters and digits, no character that tsquery reads as an operator. */
export function wordsOf(said: string): string[] {
  return (
    said
      .normalize("NFKC")
      .replace(possessive, "")
      .match(/[\p{L}\p{N}][\p{L}\p{N}\p{M}]*/gu) ?? []
  )
    .slice(0, mostWords)
    .map((word) => Array.from(word).slice(0, longestWord).join(""));
}

/** Returns every word, and every two and three consecutive words. */
export function phrasesOf(words: readonly string[]): Phrase[] {
  return words.flatMap((_, first) =>
    Array.from({ length: Math.min(longestPhrase, words.length - first) }, (_, more) =>
      asOne(words.slice(first, first + more + 1)),
    ),
  );
}

/** Returns the ways to split a word into two adjacent or nearly adjacent words, or into three adjacent ones. */
export function partings(word: string): { readonly parts: string; readonly query: string }[] {
  const letters = Array.from(word);
  if (letters.length < 2 * shortestPart || letters.length > longestParted || withoutBlanks.test(word)) return [];
  const cut = (from: number, to?: number) => letters.slice(from, to).join("");
  const found: string[][] = [];
  for (let first = shortestPart; first <= letters.length - shortestPart; first += 1) {
    found.push([cut(0, first), cut(first)]);
    for (let second = first + shortestPart; second <= letters.length - shortestPart; second += 1)
      found.push([cut(0, first), cut(first, second), cut(second)]);
  }
  return found.map((parts) => ({ parts: parts.join(" "), query: together(parts) }));
}

function asOne(words: readonly string[]): Phrase {
  const phrase = words.join(" ");
  const together = words.join("");
  const forms = [together, ...irregularForms(together.toLowerCase())];
  return { phrase, forms: withoutBlanks.test(phrase) ? undefined : forms.join(" | ") };
}

function together(parts: readonly string[]): string {
  const [first = "", second = ""] = parts;
  return parts.length === 2
    ? `(${first} <-> ${second}) | (${first} <2> ${second}) | (${first} <3> ${second})`
    : parts.join(" <-> ");
}
