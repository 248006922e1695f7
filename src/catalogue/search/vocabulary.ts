import { LRUCache } from "lru-cache";
import type { Reader } from "../../platform/database/database.ts";
import { askPlaceWords, guessAt, type Guess, type PlaceWords } from "./guess-words.ts";
import { wordFacts } from "./search.queries.ts";
import type { Phrase } from "./words.ts";

/** What a word or phrase says in this shop. */
export type WordFacts = {
  /** The tsquery of all that is searched for it. */
  readonly query: string | undefined;
  /** The part of it that is the word itself. */
  readonly said: string | undefined;
  /** The part of the shop's products that it fits, and of how many it is a word. */
  readonly share: number;
  readonly products: number;
  readonly isStop: boolean;
  /** Whether a product bears it in its name. */
  readonly isNamed: boolean;
  readonly hasSynonyms: boolean;
  /** The categories, of departments too, and the values of attributes that it names. */
  readonly categoryIds: readonly number[];
  readonly valueIds: readonly number[];
};

export type Vocabulary = {
  facts(reader: Reader, phrases: readonly Phrase[]): Promise<ReadonlyMap<string, WordFacts>>;
  /** Guesses at words that nothing in the shop has; the last one may be unfinished. */
  guesses(reader: Reader, words: readonly string[], last: string | undefined): Promise<ReadonlyMap<string, Guess>>;
  forgetAll(): void;
};

/** Asks anew each time. */
export const unkeptVocabulary: Vocabulary = {
  facts: async (reader, phrases) => new Map(await askFacts(reader, phrases)),
  guesses: (reader, words, last) => guessAt(reader, words, last, askPlaceWords),
  forgetAll: () => undefined,
};

/** Some 300 bytes each. */
const mostPhrases = 10_000;

type Stores = ReturnType<typeof openStores>;

/** Keeps what words say as long as a finished reply is kept: a word that was asked lately costs no statement. */
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

/** Values by their keys, of which those that are not kept are asked for and kept from then on. */
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
  // A word that may be unfinished is guessed at otherwise.
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
