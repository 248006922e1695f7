import { orNull, row, text, integer } from "../../platform/database/columns.ts";
import { plannedAnew, reads, sql, type Fragment } from "../../platform/database/statement.ts";
import { sampledProducts } from "../search/sampled-products.ts";
import { allSelected, isSelected, type Selection } from "./selection.ts";

/** Which of the selected products are inspected: at most this many, or those on this many of the table's pages. */
export type Look = { readonly products: number } | { readonly pages: number };

/** A pseudo-random order that is unrelated to any property of a product; 10007 and 7919 are primes. */
const byChance = sql`product_id % 10007 * 7919 % 10007, product_id`;

const FacetRow = row({ kind: text, id: integer, name: text, attribute_name: orNull(text), count: integer });

/**
 * Counts the inspected products in each of the categories that have most of them, by attribute value, and by
 * approximate price: the id of a price is its cents, rounded down to a power of ten that is at most a fiftieth of the
 * span between `lowest` and `highest`.
 */
export function facetCounts(selection: Selection, look: Look, mostCategories: number) {
  return plannedAnew(reads(FacetRow)`
  with looked as materialized (${looked(selection, look)}),
  span as materialized (
    select min(effective_price_cents) as lowest, max(effective_price_cents) as highest,
      (10 ^ floor(log(greatest(1, (max(effective_price_cents) - min(effective_price_cents)) / 50.0))))::integer as step
    from looked)
  select 'category' as kind, category_id as id, name, null as attribute_name, count
  from (select category_id, count(*) as count from looked join product_category using (product_id) group by category_id
    order by count desc, category_id limit ${mostCategories}) as found
  join category using (category_id)
  union all
  select 'value', attribute_value_id, value, attribute.name, count
  from (select attribute_value_id, count(*) as count from looked join product_attribute using (product_id) group by attribute_value_id) as found
  join attribute_value using (attribute_value_id) join attribute using (attribute_id)
  union all
  select 'price', effective_price_cents - effective_price_cents % step, '', null, count(*)
  from looked cross join span group by 2
  union all
  select 'lowest', lowest, '', null, 0 from span where lowest is not null
  union all
  select 'highest', highest, '', null, 0 from span where highest is not null
  order by kind, id`);
}

function looked(selection: Selection, look: Look): Fragment {
  return "pages" in look
    ? sql`select product_id, effective_price_cents from ${sampledProducts(look.pages)} where ${isSelected(selection)}`
    : sql`select product_id, effective_price_cents from ${allSelected(selection, { withAll: false })}
        order by ${byChance} limit ${look.products}`;
}
