import { row, boolean, integer } from "../platform/database/columns.ts";
import { reads } from "../platform/database/statement.ts";

/** The newest migration of the database; a server is not ready before its own are applied. */
export function newestMigration() {
  return reads(row({ number: integer }))`
  select coalesce(max(number), 0) as number from schema_migration`;
}

/** Has anybody opened an account here, or put anything into a cart? */
export function isUsed() {
  return reads(row({ is_used: boolean }))`
  select exists (select from customer) or exists (select from cart) or exists (select from order_owner) as is_used`;
}
