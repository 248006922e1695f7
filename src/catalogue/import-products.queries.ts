import { orNull, row, text, integer } from "../platform/database/columns.ts";
import { ImportOutcomeRow } from "../platform/database/import-outcome.ts";
import { reads, writes } from "../platform/database/statement.ts";

/** An imported row that keeps its number; `n` is its position in the batch. */
type Numbered = { readonly n: number; readonly id: number };
export type ImportedDepartment = { readonly id: number; readonly name: string; readonly description: string | null };
export type ImportedCategory = ImportedDepartment & { readonly department_id: number };
export type ImportedAttribute = { readonly id: number; readonly name: string };
export type ImportedValue = { readonly id: number; readonly attribute_id: number; readonly value: string };
export type ImportedProduct = {
  readonly id: number;
  readonly name: string;
  readonly description: string;
  readonly price_cents: number;
  readonly discounted_price_cents: number | null;
  readonly image: string | null;
  readonly image_2: string | null;
  readonly thumbnail: string | null;
  readonly display: number;
};
export type ImportedLink = { readonly product_id: number; readonly to_id: number };

export type ImportedReview = {
  readonly product_id: number;
  readonly id: number;
  readonly customer_id: number | null;
  readonly author: string;
  readonly review: string;
  readonly rating: number;
  readonly created_at: Date;
};

/** Imports departments; a department is identified by its name. */
export function importDepartments(rows: readonly (ImportedDepartment & Numbered)[]) {
  return writes(ImportOutcomeRow)`
  with given as (
    select * from json_to_recordset(${JSON.stringify(rows)}::json) as row (n integer, id bigint, name text, description text)),
  added as (
    insert into department (department_id, name, description)
    select id, name, description from given on conflict do nothing returning department_id)
  select n, case
      when added.department_id is not null then 'inserted' when known.department_id is null then 'duplicate'
      when known.name = given.name then 'exists' else 'id_conflict' end as outcome
  from given
  left join added on added.department_id = id
  left join department as known on known.department_id = id`;
}

/** Imports categories; a category is identified by its department and name. */
export function importCategories(rows: readonly (ImportedCategory & Numbered)[]) {
  return writes(ImportOutcomeRow)`
  with given as (
    select * from json_to_recordset(${JSON.stringify(rows)}::json)
      as row (n integer, id bigint, department_id bigint, name text, description text)),
  added as (
    insert into category (category_id, department_id, name, description)
    select id, department_id, name, description from given on conflict do nothing returning category_id)
  select n, case
      when added.category_id is not null then 'inserted' when known.category_id is null then 'duplicate'
      when known.department_id = given.department_id and known.name = given.name then 'exists' else 'id_conflict' end as outcome
  from given
  left join added on added.category_id = id
  left join category as known on known.category_id = id`;
}

/** Imports attributes; an attribute is identified by its name. */
export function importAttributes(rows: readonly (ImportedAttribute & Numbered)[]) {
  return writes(ImportOutcomeRow)`
  with given as (
    select * from json_to_recordset(${JSON.stringify(rows)}::json) as row (n integer, id bigint, name text)),
  added as (
    insert into attribute (attribute_id, name) select id, name from given on conflict do nothing returning attribute_id)
  select n, case
      when added.attribute_id is not null then 'inserted' when known.attribute_id is null then 'duplicate'
      when known.name = given.name then 'exists' else 'id_conflict' end as outcome
  from given
  left join added on added.attribute_id = id
  left join attribute as known on known.attribute_id = id`;
}

/** Imports attribute values; a value is identified by its attribute and text. */
export function importValues(rows: readonly (ImportedValue & Numbered)[]) {
  return writes(ImportOutcomeRow)`
  with given as (
    select * from json_to_recordset(${JSON.stringify(rows)}::json) as row (n integer, id bigint, attribute_id bigint, value text)),
  added as (
    insert into attribute_value (attribute_value_id, attribute_id, value)
    select id, attribute_id, value from given on conflict do nothing returning attribute_value_id)
  select n, case
      when added.attribute_value_id is not null then 'inserted' when known.attribute_value_id is null then 'duplicate'
      when known.attribute_id = given.attribute_id and known.value = given.value then 'exists' else 'id_conflict' end as outcome
  from given
  left join added on added.attribute_value_id = id
  left join attribute_value as known on known.attribute_value_id = id`;
}

/** Imports products; a product is identified by its name. */
export function importProducts(rows: readonly (ImportedProduct & Numbered)[]) {
  return writes(ImportOutcomeRow)`
  with given as (
    select * from json_to_recordset(${JSON.stringify(rows)}::json) as row (n integer, id bigint, name text,
      description text, price_cents integer, discounted_price_cents integer, image text, image_2 text, thumbnail text, display smallint)),
  added as (
    insert into product (product_id, name, description, price_cents, discounted_price_cents, image, image_2, thumbnail, display)
    select id, name, description, price_cents, discounted_price_cents, image, image_2, thumbnail, display from given
    on conflict do nothing returning product_id)
  select n, case
      when added.product_id is not null then 'inserted' when known.name = given.name then 'exists' else 'id_conflict' end as outcome
  from given
  left join added on added.product_id = id
  left join product as known on known.product_id = id`;
}

/** Imports links of products to categories. A link consists of its two ends alone, so an existing one is the same. */
export function importProductCategories(rows: readonly (ImportedLink & { readonly n: number })[]) {
  return writes(ImportOutcomeRow)`
  with given as (
    select * from json_to_recordset(${JSON.stringify(rows)}::json) as row (n integer, product_id bigint, to_id bigint)),
  added as (
    insert into product_category (product_id, category_id, effective_price_cents)
    select product_id, to_id, effective_price_cents from given left join product using (product_id)
    on conflict do nothing returning product_id, category_id)
  select n, case when added.product_id is null then 'exists' else 'inserted' end as outcome
  from given left join added on added.product_id = given.product_id and added.category_id = to_id`;
}

export function importProductAttributes(rows: readonly (ImportedLink & { readonly n: number })[]) {
  return writes(ImportOutcomeRow)`
  with given as (
    select * from json_to_recordset(${JSON.stringify(rows)}::json) as row (n integer, product_id bigint, to_id bigint)),
  added as (
    insert into product_attribute (product_id, attribute_value_id)
    select product_id, to_id from given on conflict do nothing returning product_id, attribute_value_id)
  select n, case when added.product_id is null then 'exists' else 'inserted' end as outcome
  from given left join added on added.product_id = given.product_id and added.attribute_value_id = to_id`;
}

/**
 * Imports reviews; a review is identified by its product and number, and the author of an existing one may have been
 * erased since. A customer's newest review of a product is the one that a further review replaces.
 */
export function importReviews(rows: readonly (ImportedReview & Numbered)[]) {
  return writes(ImportOutcomeRow)`
  with given as (
    select * from json_to_recordset(${JSON.stringify(rows)}::json) as row (n integer, product_id bigint, id bigint,
      customer_id bigint, author text, review text, rating smallint, created_at timestamptz)),
  added as (
    insert into review (product_id, review_id, customer_id, author, review, rating, created_at)
    select product_id, id, customer_id, author, review, rating, created_at from given
    on conflict do nothing returning product_id, review_id),
  noted as (
    insert into customer_review (customer_id, product_id, review_id, is_current)
    select customer_id, product_id, id, case when place = 1 and not exists (
      select from customer_review as noted
      where noted.customer_id = fresh.customer_id and noted.product_id = fresh.product_id and is_current) then true end
    from (
      select given.customer_id, given.product_id, id,
        row_number() over (partition by given.customer_id, given.product_id order by created_at desc, id desc) as place
      from given join added on added.product_id = given.product_id and review_id = id
      where customer_id is not null) as fresh)
  select n, case
      when added.review_id is not null then 'inserted'
      when known.customer_id is null or known.customer_id = given.customer_id then 'exists' else 'id_conflict' end as outcome
  from given
  left join added on added.product_id = given.product_id and added.review_id = id
  left join review as known on known.product_id = given.product_id and known.review_id = id`;
}

/** Selects the options of several products. */
export function optionsOfProducts(productIds: readonly number[]) {
  return reads(row({ product_id: integer, attribute_name: text, attribute_value_id: integer, attribute_value: text }))`
  select product_id, attribute.name as attribute_name, attribute_value_id, value as attribute_value
  from product_attribute
  join attribute_value using (attribute_value_id)
  join attribute using (attribute_id)
  where product_id = any (${productIds}::bigint[])
  order by product_id, attribute.name, attribute_value_id`;
}

/** Selects the pictures of products, from after the given product. */
export function productPictures(limit: number, after: number) {
  return reads(row({ product_id: integer, image: orNull(text), image_2: orNull(text), thumbnail: orNull(text) }))`
  select product_id, image, image_2, thumbnail from product where product_id > ${after} order by product_id limit ${limit}`;
}
