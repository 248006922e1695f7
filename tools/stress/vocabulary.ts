import { diceFor, type Dice } from "./dice.ts";

/** Words from the most frequent to the rarest. */
export type Vocabulary = readonly string[];

/**
 * Heaps' law: the number of different words grows with a power of the text's length. 42 000 words for 100 000 products.
 */
const growth = { factor: 60, power: 0.57 } as const;
/**
 * Zipf's law in Mandelbrot's form. With this shift, the most frequent of 42 000 words occurs in a third of all
 * products.
 */
const shift = 8.5;
/** Number of the most frequent words, which are articles and the like and do not suit a name. */
const namelessRanks = 40;

const onsets = "b br c ch cl d dr f fl g gl gr h j k l m n p pl pr qu r s sh sl st t th tr v w z".split(" ");
const vowels = "a e i o u ai ea ee ia oa oo ou".split(" ");
const codas = ["", "", "", "l", "m", "n", "nd", "r", "rn", "s", "st", "t"];

/** Returns as many words as a catalogue of this size has: the known ones first, then pronounceable invented ones. */
export function vocabularyOf(seed: number, products: number, known: readonly string[]): Vocabulary {
  const size = Math.max(200, Math.round(growth.factor * products ** growth.power));
  const words = new Set(known.slice(0, size));
  const dice = diceFor(seed, "vocabulary")(0);
  while (words.size < size) words.add(wordOf(dice, syllablesAt(words.size)));
  return [...words];
}

/** Returns some words as a name. */
export function nameFrom(dice: Dice, words: Vocabulary, count: number): string {
  return Array.from({ length: count }, () => capitalized(drawNamingWord(dice, words))).join(" ");
}

/** Draws a word that suits a name. */
export function drawNamingWord(dice: Dice, words: Vocabulary): string {
  return words[namelessRanks + drawRank(dice, words.length - namelessRanks)] ?? "";
}

/** Returns a text of the first to the last number of sentences. */
export function textFrom(dice: Dice, words: Vocabulary, [first, last]: readonly [number, number]): string {
  return Array.from({ length: dice.between(first, last) }, () => sentence(dice, words)).join(" ");
}

export function capitalized(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

function wordOf(dice: Dice, syllables: number): string {
  let word = "";
  for (let index = 0; index < syllables; index += 1) word += dice.pick(onsets) + dice.pick(vowels);
  return word + dice.pick(codas);
}

/** Frequent words are short. */
function syllablesAt(rank: number): number {
  return rank < 3000 ? 2 : rank < 60_000 ? 3 : 4;
}

function sentence(dice: Dice, words: Vocabulary): string {
  const drawn = Array.from({ length: dice.between(7, 14) }, () => drawWord(dice, words));
  if (drawn.length > 10) drawn[5] += ",";
  return `${capitalized(drawn.join(" "))}.`;
}

function drawWord(dice: Dice, words: Vocabulary): string {
  return words[drawRank(dice, words.length)] ?? "";
}

/** Returns the rank of a word drawn by Zipf's law, from 0: the inverse of the law's sum, drawn evenly. */
function drawRank(dice: Dice, size: number): number {
  return Math.min(size - 1, Math.floor(shift * ((size + shift) / shift) ** dice.next() - shift));
}
