import { Type } from "typebox";
import { orNull, row, text, boolean, integer } from "../platform/database/columns.ts";
import { joined, reads, sql, writes, type Fragment } from "../platform/database/statement.ts";

/** Units to decrement or to return; each variant occurs once. */
export type Units = {
  readonly productIds: readonly number[];
  readonly variantKeys: readonly string[];
  readonly units: readonly number[];
};

/**
 * Why stock was not decremented for a variant, or for any variant of a product (null): its stock rows are not as they
 * were read, or only `left_units` are left.
 */
export const Short = Type.Object({
  product_id: Type.Integer(),
  variant_key: Type.Union([Type.String(), Type.Null()]),
  is_as_read: Type.Boolean(),
  left_units: Type.Union([Type.Integer(), Type.Null()]),
});

/** Units, and by how many rows each variant was tracked when it was read; 0 when its product was not tracked. */
export type TrackedUnits = Units & { readonly rows: readonly number[] };

/**
 * Selects the stock rows of these products that track what is ordered, as a whole ('') or as a variant, with the units
 * left. All other rows of a product become one row with a null key. Products that are not tracked are absent.
 */
export function trackedProducts({ productIds, variantKeys }: Pick<Units, "productIds" | "variantKeys">) {
  return reads(row({ product_id: integer, variant_key: orNull(text), left_units: integer }))`
  select product_id,
    case when variant_key = '' or variant_key = any (${variantKeys}::text[]) then variant_key end as variant_key,
    min(units) as left_units
  from stock where product_id = any (${productIds}::bigint[])
  group by 1, 2`;
}

/**
 * Selects the keys that may mean a variant which is tracked separately: they do not name a value of exactly those
 * attributes that the keys of the product's tracked variants name.
 */
export function unclear({ productIds, variantKeys }: Pick<Units, "productIds" | "variantKeys">) {
  return reads(row({ product_id: integer, variant_key: text }))`
  select product_id, variant_key from unnest(${productIds}::bigint[], ${variantKeys}::text[]) as line (product_id, variant_key)
  where exists (
    select from stock
    where stock.product_id = line.product_id and stock.variant_key <> ''
      and ${attributesOf(sql`stock.variant_key`)} is distinct from ${attributesOf(sql`line.variant_key`)})`;
}

/**
 * Decrements stock. Violates `stock_is_enough_check` when a variant is not tracked by as many rows as it was, or when
 * units are short; the error's detail is a list of `Short`.
 */
export function decrementUnits(wanted: TrackedUnits, wants?: string) {
  return writes(row({ is_taken: boolean, announced: integer }), wants)`
  with ${shelf(wanted)},
  taken as (
    update stock set units = demand.on_shelf - demand.units from demand
    where stock.product_id = demand.product_id and stock.variant_key = demand.variant_key and demand.on_shelf >= demand.units
    returning stock.product_id, stock.variant_key, stock.level, stock.shown_level),
  expected (product_id, variant_key, rows) as (
    select * from unnest(${wanted.productIds}::bigint[], ${wanted.variantKeys}::text[], ${wanted.rows}::integer[])),
  answer as (
    select expected.product_id, expected.variant_key,
      count(demand.product_id) = rows
        and (rows > 0 or not exists (select from stock where stock.product_id = expected.product_id)) as is_as_read,
      count(demand.product_id) = count(taken.product_id) as is_taken,
      min(demand.on_shelf) as left_units
    from expected
    left join demand on demand.product_id = expected.product_id and demand.variant_key in ('', expected.variant_key)
    left join taken on taken.product_id = demand.product_id and taken.variant_key = demand.variant_key
    group by expected.product_id, expected.variant_key, rows)
  select raise_if_short(coalesce(jsonb_agg(to_jsonb(answer) - 'is_taken') filter (where not (is_as_read and is_taken)), '[]')) as is_taken,
    ${announced(sql`taken`)} as announced
  from answer`;
}

/**
 * Does the same as `decrementUnits` for products that were not tracked, at a quarter of the cost: a product that is
 * tracked by now violates `stock_is_enough_check`.
 */
export function requireUntracked(productIds: readonly number[]) {
  return writes(row({ is_taken: boolean }))`
  select raise_if_short(coalesce(jsonb_agg(distinct jsonb_build_object('product_id', product_id, 'variant_key', null, 'is_as_read', false)), '[]')) as is_taken
  from stock where product_id = any (${productIds}::bigint[])`;
}

export function giveBackUnits(given: Units) {
  return writes(row({ announced: integer }))`
  with ${shelf(given)},
  given_back as (
    update stock set units = demand.on_shelf + demand.units from demand
    where stock.product_id = demand.product_id and stock.variant_key = demand.variant_key
    returning stock.level, stock.shown_level)
  select ${announced(sql`given_back`)} as announced`;
}

/** Sets the units in stock of each variant. */
export function setUnits(shelf: readonly { productId: number; variantKey: string; units: number }[]) {
  return writes(row({}))`
  insert into stock (product_id, variant_key, units)
  values ${joined(
    shelf.map(({ productId, variantKey, units }) => sql`(${productId}, ${variantKey}, ${units})`),
    ", ",
  )}
  on conflict (product_id, variant_key) do update set units = excluded.units`;
}

/**
 * Locks the stock rows that track the given units. Lock order: by product, then variant key, the product as a whole
 * ('') first; the same in every transaction, so that no two orders wait for each other. `demand` holds the units to
 * take from or return to each row, and the units in stock: of the row as it was locked, which may be newer than the
 * statement's snapshot. Rows are selected by plain comparisons with constants: PostgreSQL evaluates these again for a
 * row that changed during the wait for its lock, but (in 18.4) loses such a row from a join with a union.
 */
function shelf(wanted: Units) {
  return sql`
  wanted (product_id, variant_key, units) as materialized (
    select * from unnest(${wanted.productIds}::bigint[], ${wanted.variantKeys}::text[], ${wanted.units}::integer[])),
  shelf as materialized (
    select product_id, variant_key, units from stock
    where product_id = any (${wanted.productIds}::bigint[])
      and (variant_key = '' or variant_key = any (${wanted.variantKeys}::text[]))
    order by product_id, variant_key collate "C"
    for update),
  demand as (
    select shelf.product_id, shelf.variant_key, shelf.units as on_shelf, sum(wanted.units)::integer as units
    from shelf join wanted on wanted.product_id = shelf.product_id and shelf.variant_key in ('', wanted.variant_key)
    group by shelf.product_id, shelf.variant_key, shelf.units)`;
}

/** Returns the attributes whose values a variant key names; null for a text that is not a list of values. */
function attributesOf(variantKey: Fragment): Fragment {
  return sql`(
  select array_agg(distinct attribute_id order by attribute_id) from attribute_value
  where attribute_value_id = any (case when ${variantKey} ~ '^[0-9]+(,[0-9]+)*$' then string_to_array(${variantKey}, ',')::bigint[] end))`;
}

/**
 * Notifies servers when the level of a changed row differs from the level that customers are shown; sent when the
 * transaction commits.
 */
function announced(changed: Fragment): Fragment {
  return sql`
  (select count(pg_notify('stock', '')) from (select from ${changed} where level is distinct from shown_level limit 1) as unshown)`;
}
