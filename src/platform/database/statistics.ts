import { row } from "./columns.ts";
import { writes } from "./statement.ts";

/**
 * Lets PostgreSQL look at what its tables hold, to run after many rows came at once. By itself it does so a minute
 * later, and never for a table of a few rows: of that it guesses, and plans each read anew (measured: twice the time).
 */
export function analyzeTables() {
  return writes(row({}))`analyze`;
}
