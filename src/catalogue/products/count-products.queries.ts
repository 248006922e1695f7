import { float, orNull, row, text, boolean, integer } from "../../platform/database/columns.ts";
import { plannedAnew, reads, sql, writes, type Fragment } from "../../platform/database/statement.ts";
import { allPages, sampledProducts } from "../search/sampled-products.ts";
import { allSelected, conditions, isSelected, where, type Selection } from "./selection.ts";

/** The whole shop (number 0), a department or a category, whose products are counted in advance. */
export type Place = { readonly kind: "all" | "department" | "category"; readonly placeId: number };

/** The products of a category's links exist, so the product table is not read. */
const membersOf: Record<Place["kind"], (placeId: number) => Fragment> = {
  all: () => sql`product`,
  department: (placeId) => sql`product ${where(conditions({ departmentId: placeId }))}`,
  category: (placeId) => sql`product_category where category_id = ${placeId}`,
};

/**
 * Selects the stored count of the place, if it is above `most`, and whether the catalogue is unchanged since. Otherwise
 * both are null, and the products are counted up to `most` + 1. Also selects the approximate number of products in the
 * shop, from the database's last statistics.
 */
export function placeCount(place: Place, most: number) {
  return reads(
    row({
      kept: orNull(integer),
      is_current: orNull(boolean),
      counted: orNull(integer),
      revision: integer,
      shop: integer,
    }),
  )`
  with kept as (${keptCount(place, most)})
  select (select products from kept) as kept, (select is_current from kept) as is_current,
    case when not exists (select from kept) then
      (select count(*) from (select from ${membersOf[place.kind](place.placeId)} limit ${most + 1}) as found) end as counted,
    catalogue_revision.revision, greatest(reltuples, 0)::bigint as shop
  from catalogue_revision, pg_class where oid = 'product'::regclass`;
}

/**
 * Estimates the number of products from a sample of the table's pages, with the relative standard deviation. Products
 * that were inserted together are stored together, so the sampled units are pages, and the deviation is that of the
 * count per page. Pages that were requested but not seen count as empty.
 */
export function estimatedCount(selection: Selection, pages: number) {
  return reads(row({ products: integer, error: float }))`
  with sampled as (
    select count(*) filter (where ${isSelected(selection)}) as found
    from ${sampledProducts(pages)} group by page),
  seen as (
    select coalesce(sum(found), 0)::float8 as found, coalesce(sum(found * found), 0)::float8 as squares,
      greatest(count(*), least(${pages}, ${allPages}))::float8 as pages
    from sampled)
  select (found * ${allPages} / pages)::bigint as products,
    case when found > 0 then sqrt(greatest(0, squares - found * found / pages)) / found else 1 end as error
  from seen`;
}

/** Counts the products, up to `most` + 1. */
export function productCount(selection: Selection, most: number) {
  return plannedAnew(reads(row({ counted: integer }))`
  select count(*) as counted
  from (select from ${allSelected(selection, { withAll: false })} limit ${most + 1}) as found`);
}

/**
 * Selects whether a recount is due: after a change, or after this many seconds, in which rows may have been changed by
 * hand.
 */
export function isCountDue(seconds: number) {
  return reads(row({ is_due: boolean }))`
  select not exists (
    select from product_count cross join catalogue_revision
    where kind = 'all' and product_count.revision = catalogue_revision.revision
      and counted_at > now() - ${seconds} * interval '1 second') as is_due`;
}

/**
 * Selects the last number and the size of the next batch of at most `most` products by number; the number is null when
 * there are none.
 */
export function stretchAfter(productId: number, most: number) {
  return reads(row({ last: orNull(integer), products: integer }))`
  select max(product_id) as last, count(*) as products
  from (select product_id from product where product_id > ${productId} order by product_id limit ${most}) as stretch`;
}

/** Counts the products of a batch in each category and department. */
export function placesOfStretch(after: number, last: number) {
  return reads(row({ kind: text, place_id: integer, products: integer }))`
  with link as materialized (
    select product_id, category_id, department_id from product_category join category using (category_id)
    where product_id > ${after} and product_id <= ${last})
  select 'category' as kind, category_id as place_id, count(*) as products from link group by category_id
  union all
  select 'department', department_id, count(*) from (select distinct department_id, product_id from link) as one
  group by department_id`;
}

export function forgetCounts() {
  return writes(row({}))`
  delete from product_count`;
}

export function keepCounts(counts: { kind: string[]; placeId: number[]; products: number[]; revision: number }) {
  return writes(row({}))`
  insert into product_count (kind, place_id, products, revision)
  select *, ${counts.revision}::bigint
  from unnest(${counts.kind}::text[], ${counts.placeId}::bigint[], ${counts.products}::bigint[])`;
}

function keptCount({ kind, placeId }: Place, most: number): Fragment {
  return sql`
  select products, product_count.revision = catalogue_revision.revision as is_current
  from product_count cross join catalogue_revision
  where kind = ${kind} and place_id = ${placeId} and products > ${most}`;
}
