import { sql, type Fragment } from "../../platform/database/statement.ts";

/**
 * Maximum number of rows in a page of the table; as a limit, it also bounds the size that the planner expects of a
 * sample.
 */
const rowsOfPage = 50;

/** Number of pages of the product table, by the database's last statistics; a large number when there are none. */
export const allPages = sql`(
  select coalesce(nullif(relpages, 0), 100000) from pg_class where oid = 'product'::regclass)`;

/**
 * Selects the products on about this many of the table's pages, which are chosen at random and are the same each time.
 */
export function sampledProducts(pages: number): Fragment {
  return sql`(
  select product_id, effective_price_cents, search, substring(tidsend(ctid) for 4) as page
  from product tablesample system (least(100, 100.0 * ${pages}::integer / ${allPages})) repeatable (1)
  limit ${pages * rowsOfPage}) as product`;
}
