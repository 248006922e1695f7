import { orNull, row, text, boolean, integer } from "../../platform/database/columns.ts";
import { reads, writes } from "../../platform/database/statement.ts";

const nothing = row({});

export type NewProducts = {
  readonly id: number[];
  readonly name: string[];
  readonly description: string[];
  readonly priceCents: number[];
  readonly discountedPriceCents: (number | null)[];
  readonly image: string[];
  readonly image2: string[];
  readonly thumbnail: string[];
  readonly display: number[];
};

/** Highest number of each kind in use elsewhere, such as in an imported shop; 0 where there is none. */
export type Highest = Readonly<Record<"department" | "category" | "attribute" | "attribute_value" | "product", number>>;

export const nothingElsewhere: Highest = { department: 0, category: 0, attribute: 0, attribute_value: 0, product: 0 };

export type Counts = { readonly departments: number; readonly categories: number; readonly values: number };

/** Locks the revision. Servers that start together on an empty database wait here for the one that fills it. */
export function lockRevision() {
  return writes(row({ revision: integer }))`
  select revision from catalogue_revision for update`;
}

/**
 * Raises the revision: the last lock of every catalogue change. The next change waits here, so revisions never
 * decrease.
 */
export function raiseRevision() {
  return writes(row({ revision: integer }))`
  update catalogue_revision set revision = revision + 1 returning revision`;
}

export function announceRevision(revision: number) {
  return writes(row({ sent: orNull(text) }))`
  select pg_notify('catalogue', ${String(revision)})::text as sent`;
}

export function revision() {
  return reads(row({ revision: integer }))`
  select revision from catalogue_revision`;
}

export function isCatalogueEmpty() {
  return reads(row({ is_empty: boolean }))`
  select not exists (select from product) and not exists (select from department) as is_empty`;
}

export function addDepartments(departments: { id: number[]; name: string[]; description: string[] }) {
  return writes(nothing)`
  insert into department (department_id, name, description)
  select * from unnest(${departments.id}::bigint[], ${departments.name}::text[], ${departments.description}::text[])`;
}

export function addCategories(categories: {
  id: number[];
  departmentId: number[];
  name: string[];
  description: string[];
}) {
  return writes(nothing)`
  insert into category (category_id, department_id, name, description)
  select * from unnest(${categories.id}::bigint[], ${categories.departmentId}::bigint[], ${categories.name}::text[], ${categories.description}::text[])`;
}

export function addAttributes(attributes: { id: number[]; name: string[] }) {
  return writes(nothing)`
  insert into attribute (attribute_id, name)
  select * from unnest(${attributes.id}::bigint[], ${attributes.name}::text[])`;
}

export function addAttributeValues(values: { id: number[]; attributeId: number[]; value: string[] }) {
  return writes(nothing)`
  insert into attribute_value (attribute_value_id, attribute_id, value)
  select * from unnest(${values.id}::bigint[], ${values.attributeId}::bigint[], ${values.value}::text[])`;
}

export function addProducts(products: NewProducts) {
  return writes(nothing)`
  insert into product (product_id, name, description, price_cents, discounted_price_cents, image, image_2, thumbnail, display)
  select * from unnest(
    ${products.id}::bigint[], ${products.name}::text[], ${products.description}::text[],
    ${products.priceCents}::integer[], ${products.discountedPriceCents}::integer[],
    ${products.image}::text[], ${products.image2}::text[], ${products.thumbnail}::text[], ${products.display}::smallint[])`;
}

export function addProductCategories(links: { productId: number[]; categoryId: number[] }) {
  return writes(nothing)`
  insert into product_category (product_id, category_id, effective_price_cents)
  select product_id, category_id, effective_price_cents
  from unnest(${links.productId}::bigint[], ${links.categoryId}::bigint[]) as link (product_id, category_id)
  left join product using (product_id)`;
}

/** Gives every product every attribute value, as the sample shop has it. */
export function addEveryAttributeValue() {
  return writes(nothing)`
  insert into product_attribute (product_id, attribute_value_id)
  select product_id, attribute_value_id from product cross join attribute_value`;
}

/** Continues the numbering after the numbers in the tables and those in use elsewhere; no sequence is set back. */
export function continueNumbering(used: Highest) {
  return writes(row({ number: integer }))`
  select setval('department_department_id_seq', greatest(max(department_id), ${used.department}::bigint)) as number
  from department having greatest(max(department_id), ${used.department}::bigint) >= (select last_value from department_department_id_seq)
  union all select setval('category_category_id_seq', greatest(max(category_id), ${used.category}::bigint)) as number
  from category having greatest(max(category_id), ${used.category}::bigint) >= (select last_value from category_category_id_seq)
  union all select setval('attribute_attribute_id_seq', greatest(max(attribute_id), ${used.attribute}::bigint)) as number
  from attribute having greatest(max(attribute_id), ${used.attribute}::bigint) >= (select last_value from attribute_attribute_id_seq)
  union all select setval('attribute_value_attribute_value_id_seq', greatest(max(attribute_value_id), ${used.attribute_value}::bigint)) as number
  from attribute_value having greatest(max(attribute_value_id), ${used.attribute_value}::bigint) >= (select last_value from attribute_value_attribute_value_id_seq)
  union all select setval('product_product_id_seq', greatest(max(product_id), ${used.product}::bigint)) as number
  from product having greatest(max(product_id), ${used.product}::bigint) >= (select last_value from product_product_id_seq)`;
}

/**
 * Selects whether the catalogue has exactly these products, and as many departments, categories and values as given.
 */
export function isStill(products: NewProducts, counts: Counts) {
  return reads(row({ is_still: boolean }))`
  with given (product_id, name, description, price_cents, discounted_price_cents, image, image_2, thumbnail, display) as (
    select * from unnest(
      ${products.id}::bigint[], ${products.name}::text[], ${products.description}::text[],
      ${products.priceCents}::integer[], ${products.discountedPriceCents}::integer[],
      ${products.image}::text[], ${products.image2}::text[], ${products.thumbnail}::text[], ${products.display}::smallint[]))
  select (select count(*) from product) = (select count(*) from given)
    and not exists (
      select product_id, name, description, price_cents, discounted_price_cents, image, image_2, thumbnail, display from product
      except select * from given)
    and (select count(*) from department) = ${counts.departments}
    and (select count(*) from category) = ${counts.categories}
    and (select count(*) from attribute_value) = ${counts.values} as is_still`;
}

/** Deletes all products, with their links to categories, their attributes and their stock. */
export function removeProducts() {
  return writes(nothing)`delete from product`;
}

export function removeValues() {
  return writes(nothing)`delete from attribute_value`;
}

export function removeAttributes() {
  return writes(nothing)`delete from attribute`;
}

export function removeCategories() {
  return writes(nothing)`delete from category`;
}

export function removeDepartments() {
  return writes(nothing)`delete from department`;
}

export function forgetWords() {
  return writes(nothing)`delete from search_word`;
}
