import type { Reader } from "../../platform/database/database.ts";
import { isPlaced, mostCombined, searchFor, type SearchTerms } from "./match.ts";
import { nearWords, productsHolding, productsNamedLike } from "./search.queries.ts";
import { understand, type Term } from "./understand-query.ts";
import type { Vocabulary } from "./vocabulary.ts";
import { wordsOf } from "./words.ts";

/** How words are to be found: all of them, any; or all that say something, and else as many as can be. */
export type Wording = "all" | "any" | "as many as fit";

/** One way to look for what was typed, and what to say of it when it finds something. */
export type Attempt = {
  readonly terms: SearchTerms;
  readonly correctedTo: string | undefined;
  readonly isOfSomeWords: boolean;
};

/** Of the names that hold a word, this many are looked at, so that a very common one is completed as quickly. */
const namesLookedAt = 1000;

/** The ways to look for what was typed, in turn until one finds something; none where nothing can. */
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
  // Of a search whose other words nothing has, "with" and "for" are no answer.
  if (unknown.length > 0 && terms.every(({ isLittle }) => isLittle)) return [];
  const required = demanded(terms);
  const fewer = mostTelling(required);
  return [
    attempt(required, required.length),
    ...fewer.slice(1).map((_, dropped) => attempt(fewer, fewer.length - 1 - dropped)),
  ];
}

/**
 * Completes what is being typed: names that begin so come first, then those that hold the words. A word nearly right will do
 * when none is right.
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
 * What must fit: the words that tell something in this shop. Where none does, those of places and values, such as a colour in
 * which all is sold; else all but little words; else these.
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
