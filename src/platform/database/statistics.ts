import { row } from "./columns.ts";
import { writes } from "./statement.ts";

/**
 * Updates PostgreSQL's statistics of its tables; to run after many rows were inserted at once. PostgreSQL does so by
 * itself a minute later, and never for a table of a few rows: it then guesses, and plans each read anew (measured:
 * twice the time).
 */
export function analyzeTables() {
  return writes(row({}))`analyze`;
}
