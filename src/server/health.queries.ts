import { row, integer } from "../platform/database/columns.ts";
import { reads } from "../platform/database/statement.ts";

/** Selects the database's newest migration; a server is not ready until its own migrations are applied. */
export function newestMigration() {
  return reads(row({ number: integer }))`
  select coalesce(max(number), 0) as number from schema_migration`;
}
