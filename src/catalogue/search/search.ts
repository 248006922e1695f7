import type { Reader } from "../../platform/database/database.ts";
import { nearWords, productsHolding, productsNamedLike } from "./queries.ts";

/**
 * What is looked for, as tsqueries: `exact` decides the rank, `wide` also finds what is only begun or nearly spelt, and
 * where too many match to be ranked, products that are `named` so come first.
 */
export type SearchTerms = { readonly exact: string; readonly wide: string; readonly named: string };

/** More words than anybody types; longer words than any language has. */
const mostWords = 16;
const longestWord = 64;
/** Fewer results than this make us ask whether a word was misspelt. */
const littleFound = 3;
const mostCorrections = 5;

/** The words of a text: letters and digits, nothing that tsquery could take for an operator. */
export const wordsOf = (said: string): string[] =>
  (said.normalize("NFKC").match(/[\p{L}\p{N}][\p{L}\p{N}\p{M}]*/gu) ?? [])
    .slice(0, mostWords)
    .map((word) => Array.from(word).slice(0, longestWord).join(""));

const operator = (allWords: boolean): string => (allWords ? " & " : " | ");

/** The last word may be unfinished: it matches as a beginning, once it has two letters. */
const unfinished = (word: string): string => (word.length > 1 ? `${word}:*` : word);

export const termsOf = (words: readonly string[], allWords: boolean): SearchTerms => {
  const exact = words.join(operator(allWords));
  const wide = words.map((word, index) => (index === words.length - 1 ? unfinished(word) : word));
  return { exact, wide: wide.join(operator(allWords)), named: exact };
};

type Neighbours = ReadonlyMap<string, { readonly isKnown: boolean; readonly near: readonly string[] }>;

const neighboursOf = async (reader: Reader, words: readonly string[]): Promise<Neighbours> => {
  const rows = await reader.all(nearWords(words));
  return new Map(
    words.map((word) => {
      const found = rows.filter(({ asked }) => asked === word);
      const closest = found.find(({ distance }) => distance > 0)?.distance;
      const near = found.filter(({ distance }) => distance === closest).slice(0, mostCorrections);
      return [word, { isKnown: found.some(({ distance }) => distance === 0), near: near.map((row) => row.near) }];
    }),
  );
};

/**
 * Terms that forgive typing errors, or undefined when there is nothing to forgive: enough was found, or no word is
 * like those asked. Words the catalogue knows stay as they are: who asks for an owl and a fox wants no bowl.
 */
export const forgivingTerms = async (
  reader: Reader,
  words: readonly string[],
  allWords: boolean,
  found: number,
): Promise<SearchTerms | undefined> => {
  if (found >= littleFound || words.length === 0) return undefined;
  const neighbours = await neighboursOf(reader, words);
  const correctionsOf = (word: string): readonly string[] => {
    const { isKnown = false, near = [] } = neighbours.get(word) ?? {};
    return isKnown ? [] : near;
  };
  if (words.every((word) => correctionsOf(word).length === 0)) return undefined;
  const plain = termsOf(words, allWords);
  const corrected = words.map((word, index) => {
    const asTyped = index === words.length - 1 ? unfinished(word) : word;
    return `(${[asTyped, ...correctionsOf(word)].join(" | ")})`;
  });
  const wide = corrected.join(operator(allWords));
  return { exact: plain.exact, wide, named: wide };
};

/** Of the names that hold a word, this many are looked at, so that a very common one is completed as quickly. */
const namesLookedAt = 1000;

/**
 * Completes what is being typed: names that begin so come first, then those that hold the words. A word nearly right will do
 * when none is right.
 */
export const suggestProducts = async (reader: Reader, typed: string, limit: number) => {
  const words = wordsOf(typed);
  if (words.length === 0) return [];
  const beginning = typed.trim();
  const begun = await reader.all(productsNamedLike(beginning, limit));
  if (begun.length === limit) return begun;
  const holding = async (named: string) => {
    const found = await reader.all(productsHolding({ named, typed: beginning, limit, most: namesLookedAt }));
    return [...begun, ...found].slice(0, limit);
  };
  const completed = words.map((word, index) => (index === words.length - 1 ? `(${word} | ${word}:*)` : word));
  const found = await holding(completed.join(" & "));
  if (found.length > 0) return found;
  const neighbours = await neighboursOf(reader, words);
  const corrected = words.map((word) => `(${[word, ...(neighbours.get(word)?.near ?? [])].join(" | ")})`);
  return holding(corrected.join(" & "));
};
