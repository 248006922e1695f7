import { Type } from "typebox";
import { row, truth, whole } from "../../platform/database/columns.ts";
import { joined, reads, sql, writes } from "../../platform/database/statement.ts";

/** What is taken from the shelf or given back, each combination once. */
export type Units = {
  readonly productIds: readonly number[];
  readonly known: readonly string[];
  readonly units: readonly number[];
};

/**
 * The rows that count what is wanted, taken in one order by everybody, so that no two orders wait for each other: a
 * product as a whole ('') before its combinations. `demand` is what each row must yield, and what is on the shelf now:
 * the row as it was locked, which may be newer than what the rest of the statement sees. The rows are chosen by plain
 * comparisons with constants: a row that changed while it was waited for is judged by them anew, where PostgreSQL
 * (18.4) loses it from a join with a union.
 */
const shelf = (wanted: Units) => sql`
  wanted (product_id, attributes_known, units) as materialized (
    select * from unnest(${wanted.productIds}::bigint[], ${wanted.known}::text[], ${wanted.units}::integer[])),
  shelf as materialized (
    select product_id, attributes_known, units from stock
    where product_id = any (${wanted.productIds}::bigint[])
      and (attributes_known = '' or attributes_known = any (${wanted.known}::text[]))
    order by product_id, attributes_known collate "C"
    for update),
  demand as (
    select shelf.product_id, shelf.attributes_known, shelf.units as on_shelf, sum(wanted.units)::integer as units
    from shelf join wanted on wanted.product_id = shelf.product_id and shelf.attributes_known in ('', wanted.attributes_known)
    group by shelf.product_id, shelf.attributes_known, shelf.units)`;

/** Which of these products are counted. */
export const countedProducts = (productIds: readonly number[]) => reads(row({ product_id: whole }))`
  select distinct product_id from stock where product_id = any (${productIds}::bigint[])`;

/** What a combination of a product lacks: it is not on the shelf at all, or this many are left of it. */
export const Short = Type.Object({
  product_id: Type.Integer(),
  attributes_known: Type.String(),
  is_found: Type.Boolean(),
  left_units: Type.Union([Type.Integer(), Type.Null()]),
});

/** Takes units. What is not on the shelf, or not enough, violates `stock_is_enough_check`; its detail is a list of `Short`. */
export const takeUnits = (wanted: Units, wants?: string) => writes(row({ is_taken: truth }), wants)`
  with ${shelf(wanted)},
  taken as (
    update stock set units = demand.on_shelf - demand.units from demand
    where stock.product_id = demand.product_id and stock.attributes_known = demand.attributes_known and demand.on_shelf >= demand.units
    returning stock.product_id, stock.attributes_known),
  answer as (
    select wanted.product_id, wanted.attributes_known,
      count(demand.product_id) > 0 as is_found,
      count(demand.product_id) = count(taken.product_id) as is_taken,
      min(demand.on_shelf) as left_units
    from wanted
    left join demand on demand.product_id = wanted.product_id and demand.attributes_known in ('', wanted.attributes_known)
    left join taken on taken.product_id = demand.product_id and taken.attributes_known = demand.attributes_known
    where exists (select from stock where stock.product_id = wanted.product_id)
    group by wanted.product_id, wanted.attributes_known)
  select nothing_is_short(coalesce(jsonb_agg(to_jsonb(answer) - 'is_taken') filter (where not (is_found and is_taken)), '[]')) as is_taken
  from answer`;

export const giveBackUnits = (given: Units) => writes(row({}))`
  with ${shelf(given)}
  update stock set units = demand.on_shelf + demand.units from demand
  where stock.product_id = demand.product_id and stock.attributes_known = demand.attributes_known`;

/** Sets how many units of each combination are on the shelf. */
export const setUnits = (shelf: readonly { productId: number; known: string; units: number }[]) => writes(row({}))`
  insert into stock (product_id, attributes_known, units)
  values ${joined(
    shelf.map(({ productId, known, units }) => sql`(${productId}, ${known}, ${units})`),
    ", ",
  )}
  on conflict (product_id, attributes_known) do update set units = excluded.units`;
