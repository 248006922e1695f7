import { Type } from "typebox";
import { row, integer } from "./columns.ts";

const outcomes = ["inserted", "exists", "id_conflict", "duplicate"] as const;

/**
 * Outcome of importing a row under its own id: it was inserted (`inserted`); it exists already (`exists`); another row has
 * its id (`id_conflict`); or a row with another id has its unique value (`duplicate`).
 */
export type ImportOutcome = (typeof outcomes)[number];

/** One outcome per imported row; `n` is the row's index among them, from 0. */
export const ImportOutcomeRow = row({ n: integer, outcome: Type.Unsafe<ImportOutcome>(Type.Enum([...outcomes])) });
