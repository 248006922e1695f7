import { row, text, integer } from "../platform/database/columns.ts";
import { reads, sql, writes } from "../platform/database/statement.ts";

/** A combination needs its own units, and one of its product where that is counted as a whole, too. */
const productLevel = sql`least(
    coalesce(min(level) filter (where attributes_known = ''), 2),
    coalesce(max(level) filter (where attributes_known <> ''), 2))`;

export type SeenLevels = {
  readonly productIds: readonly number[];
  readonly known: readonly string[];
  readonly levels: readonly number[];
};

/** Rows of the stock whose level is another than the one that buyers were shown. */
export function unshownLevels(limit: number) {
  return reads(row({ product_id: integer, attributes_known: text, level: integer }))`
  select product_id, attributes_known, level from stock
  where level is distinct from shown_level order by product_id limit ${limit}`;
}

/** Products that are said to be scarce or sold out, though nobody counts them any more. */
export function scarceUncounted(limit: number) {
  return reads(row({ product_id: integer }))`
  select product_id from product
  where in_stock <> 'yes' and not exists (select from stock where stock.product_id = product.product_id) limit ${limit}`;
}

/** Of products that are counted: 0 where nothing is left, 1 where few of each combination are, else 2. */
export function levelsOf(productIds: readonly number[]) {
  return reads(row({ product_id: integer, level: integer }))`
  select product_id, ${productLevel} as level from stock where product_id = any (${productIds}::bigint[]) group by product_id`;
}

/**
 * Buyers were shown these levels; where one has changed meanwhile it stays to be shown. The rows are taken in the order
 * in which orders take them.
 */
export function markShown(seen: SeenLevels) {
  return writes(row({ product_id: integer }))`
  with held as materialized (
    select product_id, attributes_known from stock
    where product_id = any (${seen.productIds}::bigint[]) and level is distinct from shown_level
    order by product_id, attributes_known collate "C"
    for update)
  update stock set shown_level = seen.level
  from unnest(${seen.productIds}::bigint[], ${seen.known}::text[], ${seen.levels}::smallint[]) as seen (product_id, attributes_known, level)
  where stock.product_id = seen.product_id and stock.attributes_known = seen.attributes_known and stock.level = seen.level
    and (stock.product_id, stock.attributes_known) in (select product_id, attributes_known from held)
  returning stock.product_id`;
}

/** What is left of a product: as a whole (''), of each combination. */
export function unitsLeft(productId: number) {
  return reads(row({ attributes_known: text, units: integer, level: integer }))`
  select attributes_known, units, level from stock where product_id = ${productId} order by attributes_known collate "C"`;
}
