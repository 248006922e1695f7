import { orNull, row, text, truth, whole } from "../../../platform/database/columns.ts";
import { reads, sql, writes, type Fragment } from "../../../platform/database/statement.ts";
import { conditions, sampleOf, shareOf, where, type Selection } from "../selection.ts";

/** A part of the shop whose products are counted in advance; the whole shop has the number 0. */
export type Place = { readonly kind: "all" | "department" | "category"; readonly placeId: number };

const keptCount = (place: Place | undefined, most: number): Fragment =>
  place
    ? sql`select products, product_count.revision = catalogue_revision.revision as is_current
        from product_count cross join catalogue_revision
        where kind = ${place.kind} and place_id = ${place.placeId} and products > ${most}`
    : sql`select null::bigint as products, null::boolean as is_current where false`;

/**
 * The number kept for the place if it is above `most`, and whether the catalogue is still as it was counted. Else
 * `is_current` is null and the products are counted, though not past `most` + 1.
 */
export const productCount = (selection: Selection, place: Place | undefined, most: number) => reads(
  row({ count: whole, is_current: orNull(truth) }),
)`
  with kept as (${keptCount(place, most)})
  select (select is_current from kept) as is_current,
    coalesce((select products from kept), (select count(*) from (
      select from product ${where(conditions(selection))} limit ${most + 1}) as counted)) as count`;

/** How many products fit, judged by those on a few of the table's pages. */
export const estimatedCount = (selection: Selection, pages: number) => reads(row({ count: whole }))`
  select (count(*) * 100 / ${shareOf(pages)})::bigint as count
  from ${sampleOf(pages)} ${where(conditions(selection))}`;

/** Is there something to count again: a change since, or more than this many seconds, in which hands may have changed rows? */
export const isCountDue = (seconds: number) => reads(row({ is_due: truth }))`
  select not exists (
    select from product_count cross join catalogue_revision
    where kind = 'all' and product_count.revision = catalogue_revision.revision
      and counted_at > now() - ${seconds} * interval '1 second') as is_due`;

/** The next so many products by number: the last one's number, null when there are none. */
export const stretchAfter = (productId: number, most: number) => reads(row({ last: orNull(whole), products: whole }))`
  select max(product_id) as last, count(*) as products
  from (select product_id from product where product_id > ${productId} order by product_id limit ${most}) as stretch`;

/** How many products of a stretch stand in each category and department. */
export const placesOfStretch = (after: number, last: number) => reads(
  row({ kind: text, place_id: whole, products: whole }),
)`
  with link as materialized (
    select product_id, category_id, department_id from product_category join category using (category_id)
    where product_id > ${after} and product_id <= ${last})
  select 'category' as kind, category_id as place_id, count(*) as products from link group by category_id
  union all
  select 'department', department_id, count(*) from (select distinct department_id, product_id from link) as one
  group by department_id`;

export const forgetCounts = () => writes(row({}))`
  delete from product_count`;

export const keepCounts = (counts: {
  kind: string[];
  placeId: number[];
  products: number[];
  revision: number;
}) => writes(row({}))`
  insert into product_count (kind, place_id, products, revision)
  select *, ${counts.revision}::bigint
  from unnest(${counts.kind}::text[], ${counts.placeId}::bigint[], ${counts.products}::bigint[])`;
