import type { Reader } from "../../platform/database/database.ts";
import { matchedQueries, nearWords, placeWords } from "./search.queries.ts";
import { partings } from "./words.ts";

/** What a word that the shop does not know was perhaps meant to be. */
export type Guess =
  | { readonly kind: "begun" | "apart"; readonly query: string }
  | { readonly kind: "misspelt"; readonly words: readonly string[] };

const mostCorrections = 3;
/** Words of up to so many letters may have one error, and many neighbours. */
const shortWord = 7;
const veryShortWord = 5;

/** Letters that lie side by side on a keyboard, and those that sound alike. */
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
/** So few letters begin many words: those of names are meant. */
const shortBeginning = 3;

export type PlaceWords = (reader: Reader) => Promise<readonly string[]>;
export const askPlaceWords: PlaceWords = async (reader) => (await reader.all(placeWords())).map(({ word }) => word);

/** Before a word is taken for misspelt: is it only begun, or are they two that stand apart? */
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

/** How many letters two words have in common, wherever they stand. */
function inCommon(one: string, other: string): number {
  const left = [...other];
  return [...one].filter((letter) => {
    const at = left.indexOf(letter);
    if (at >= 0) left.splice(at, 1);
    return at >= 0;
  }).length;
}

/**
 * A short word is taken for what something is called, a very short one if it can be a slip; for what is only said somewhere,
 * if it can be a slip and is not that short.
 */
function isLikely({ typed, met, is_named: isNamed }: Near): boolean {
  if (typed.length > shortWord) return true;
  if (!beginsAlike(typed, met)) return false;
  if (typed.length > veryShortWord) return isNamed || isSlip(typed, met);
  return isNamed && (isSlip(typed, met) || areMixedUpIn(typed, met));
}

/** Few get the first letter wrong, and of a short word it makes another; two that changed places are as good as right. */
function beginsAlike(typed: string, met: string): boolean {
  const [first = "", second = ""] = typed;
  return typed.length >= shortWord || met.startsWith(first) || met.startsWith(`${second}${first}`);
}

/** Letters that are missing, added or swapped are slips. */
function isSlip(typed: string, met: string): boolean {
  return typed.length !== met.length || [...typed].toSorted().join("") === [...met].toSorted().join("");
}

/** One letter in place of another makes another word, such as horse and house, unless the two are easily mixed up. */
function areMixedUpIn(typed: string, met: string): boolean {
  return [...typed].every((letter, at) => letter === met[at] || areMixedUp(letter, met[at] ?? ""));
}

function areMixedUp(one: string, other: string): boolean {
  return mixedUp.some((letters) => letters.includes(one) && letters.includes(other));
}
