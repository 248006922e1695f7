import type { Reader } from "../../platform/database/database.ts";
import { matchedQueries, nearWords, placeWords } from "./queries.ts";
import { partings } from "./words.ts";

/** What a word that the shop does not know was perhaps meant to be. */
export type Guess =
  | { readonly kind: "begun" | "apart"; readonly query: string }
  | { readonly kind: "misspelt"; readonly words: readonly string[] };

const mostCorrections = 3;
/** Words of up to so many letters may have one error, and many neighbours. */
const shortWord = 7;
const veryShortWord = 5;

/** Another letter in place of one makes another word; letters that are missing, added or swapped are slips. */
const isSlip = (asked: string, near: string): boolean =>
  asked.length !== near.length || [...asked].toSorted().join("") === [...near].toSorted().join("");

/** Few get the first letter wrong, and of a short word it makes another; two that changed places are as good as right. */
const beginsAlike = (asked: string, near: string): boolean => {
  const [first = "", second = ""] = asked;
  return asked.length >= shortWord || near.startsWith(first) || near.startsWith(`${second}${first}`);
};

/** A short word is taken for what something is called; for what is only said somewhere, if it can be a slip. */
const isLikely = (asked: string, { near, is_named: isNamed }: { near: string; is_named: boolean }): boolean =>
  asked.length > shortWord ||
  (beginsAlike(asked, near) && (isNamed || (asked.length > veryShortWord && isSlip(asked, near))));

/** How many letters two words have in common, wherever they stand. */
const inCommon = (one: string, other: string): number => {
  const left = [...other];
  return [...one].filter((letter) => {
    const at = left.indexOf(letter);
    if (at >= 0) left.splice(at, 1);
    return at >= 0;
  }).length;
};
const mostErrors = 2;
const mayBeNear = (asked: string, word: string): boolean => {
  const longer = Math.max(asked.length, word.length);
  return longer - Math.min(asked.length, word.length) <= mostErrors && inCommon(asked, word) >= longer - mostErrors;
};

const misspelt = async (
  reader: Reader,
  words: readonly string[],
  ofPlaces: readonly string[],
): Promise<Map<string, Guess>> => {
  const folded = words.map((word) => word.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase());
  const likely = ofPlaces.filter((place) => folded.some((word) => mayBeNear(word, place)));
  const rows = await reader.all(nearWords(words, likely));
  const guesses = new Map<string, Guess>();
  for (const [asked, near] of Map.groupBy(rows, (row) => row.asked)) {
    const fit = near.filter((row) => isLikely(asked.normalize("NFKD").toLowerCase(), row));
    const nearest = fit.filter(({ errors }) => errors === fit[0]?.errors).slice(0, mostCorrections);
    if (nearest.length > 0) guesses.set(asked, { kind: "misspelt", words: nearest.map((row) => row.near) });
  }
  return guesses;
};

const begunFrom = 2;
/** So few letters begin many words: those of names are meant. */
const shortBeginning = 3;

export type PlaceWords = (reader: Reader) => Promise<readonly string[]>;
export const askPlaceWords: PlaceWords = async (reader) => (await reader.all(placeWords())).map(({ word }) => word);

/** Before a word is taken for misspelt: is it only begun, or are they two that stand apart? */
export const guessAt = async (
  reader: Reader,
  words: readonly string[],
  last: string | undefined,
  ofPlaces: PlaceWords,
): Promise<Map<string, Guess>> => {
  const letters = words.includes(last ?? "") ? Array.from(last ?? "").length : 0;
  const begun = letters >= begunFrom ? [{ query: `${last}:*`, ofNames: letters <= shortBeginning }] : [];
  const parted = new Map(words.map((word) => [word, partings(word).map(({ query }) => query)]));
  const asParts = [...parted.values()].flat().map((query) => ({ query, ofNames: false }));
  const [matched, guesses] = await Promise.all([
    reader.all(matchedQueries([...begun, ...asParts])),
    ofPlaces(reader).then((places) => misspelt(reader, words, places)),
  ]);
  for (const [word, queries] of parted) {
    const apart = matched.find(({ query }) => queries.includes(query));
    if (apart) guesses.set(word, { kind: "apart", query: apart.stems });
  }
  const prefix = matched.find(({ query }) => query === begun[0]?.query);
  if (last && prefix) guesses.set(last, { kind: "begun", query: prefix.stems });
  return guesses;
};
