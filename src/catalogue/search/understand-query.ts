import type { Reader } from "../../platform/database/database.ts";
import type { Guess } from "./guess-words.ts";
import type { Vocabulary, WordFacts } from "./vocabulary.ts";
import { phrasesOf } from "./words.ts";

/** One search term, of one word or a few, and how it is found. */
export type Term = {
  /** A tsquery of stems. */
  readonly query: string;
  /** The part of `query` for the typed word itself, where it has synonyms: products with the word itself rank first. */
  readonly own?: string;
  /** Products in one of these categories or with one of these attribute values match as well. */
  readonly categoryIds: readonly number[];
  readonly valueIds: readonly number[];
  /** How well the term distinguishes products: 1 when few match, near 0 when most match. */
  readonly weight: number;
  /** Whether the term is specific in this shop. A term that is not affects the ranking, and excludes no product. */
  readonly isTelling: boolean;
  /** Whether the term is a stop word, such as "with". */
  readonly isLittle: boolean;
  /** Set when the term is not what was typed, but a guess at what was meant. */
  readonly isGuess?: true;
};

export type Understood = {
  readonly terms: readonly Term[];
  /** Words that match nothing in the shop, even with their spelling corrected. */
  readonly unknown: readonly string[];
  /** The whole query with its misspelt words corrected; undefined when none was. */
  readonly correctedTo: string | undefined;
};

/** A term that matches at least this share of the shop's products does not distinguish them. */
const nearlyAll = 0.9;
/** A word that matches one product in this many, or fewer, has the maximum weight. */
const rarest = 1000;

type Facts = ReadonlyMap<string, WordFacts>;

type Part = { readonly words: readonly string[]; readonly term: Term | undefined };

/** Weight of a guess relative to a word that was typed in full. */
const guessWeight = 0.5;

type Guessed = { readonly term: Term; readonly corrected?: string };

/**
 * Returns the search terms that the words mean in this shop: spelt as one word or separately, with synonyms, categories
 * and attribute values. Words that match nothing are guessed at.
 */
export async function understand(
  reader: Reader,
  words: readonly string[],
  vocabulary: Vocabulary,
): Promise<Understood> {
  const parts = partsOf(words, await vocabulary.facts(reader, phrasesOf(words)));
  const lacking = parts.filter(({ term }) => term === undefined).flatMap((part) => part.words);
  if (lacking.length === 0)
    return { terms: parts.flatMap(({ term }) => term ?? []), unknown: [], correctedTo: undefined };
  const guesses = await vocabulary.guesses(reader, lacking, words.at(-1));
  const meant = [...guesses.values()].flatMap((guess) => (guess.kind === "misspelt" ? guess.words : []));
  const known =
    meant.length === 0
      ? new Map()
      : await vocabulary.facts(
          reader,
          meant.flatMap((word) => phrasesOf([word])),
        );
  const filled = parts.map(({ words: own, term }) => {
    const guess = term ? undefined : guesses.get(own[0] ?? "");
    const guessed = guess && guessedTerm(guess, known);
    return { own, term: term ?? guessed?.term, corrected: guessed?.corrected };
  });
  const correctedTo = filled.some(({ corrected }) => corrected !== undefined)
    ? filled.map(({ own, corrected }) => corrected ?? own.join(" ")).join(" ")
    : undefined;
  return {
    terms: filled.flatMap(({ term }) => term ?? []),
    unknown: filled.flatMap(({ own, term }) => (term ? [] : own)),
    correctedTo,
  };
}

function partsOf(words: readonly string[], facts: Facts): Part[] {
  const parts: Part[] = [];
  for (let at = 0; at < words.length;) {
    const joined = joinedTerm(words.slice(at), facts);
    const word = words[at] ?? "";
    const own = facts.get(word);
    parts.push(
      joined
        ? { words: words.slice(at, at + joined.length), term: joined.term }
        : { words: [word], term: own && exists(own) ? termOf(own) : undefined },
    );
    at += joined?.length ?? 1;
  }
  return parts;
}

/**
 * Returns the term that the first three or two words form when they are spelt as one word in this shop or have a
 * synonym, and the number of these words.
 */
function joinedTerm(words: readonly string[], facts: Facts): { length: number; term: Term } | undefined {
  for (const length of [3, 2]) {
    const row = words.slice(0, length);
    const known = row.length === length ? facts.get(row.join(" ")) : undefined;
    if (!known?.query || !exists(known)) continue;
    const apart = row.map((word) => facts.get(word)?.query);
    const alsoApart = apart.every(Boolean) ? ` | (${apart.map((query) => `(${query})`).join(" & ")})` : "";
    return { length, term: termOf(known, `${known.query}${alsoApart}`) };
  }
  return undefined;
}

function guessedTerm(guess: Guess, facts: Facts): Guessed | undefined {
  if (guess.kind !== "misspelt")
    return {
      term: {
        query: `(${guess.query})`,
        categoryIds: [],
        valueIds: [],
        weight: guessWeight,
        isTelling: true,
        isLittle: false,
        isGuess: true,
      },
    };
  const terms = guess.words.flatMap((word) => {
    const known = facts.get(word);
    return known && exists(known) ? [termOf(known)] : [];
  });
  const [corrected] = guess.words;
  if (terms.length === 0 || corrected === undefined) return undefined;
  const meant = anyOf(terms);
  return { term: { ...meant, weight: inHundredths(guessWeight * meant.weight), isGuess: true }, corrected };
}

function exists({ products, categoryIds, valueIds }: WordFacts): boolean {
  return products > 0 || categoryIds.length > 0 || valueIds.length > 0;
}

function termOf(facts: WordFacts, query = facts.query ?? ""): Term {
  return {
    query: `(${query})`,
    ...(facts.hasSynonyms && facts.said ? { own: `(${facts.said})` } : {}),
    categoryIds: facts.categoryIds,
    valueIds: facts.valueIds,
    weight: weightOf(facts),
    isTelling: tells(facts),
    isLittle: facts.isStop,
  };
}

function weightOf(facts: WordFacts): number {
  const told = Math.log(Math.min(rarest, 1 / Math.max(facts.share, 1 / rarest))) / Math.log(rarest);
  return inHundredths(Math.max(0.05, tells(facts) ? Math.max(0.3, told) : 0.1 * told));
}

/**
 * Returns false for stop words, for what matches nearly all products, and for what is not in the name of any product,
 * category, department or attribute value.
 */
function tells({ isStop, share, isNamed, categoryIds, valueIds }: WordFacts): boolean {
  return !isStop && share < nearlyAll && (isNamed || categoryIds.length > 0 || valueIds.length > 0);
}

/** Combines terms into one that matches when any of them does. */
function anyOf(terms: readonly Term[]): Term {
  return {
    query: `(${terms.map(({ query }) => query).join(" | ")})`,
    categoryIds: bothOf(terms.map(({ categoryIds }) => categoryIds)),
    valueIds: bothOf(terms.map(({ valueIds }) => valueIds)),
    weight: Math.max(...terms.map(({ weight }) => weight)),
    isTelling: terms.some(({ isTelling }) => isTelling),
    isLittle: false,
  };
}

function bothOf(lists: readonly (readonly number[])[]): number[] {
  return [...new Set(lists.flat())];
}

/** Rounds a weight: a cursor holds a rank, which is computed from weights. */
function inHundredths(weight: number): number {
  return Math.round(100 * weight) / 100;
}
