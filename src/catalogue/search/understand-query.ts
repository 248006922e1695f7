import type { Reader } from "../../platform/database/database.ts";
import type { Guess } from "./guess-words.ts";
import type { Vocabulary, WordFacts } from "./vocabulary.ts";
import { phrasesOf } from "./words.ts";

/** One thing that was said, in a word or a few, and how it is found. */
export type Term = {
  /** A tsquery of stems. */
  readonly query: string;
  /** The typed word's own part of it, where others mean the same: who says the word itself comes first. */
  readonly own?: string;
  /** Whoever stands in one of these categories or has one of these values fits as well. */
  readonly categoryIds: readonly number[];
  readonly valueIds: readonly number[];
  /** How much it tells products apart: 1 what few have, near 0 what most have. */
  readonly weight: number;
  /** What says nothing in this shop ranks, and excludes nothing. */
  readonly isTelling: boolean;
  /** A word of the language that says nothing anywhere, such as "with". */
  readonly isLittle: boolean;
  /** Not what was typed, but what may have been meant. */
  readonly isGuess?: true;
};

export type Understood = {
  readonly terms: readonly Term[];
  /** Words that nothing in the shop has, even spelt otherwise. */
  readonly unknown: readonly string[];
  /** All that was typed with its errors corrected, if something was. */
  readonly correctedTo: string | undefined;
};

/** What fits this part of the shop does not tell its products apart. */
const nearlyAll = 0.9;
/** A word that one product in so many has tells as much as can be told. */
const rarest = 1000;

type Facts = ReadonlyMap<string, WordFacts>;

type Part = { readonly words: readonly string[]; readonly term: Term | undefined };

/** What was typed in full counts more. */
const guessWeight = 0.5;

type Guessed = { readonly term: Term; readonly corrected?: string };

/** What the words say in this shop: spelt together or apart, with synonyms, places and values; what is unknown is guessed at. */
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

/** Words in a row that are one in this shop, spelt together, or that something else means: how many, and the term. */
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

/** Neither little words, nor what fits nearly all, nor what nothing in the shop is called. */
function tells({ isStop, share, isNamed, categoryIds, valueIds }: WordFacts): boolean {
  return !isStop && share < nearlyAll && (isNamed || categoryIds.length > 0 || valueIds.length > 0);
}

/** Several terms of which any will do. */
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

/** A cursor holds a rank that is made of weights. */
function inHundredths(weight: number): number {
  return Math.round(100 * weight) / 100;
}
