import { row, text, integer } from "../platform/database/columns.ts";
import { reads, sql, writes } from "../platform/database/statement.ts";

/**
 * Level of a product: a variant can be sold only while its own row and, where the product is also tracked as a whole
 * (''), that row have units.
 */
const productLevel = sql`least(
    coalesce(min(level) filter (where variant_key = ''), 2),
    coalesce(max(level) filter (where variant_key <> ''), 2))`;

export type SeenLevels = {
  readonly productIds: readonly number[];
  readonly variantKeys: readonly string[];
  readonly levels: readonly number[];
};

/** Selects stock rows whose level differs from the level that customers were last shown. */
export function unshownLevels(limit: number) {
  return reads(row({ product_id: integer, variant_key: text, level: integer }))`
  select product_id, variant_key, level from stock
  where level is distinct from shown_level order by product_id limit ${limit}`;
}

/** Selects products that are shown as scarce or sold out although their stock is not tracked. */
export function scarceUncounted(limit: number) {
  return reads(row({ product_id: integer }))`
  select product_id from product
  where in_stock <> 'yes' and not exists (select from stock where stock.product_id = product.product_id) limit ${limit}`;
}

/**
 * Selects the level of each product with tracked stock: 0 when it is sold out, 1 when no variant has more than a few
 * units left, otherwise 2.
 */
export function levelsOf(productIds: readonly number[]) {
  return reads(row({ product_id: integer, level: integer }))`
  select product_id, ${productLevel} as level from stock where product_id = any (${productIds}::bigint[]) group by product_id`;
}

/**
 * Records these levels as shown to customers. A row whose level has changed in the meantime remains to be shown. Lock
 * order: stock rows by product, then variant key, as orders lock them.
 */
export function markShown(seen: SeenLevels) {
  return writes(row({ product_id: integer }))`
  with held as materialized (
    select product_id, variant_key from stock
    where product_id = any (${seen.productIds}::bigint[]) and level is distinct from shown_level
    order by product_id, variant_key collate "C"
    for update)
  update stock set shown_level = seen.level
  from unnest(${seen.productIds}::bigint[], ${seen.variantKeys}::text[], ${seen.levels}::smallint[]) as seen (product_id, variant_key, level)
  where stock.product_id = seen.product_id and stock.variant_key = seen.variant_key and stock.level = seen.level
    and (stock.product_id, stock.variant_key) in (select product_id, variant_key from held)
  returning stock.product_id`;
}

/** Selects the units left of a product: as a whole ('') and of each variant. */
export function unitsLeft(productId: number) {
  return reads(row({ variant_key: text, units: integer, level: integer }))`
  select variant_key, units, level from stock where product_id = ${productId} order by variant_key collate "C"`;
}
