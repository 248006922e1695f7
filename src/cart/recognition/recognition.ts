import { hash } from "node:crypto";
import type { Choice } from "../../catalogue/index.ts";
import { spellingsOf } from "./sizes.ts";

/** What the words of a text may name: for each phrase the values it stands for, and how long phrases get. */
export type Lexicon = { readonly phrases: ReadonlyMap<string, readonly Choice[]>; readonly longest: number };

/** The column's width; the values of some twenty attributes fit. */
const longestKnown = 200;

/** Case, accents and the width of characters aside. An apostrophe is part of its word: nobody's `men's` means the size S. */
const wordsOf = (text: string): string[] =>
  text
    .normalize("NFKD")
    .replaceAll(/\p{M}/gu, "")
    .toLowerCase()
    .match(/[\p{L}\p{N}]+(?:['’][\p{L}\p{N}]+)*/gu) ?? [];

const add = (phrases: Map<string, Choice[]>, phrase: string, choice: Choice): void =>
  void phrases.set(phrase, [...(phrases.get(phrase) ?? []), choice]);

/** The phrases that name a product's values: their names, and usual spellings of sizes where no name says otherwise. */
export const lexiconOf = (choices: readonly Choice[]): Lexicon => {
  const named = new Map<string, Choice[]>();
  const spelt = new Map<string, Choice[]>();
  for (const choice of choices) {
    const phrase = wordsOf(choice.attribute_value).join(" ");
    if (phrase === "") continue;
    add(named, phrase, choice);
    for (const spelling of spellingsOf(phrase)) add(spelt, spelling, choice);
  }
  const phrases = new Map([...spelt, ...named]);
  return { phrases, longest: Math.max(0, ...[...phrases.keys()].map((phrase) => phrase.split(" ").length)) };
};

/** What stands at the ends of a JSON value: names of fields say nothing about the buyer's choice. */
const leavesOf = (value: unknown): string[] => {
  if (Array.isArray(value)) return value.flatMap(leavesOf);
  if (typeof value === "object" && value !== null) return Object.values(value).flatMap(leavesOf);
  return typeof value === "string" || typeof value === "number" ? [String(value)] : [];
};

const partsOf = (attributes: string): string[] => {
  if (!/^\s*["[{]/.test(attributes)) return [attributes];
  try {
    return leavesOf(JSON.parse(attributes));
  } catch {
    return [attributes];
  }
};

/** Reads the longest phrases first: `dark blue` is no `blue`. */
const namedIn = (words: readonly string[], { phrases, longest }: Lexicon): (readonly Choice[])[] => {
  const found: (readonly Choice[])[] = [];
  for (let begin = 0; begin < words.length; begin += 1)
    for (let length = Math.min(longest, words.length - begin); length > 0; length -= 1) {
      const meant = phrases.get(words.slice(begin, begin + length).join(" "));
      if (!meant) continue;
      found.push(meant);
      begin += length - 1;
      break;
    }
  return found;
};

/** The one form of a combination of values, however it was written: their numbers in order. */
export const combination = (valueIds: Iterable<number>): string =>
  [...new Set(valueIds)].toSorted((a, b) => a - b).join(",");

/** Equal texts that name nothing we know are one line too. No combination begins so. */
const unknown = (attributes: string): string =>
  `?${hash("sha256", attributes.normalize("NFKC").trim().toLowerCase(), "base64url")}`;

/** The form by which two spellings of the same are one line. Two values of one attribute, or a word with two meanings, name nothing. */
export const knownForm = (attributes: string, lexicon: Lexicon): string => {
  const meanings = partsOf(attributes).flatMap((part) => namedIn(wordsOf(part), lexicon));
  const choices = meanings.flatMap((meant) => meant);
  const valueOf = new Map(choices.map((choice) => [choice.attribute_name, choice.attribute_value_id]));
  const isClear =
    meanings.every((meant) => meant.length === 1) &&
    choices.every((choice) => valueOf.get(choice.attribute_name) === choice.attribute_value_id);
  const known = combination(valueOf.values());
  return isClear && known !== "" && known.length <= longestKnown ? known : unknown(attributes);
};

/** Finds the known form of what a client wrote about a product. */
export type Recognize = (productId: number, attributes: string) => Promise<string>;

export const openRecognition = (choices: { of(productId: number): Promise<readonly Choice[]> }): Recognize => {
  const lexicons = new WeakMap<readonly Choice[], Lexicon>();
  return async (productId, attributes) => {
    const known = await choices.of(productId);
    let lexicon = lexicons.get(known);
    if (!lexicon) lexicons.set(known, (lexicon = lexiconOf(known)));
    return knownForm(attributes, lexicon);
  };
};
