import { orNull, row, text } from "../../platform/database/columns.ts";
import { reads } from "../../platform/database/statement.ts";

/** The highest cost among the hashes that an import brought and nobody has replaced yet. */
export function importedCost() {
  return reads(row({ cost: orNull(text) }))`
  select max(substr(password_hash, 5, 2)) as cost from customer where password_hash like '$2%'`;
}
