import type { Option } from "./options.ts";
import { spellingsOf } from "./size-spellings.ts";

/**
 * Words that a text may use for a product's options: the options that each phrase means, the number of words in the
 * longest phrase, and the words of the attributes' names.
 */
export type Lexicon = {
  readonly phrases: ReadonlyMap<string, readonly Option[]>;
  readonly longest: number;
  readonly labels: readonly string[];
};

/**
 * A word. An apostrophe belongs to its word, so `men's` does not name the size S. A pictograph is a word, too;
 * separators are ignored.
 */
const word = /[\p{L}\p{N}\p{M}]+(?:['’][\p{L}\p{N}\p{M}]+)*|\p{So}/gu;

/**
 * The options that a text names, and its remaining text: from the first word on that is neither a value nor a label.
 */
type Heard = { readonly meanings: readonly (readonly Option[])[]; readonly more: readonly string[] };

/**
 * Fields of the catalogue's own replies, which some front-ends send back unchanged. The numbers are ignored, because
 * the names accompany them.
 */
const replyFields = ["attribute_name", "attribute_value"];
const replyNumbers = ["attribute_id", "attribute_value_id"];

/**
 * Returns the phrases that name a product's options: their names, and the common spellings of sizes unless a name has
 * another meaning.
 */
export function lexiconOf(choices: readonly Option[]): Lexicon {
  const named = new Map<string, Option[]>();
  const spelt = new Map<string, Option[]>();
  for (const choice of choices) {
    const phrase = wordsOf(choice.attribute_value).join(" ");
    if (phrase === "") continue;
    add(named, phrase, choice);
    for (const spelling of spellingsOf(phrase)) add(spelt, spelling, choice);
  }
  const phrases = new Map([...spelt, ...named]);
  const labels = new Set(choices.flatMap(({ attribute_name }) => wordsOf(attribute_name).map(labelOf)));
  return {
    phrases,
    longest: Math.max(0, ...[...phrases.keys()].map((phrase) => phrase.split(" ").length)),
    labels: [...labels],
  };
}

/** Returns the options that a client's attributes text names, as plain text or as JSON, and its remaining text. */
export function hearAll(attributes: string, lexicon: Lexicon): Heard {
  if (!/^\s*["[{]/.test(attributes)) return hear(attributes, lexicon);
  try {
    return hearValue(JSON.parse(attributes), lexicon);
  } catch {
    return hear(attributes, lexicon);
  }
}

function add(phrases: Map<string, Option[]>, phrase: string, choice: Option): void {
  void phrases.set(phrase, [...(phrases.get(phrase) ?? []), choice]);
}

function hearValue(value: unknown, lexicon: Lexicon): Heard {
  if (value === null) return { meanings: [], more: [] };
  if (typeof value !== "object") return hear(textOf(value), lexicon);
  const heard = Array.isArray(value)
    ? value.map((one) => hearValue(one, lexicon))
    : Object.entries(value).map(([name, held]) => hearField(name, held, lexicon));
  return { meanings: heard.flatMap(({ meanings }) => meanings), more: heard.flatMap(({ more }) => more) };
}

/** Matches the longest phrases first: `dark blue` is not `blue`. */
function hear(text: string, { phrases, longest, labels }: Lexicon): Heard {
  const written = text.normalize("NFKC");
  const words = [...written.matchAll(word)]
    .map((match) => ({ folded: folded(match[0]), begin: match.index, end: match.index + match[0].length }))
    .filter((one) => one.folded !== "");
  const phraseAt = (place: number) => {
    for (let length = Math.min(longest, words.length - place); length > 0; length -= 1) {
      const said = words.slice(place, place + length).map((one) => one.folded);
      const meant = phrases.get(said.join(" "));
      if (meant) return { meant, length };
    }
    return undefined;
  };
  /**
   * A label precedes a value, a colon, an equals sign or the end; anywhere else the word may be part of the remaining
   * text.
   */
  const isLabel = (place: number, { folded, end }: (typeof words)[number]): boolean =>
    labels.includes(labelOf(folded)) &&
    (place + 1 === words.length || /^["'\s]*[:=]/.test(written.slice(end)) || phraseAt(place + 1) !== undefined);

  const meanings: (readonly Option[])[] = [];
  let more: number | undefined;
  for (let place = 0; place < words.length; place += 1) {
    const one = words[place];
    const found = phraseAt(place);
    if (found) {
      meanings.push(found.meant);
      place += found.length - 1;
    } else if (one && !isLabel(place, one)) more ??= one.begin;
  }
  return { meanings, more: more === undefined ? [] : [written.slice(more).trim().replaceAll(/\s+/g, " ")] };
}

/**
 * Reads a field of a JSON object. A field named like an attribute, or by its first letters, is a label. Any other field
 * becomes remaining text, with its whole value.
 */
function hearField(name: string, value: unknown, lexicon: Lexicon): Heard {
  if (replyNumbers.includes(name)) return { meanings: [], more: [] };
  const held = hearValue(value, lexicon);
  const called = wordsOf(name).map(labelOf);
  const isLabel = called.length > 0 && called.every((part) => lexicon.labels.some((label) => label.startsWith(part)));
  if (isLabel || replyFields.includes(name) || value === null || value === "") return held;
  if (typeof value === "object") return { ...held, more: [name, ...held.more] };
  return { ...held, more: [name, textOf(value)] };
}

function wordsOf(text: string): string[] {
  return (text.normalize("NFKC").match(word) ?? []).map(folded).filter(Boolean);
}

/** Removes case, accents and character widths. */
function folded(text: string): string {
  return text.normalize("NFKD").replaceAll(/\p{M}/gu, "").toLowerCase();
}

/** Treats British and American spellings of a label alike: "colour" is "color". */
function labelOf(name: string): string {
  return name.replaceAll("our", "or");
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
