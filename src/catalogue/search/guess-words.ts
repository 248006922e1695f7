import type { Reader } from "../../platform/database/database.ts";
import { matchedQueries, nearWords, placeWords } from "./search.queries.ts";
import { partings } from "./words.ts";

/**
 * What a word that matches nothing in the shop may mean: the beginning of a word, several words written as one, or a
 * misspelt word.
 */
export type Guess =
  | { readonly kind: "begun" | "apart"; readonly query: string }
  | { readonly kind: "misspelt"; readonly words: readonly string[] };

const mostCorrections = 3;
/**
 * Maximum length of a short and of a very short word. A short word may have one error, and is similar to many others.
 */
const shortWord = 7;
const veryShortWord = 5;

/** Letters that are adjacent on a keyboard, and letters that sound alike. */
const mixedUp = ["qwertyuiop", "asdfghjkl", "zxcvbnm"]
  .flatMap((row) =>
    Array.from(row)
      .slice(1)
      .map((letter, before) => `${row[before]}${letter}`),
  )
  .concat("aeiouy", "ckq", "csz");

type Near = { readonly typed: string; readonly met: string; readonly is_named: boolean };

const mostErrors = 2;

const begunFrom = 2;
/** Up to this many letters begin many words, so only words of names are considered. */
const shortBeginning = 3;

export type PlaceWords = (reader: Reader) => Promise<readonly string[]>;
export const askPlaceWords: PlaceWords = async (reader) => (await reader.all(placeWords())).map(({ word }) => word);

/**
 * Returns guesses, by word. Order of precedence: an unfinished last word, several words written as one, a misspelt
 * word.
 */
export async function guessAt(
  reader: Reader,
  words: readonly string[],
  last: string | undefined,
  ofPlaces: PlaceWords,
): Promise<Map<string, Guess>> {
  const letters = words.includes(last ?? "") ? Array.from(last ?? "").length : 0;
  const ofNames = letters <= shortBeginning;
  // Names have the weight A.
  const begun = letters >= begunFrom ? [{ query: `${last}:*${ofNames ? "A" : ""}`, ofNames }] : [];
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
}

async function misspelt(
  reader: Reader,
  words: readonly string[],
  ofPlaces: readonly string[],
): Promise<Map<string, Guess>> {
  const folded = words.map((word) => word.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase());
  const likely = ofPlaces.filter((place) => folded.some((word) => mayBeNear(word, place)));
  const rows = await reader.all(nearWords(words, likely));
  const guesses = new Map<string, Guess>();
  for (const [asked, near] of Map.groupBy(rows, (row) => row.asked)) {
    const fit = near.filter(isLikely);
    const nearest = fit.filter(({ errors }) => errors === fit[0]?.errors).slice(0, mostCorrections);
    if (nearest.length > 0) guesses.set(asked, { kind: "misspelt", words: nearest.map((row) => row.near) });
  }
  return guesses;
}

function mayBeNear(asked: string, word: string): boolean {
  const longer = Math.max(asked.length, word.length);
  return longer - Math.min(asked.length, word.length) <= mostErrors && inCommon(asked, word) >= longer - mostErrors;
}

/** Returns the number of letters that two words have in common, at any position. */
function inCommon(one: string, other: string): number {
  const left = [...other];
  return [...one].filter((letter) => {
    const at = left.indexOf(letter);
    if (at >= 0) left.splice(at, 1);
    return at >= 0;
  }).length;
}

/**
 * Accepts any correction of a long word. A short word is corrected to a word of a name, or, if the error is a slip, to
 * any other word; a very short one only to a word of a name, and only if the error is a slip or a pair of letters that
 * are easily mixed up.
 */
function isLikely({ typed, met, is_named: isNamed }: Near): boolean {
  if (typed.length > shortWord) return true;
  if (!beginsAlike(typed, met)) return false;
  if (typed.length > veryShortWord) return isNamed || isSlip(typed, met);
  return isNamed && (isSlip(typed, met) || areMixedUpIn(typed, met));
}

/**
 * Requires a short word to keep its first letter, which is rarely mistyped and makes another word. The first two
 * letters may be swapped.
 */
function beginsAlike(typed: string, met: string): boolean {
  const [first = "", second = ""] = typed;
  return typed.length >= shortWord || met.startsWith(first) || met.startsWith(`${second}${first}`);
}

/** Returns true for missing, added or swapped letters. */
function isSlip(typed: string, met: string): boolean {
  return typed.length !== met.length || [...typed].toSorted().join("") === [...met].toSorted().join("");
}

/**
 * Returns true when only letters that are easily mixed up are replaced. Any other replaced letter makes another word,
 * such as horse and house.
 */
function areMixedUpIn(typed: string, met: string): boolean {
  return [...typed].every((letter, at) => letter === met[at] || areMixedUp(letter, met[at] ?? ""));
}

function areMixedUp(one: string, other: string): boolean {
  return mixedUp.some((letters) => letters.includes(one) && letters.includes(other));
}
