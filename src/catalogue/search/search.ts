import type { Reader } from "../../platform/database/database.ts";
import { isPlaced, mostCombined, searchFor, type SearchTerms } from "./match.ts";
import { nearWords, productsHolding, productsNamedLike } from "./search.queries.ts";
import { understand, type Term } from "./understand-query.ts";
import type { Vocabulary } from "./vocabulary.ts";
import { wordsOf } from "./words.ts";

/** Which words must match: all; any; or all specific ones, and if no product has these, as many as possible. */
export type Wording = "all" | "any" | "as many as fit";

/** One way to search for what was typed, and what the response reports when it finds something. */
export type Attempt = {
  readonly terms: SearchTerms;
  readonly correctedTo: string | undefined;
  readonly isOfSomeWords: boolean;
};

/** Maximum number of matching names to read, so that a very common word is completed as fast as any other. */
const namesLookedAt = 1000;

/**
 * Returns the ways to search for what was typed, to be tried in turn until one finds something. Empty when none can.
 */
export async function attemptsAt(
  reader: Reader,
  typed: string,
  wording: Wording,
  vocabulary: Vocabulary,
): Promise<readonly Attempt[]> {
  const words = wordsOf(typed);
  if (words.length === 0) return [];
  const { terms, unknown, correctedTo } = await understand(reader, words, vocabulary);
  if (terms.length === 0 || (wording === "all" && unknown.length > 0)) return [];
  const attempt = (required: readonly Term[], atLeast: number): Attempt => ({
    terms: searchFor(
      required,
      atLeast,
      terms.filter((term) => !required.includes(term)),
    ),
    correctedTo,
    isOfSomeWords: wording === "as many as fit" && (unknown.length > 0 || atLeast < required.length),
  });
  if (wording === "any") return [attempt(terms, 1)];
  if (wording === "all") return [attempt(terms, terms.length)];
  // When all other words match nothing, stop words such as "with" and "for" are no useful search.
  if (unknown.length > 0 && terms.every(({ isLittle }) => isLittle)) return [];
  const required = demanded(terms);
  const fewer = mostTelling(required);
  return [
    attempt(required, required.length),
    ...fewer.slice(1).map((_, dropped) => attempt(fewer, fewer.length - 1 - dropped)),
  ];
}

/**
 * Returns completions of what is being typed: first products whose names begin with it, then those whose names contain
 * its words. Corrects misspelt words only when nothing else is found.
 */
export async function suggestProducts(reader: Reader, typed: string, limit: number) {
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
  const near = await reader.all(nearWords(words, []));
  const corrected = words.map(
    (word) => `(${[word, ...near.filter(({ asked }) => asked === word).map((row) => row.near)].join(" | ")})`,
  );
  return holding(corrected.join(" & "));
}

/**
 * Returns the terms that must match: the specific ones; if there are none, those that name categories or attribute
 * values, such as a colour that every product has; otherwise all but stop words; otherwise all.
 */
function demanded(terms: readonly Term[]): readonly Term[] {
  const kinds = [({ isTelling }: Term) => isTelling, isPlaced, ({ isLittle }: Term) => !isLittle];
  const kind = kinds.find((is) => terms.some(is));
  return kind ? terms.filter(kind) : terms;
}

function mostTelling(terms: readonly Term[]): Term[] {
  return terms.length <= mostCombined
    ? [...terms]
    : terms.toSorted((a, b) => b.weight - a.weight).slice(0, mostCombined);
}
