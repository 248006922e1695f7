import { irregularForms } from "./irregular-forms.ts";

/** More words than anybody types; longer words than any language has. */
const mostWords = 16;
const longestWord = 64;

/** "valentine's" and "leprechauns'" mean the word itself. */
const possessive = /(?<=[\p{L}\p{N}])(?:['’]s|(?<=s)['’])(?![\p{L}\p{N}])/giu;

/** Scripts that write no blanks between words, as the function searchable has them. */
const withoutBlanks =
  /[\u0e01-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u2fdf\u3005-\u3007\u3041-\u312f\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u{20000}-\u{323af}]/u;

/** A word or several in a row, as it is asked what they say in this shop. */
export type Phrase = {
  /** The words as they were typed, with blanks between. */
  readonly phrase: string;
  /** A tsquery of its forms: several words as one, spelt together. None for a script without blanks, where its signs follow one another. */
  readonly forms: string | undefined;
};

/** Two and three words in a row may be one, or have a synonym. */
const longestPhrase = 3;

/** A part is no letter alone, and no word that is put together is longer. */
const shortestPart = 2;
const longestParted = 24;

/** The words of a text: letters and digits, nothing that tsquery could take for an operator. */
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

/** Every word, and every few in a row. */
export function phrasesOf(words: readonly string[]): Phrase[] {
  return words.flatMap((_, first) =>
    Array.from({ length: Math.min(longestPhrase, words.length - first) }, (_, more) =>
      asOne(words.slice(first, first + more + 1)),
    ),
  );
}

/** The ways to read a word as two or three that were to stand apart: side by side, or almost. */
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
