import { Type } from "typebox";
import { row, integer } from "./columns.ts";

const fates = ["added", "there", "taken", "twin"] as const;

/**
 * What became of a row that was brought along under its own number: it was added; it is there already; its number is
 * taken by something else; or what must be unique about it belongs to another number.
 */
export type ImportOutcome = (typeof fates)[number];

/** One for each row that was brought along; `n` is its place among them, from 0. */
export const ImportOutcomeRow = row({ n: integer, fate: Type.Unsafe<ImportOutcome>(Type.Enum([...fates])) });
