import { LRUCache } from "lru-cache";
import type { Reader } from "../../platform/database/database.ts";
import { askPlaceWords, guessAt, type Guess, type PlaceWords } from "./guess-words.ts";
import { wordFacts } from "./search.queries.ts";
import type { Phrase } from "./words.ts";

/** What the shop's catalogue says about a word or phrase. */
export type WordFacts = {
  /** The tsquery to search with: word forms, synonyms and the spelling as two words. */
  readonly query: string | undefined;
  /** The part of `query` for the word itself, without synonyms. */
  readonly said: string | undefined;
  /**
   * Estimated share of the shop's products that it matches, and the number of products with the word: those in the
   * sample, or all when the sample has none.
   */
  readonly share: number;
  readonly products: number;
  readonly isStop: boolean;
  /** Whether a product has it in its name. */
  readonly isNamed: boolean;
  readonly hasSynonyms: boolean;
  /** The categories (also those of departments) and attribute values whose names match. */
  readonly categoryIds: readonly number[];
  readonly valueIds: readonly number[];
};

export type Vocabulary = {
  facts(reader: Reader, phrases: readonly Phrase[]): Promise<ReadonlyMap<string, WordFacts>>;
  /**
   * Returns guesses for words that match nothing in the shop. `last`, the last word of the query, may be unfinished.
   */
  guesses(reader: Reader, words: readonly string[], last: string | undefined): Promise<ReadonlyMap<string, Guess>>;
  forgetAll(): void;
};

/** A vocabulary without a cache. */
export const unkeptVocabulary: Vocabulary = {
  facts: async (reader, phrases) => new Map(await askFacts(reader, phrases)),
  guesses: (reader, words, last) => guessAt(reader, words, last, askPlaceWords),
  forgetAll: () => undefined,
};

/** Maximum number of entries in each cache, of some 300 bytes each. */
const mostPhrases = 10_000;

type Stores = ReturnType<typeof openStores>;

/**
 * Returns a vocabulary that caches its results for as long as replies are cached, so that a recently used word costs no
 * statement.
 */
export function keepVocabulary({ replyCacheSeconds }: { readonly replyCacheSeconds: number }): Vocabulary {
  let stores = openStores(replyCacheSeconds);
  return {
    facts: (reader, phrases) =>
      stores.facts(
        phrases.map(({ phrase }) => phrase),
        async (missing) =>
          new Map(
            await askFacts(
              reader,
              phrases.filter(({ phrase }) => missing.includes(phrase)),
            ),
          ),
      ),
    guesses: (reader, words, last) => guessesFrom(stores, reader, words, last),
    forgetAll() {
      stores = openStores(replyCacheSeconds);
    },
  };
}

async function askFacts(reader: Reader, phrases: readonly Phrase[]): Promise<[string, WordFacts][]> {
  const rows = await reader.all(wordFacts(phrases));
  return rows.map((row) => [
    row.phrase,
    {
      query: row.query ?? undefined,
      said: row.said ?? undefined,
      share: row.share,
      products: row.products,
      isStop: row.is_stop,
      isNamed: row.is_named,
      hasSynonyms: row.has_synonyms,
      categoryIds: row.category_ids,
      valueIds: row.value_ids,
    },
  ]);
}

function openStores(seconds: number) {
  return {
    facts: openStore<WordFacts>(seconds),
    guesses: openStore<{ readonly guess: Guess | undefined }>(seconds),
    unfinished: openStore<{ readonly guess: Guess | undefined }>(seconds),
    places: openStore<readonly string[]>(seconds),
  };
}

/** Opens a cache that returns values by their keys, and fetches and stores those that it lacks. */
function openStore<Value extends {}>(seconds: number) {
  const kept = new LRUCache<string, Value>({ max: mostPhrases, ttl: seconds * 1000 });
  return async (keys: readonly string[], ask: (missing: readonly string[]) => Promise<ReadonlyMap<string, Value>>) => {
    const found = new Map<string, Value>();
    for (const key of keys) {
      const value = kept.get(key);
      if (value) found.set(key, value);
    }
    const missing = keys.filter((key) => !found.has(key));
    if (missing.length > 0)
      for (const [key, value] of await ask(missing)) {
        kept.set(key, value);
        found.set(key, value);
      }
    return found;
  };
}

async function guessesFrom(
  { guesses, unfinished, places }: Stores,
  reader: Reader,
  words: readonly string[],
  last: string | undefined,
): Promise<Map<string, Guess>> {
  const ofPlaces: PlaceWords = async () => {
    const all = await places(["all"], async () => new Map([["all", await askPlaceWords(reader)]]));
    return all.get("all") ?? [];
  };
  const ask = (end: string | undefined) => async (missing: readonly string[]) => {
    const found = await guessAt(reader, missing, end, ofPlaces);
    return new Map(missing.map((word) => [word, { guess: found.get(word) }]));
  };
  // An unfinished word gets other guesses, so it has a cache of its own.
  const [finished, begun] = await Promise.all([
    guesses(
      words.filter((word) => word !== last),
      ask(undefined),
    ),
    unfinished(
      words.filter((word) => word === last),
      ask(last),
    ),
  ]);
  return new Map([...finished, ...begun].flatMap(([word, { guess }]) => (guess ? [[word, guess] as const] : [])));
}
