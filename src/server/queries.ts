import { row, whole } from "../platform/database/columns.ts";
import { reads } from "../platform/database/statement.ts";

/** The newest migration of the database; a server is not ready before its own are applied. */
export const newestMigration = () => reads(row({ number: whole }))`
  select coalesce(max(number), 0) as number from schema_migration`;
