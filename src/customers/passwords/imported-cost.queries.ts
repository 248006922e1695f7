import { orNull, row, text } from "../../platform/database/columns.ts";
import { reads } from "../../platform/database/statement.ts";

/** Returns the highest bcrypt cost among imported hashes that are not replaced yet; null when there are none. */
export function importedCost() {
  return reads(row({ cost: orNull(text) }))`
  select max(substr(password_hash, 5, 2)) as cost from customer where password_hash like '$2%'`;
}
