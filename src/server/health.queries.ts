import { row, boolean, integer } from "../platform/database/columns.ts";
import { reads } from "../platform/database/statement.ts";

/**
 * Selects the database's newest migration, and whether its files are there. A connection answers from memory and from
 * files it has open even when the database's folder is deleted; the size of a relation is asked of the file system, and
 * is 0 without its file. Every database has rows in `pg_class`.
 */
export function newestMigration() {
  return reads(row({ number: integer, has_files: boolean }))`
  select coalesce(max(number), 0) as number, pg_relation_size('pg_catalog.pg_class') > 0 as has_files
  from schema_migration`;
}
