import { Type } from "typebox";

const largest = Number.MAX_SAFE_INTEGER;

export const textOrNull = Type.Union([Type.String(), Type.Null()]);

/** Schema of a success without content. */
export const Nothing = Type.Unsafe<void>({ type: "null", description: "Empty" });

/**
 * Returns the schema of an id in a path, query or reply: any whole number; an id of nothing gets the reply "does not
 * exist".
 */
export function id(about: string, example = 1) {
  return Type.Integer({ minimum: -largest, maximum: largest, description: about, examples: [example] });
}

export function money(about: string) {
  return Type.String({ description: `${about}, two decimals`, examples: ["14.99"] });
}
