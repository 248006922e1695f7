import { hash } from "node:crypto";
import type { Option } from "./options.ts";
import { hearAll, lexiconOf, type Lexicon } from "./read-attributes.ts";

/**
 * Maximum length of a combination of values: the column's width less that of a digest; the values of some fifteen
 * attributes fit.
 */
const longestKey = 150;

/** Separates the combination from the digest of the remaining text. */
const besides = "+";

/** Returns the variant key of the attributes text that a client sent for a product. */
export type ResolveVariant = (productId: number, attributes: string) => Promise<string>;

/**
 * Returns the combination of values in a variant key, by which stock is tracked. The key of a text that names nothing
 * is returned as it is, and is no combination.
 */
export function keyWithoutNote(key: string): string {
  return key.split(besides)[0] ?? "";
}

export function openVariantResolver(options: { of(productId: number): Promise<readonly Option[]> }): ResolveVariant {
  const lexicons = new WeakMap<readonly Option[], Lexicon>();
  return async (productId, attributes) => {
    const ofProduct = await options.of(productId);
    let lexicon = lexicons.get(ofProduct);
    if (!lexicon) lexicons.set(ofProduct, (lexicon = lexiconOf(ofProduct)));
    return variantKey(attributes, lexicon);
  };
}

/**
 * Returns the key by which two spellings of the same variant become one line: the named values, and a digest of the
 * remaining text, which is part of what is bought. A text names nothing when it has two values of one attribute, or a
 * word with two meanings.
 */
export function variantKey(attributes: string, lexicon: Lexicon): string {
  const { meanings, more } = hearAll(attributes, lexicon);
  const options = meanings.flatMap((meant) => meant);
  const valueOf = new Map(options.map((option) => [option.attribute_name, option.attribute_value_id]));
  const isClear =
    meanings.every((meant) => meant.length === 1) &&
    options.every((option) => valueOf.get(option.attribute_name) === option.attribute_value_id);
  const key = variantKeyOf(valueOf.values());
  if (!isClear || key === "" || key.length > longestKey) return unknown(attributes, more);
  return more.length === 0 ? key : `${key}${besides}${digest(JSON.stringify(more))}`;
}

/** Returns the canonical form of a combination of values, however it was written: their numbers in ascending order. */
export function variantKeyOf(valueIds: Iterable<number>): string {
  return [...new Set(valueIds)].toSorted((a, b) => a - b).join(",");
}

/**
 * Returns the key of a text that names nothing: equal texts are one line, regardless of surrounding spaces. No
 * combination begins with a question mark.
 */
function unknown(attributes: string, more: readonly string[]): string {
  const text = attributes.normalize("NFKC").trim();
  return `?${digest(more.length > 0 ? text : text.toLowerCase())}`;
}

function digest(text: string): string {
  return hash("sha256", text, "base64url");
}
