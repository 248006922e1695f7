import { timestamp, orNull, row, text, integer } from "../platform/database/columns.ts";
import { copies, reads, writes } from "../platform/database/statement.ts";

export const departmentRows = copies(
  row({ department_id: integer, name: text, description: orNull(text) }),
)`department`;

export const categoryRows = copies(
  row({ category_id: integer, department_id: integer, name: text, description: orNull(text) }),
)`category`;

export const productRows = copies(
  row({
    product_id: integer,
    name: text,
    description: text,
    price_cents: integer,
    discounted_price_cents: orNull(integer),
    image: orNull(text),
    image_2: orNull(text),
    thumbnail: orNull(text),
    display: integer,
    created_at: timestamp,
  }),
)`product`;

export const productCategoryRows = copies(
  row({ product_id: integer, category_id: integer, effective_price_cents: integer }),
)`product_category`;

export const productAttributeRows = copies(
  row({ product_id: integer, attribute_value_id: integer }),
)`product_attribute`;

export const reviewRows = copies(
  row({
    product_id: integer,
    review_id: integer,
    customer_id: orNull(integer),
    author: text,
    review: text,
    rating: integer,
    created_at: timestamp,
  }),
)`review`;

export const authorshipRows = copies(
  row({ customer_id: integer, product_id: integer, review_id: integer }),
)`customer_review`;

/** Selects the highest number that each table has assigned or holds; 0 where there is none. */
export function highestNumbers() {
  return reads(row({ department: integer, category: integer, product: integer }))`
  select
    greatest((select max(department_id) from department), (select last_value from department_department_id_seq where is_called), 0) as department,
    greatest((select max(category_id) from category), (select last_value from category_category_id_seq where is_called), 0) as category,
    greatest((select max(product_id) from product), (select last_value from product_product_id_seq where is_called), 0) as product`;
}

/** Inserts attributes in the given order; existing ones stay. */
export function ensureAttributes(names: readonly string[]) {
  return writes(row({}))`
  insert into attribute (attribute_id, name)
  select greatest((select max(attribute_id) from attribute), (select last_value from attribute_attribute_id_seq where is_called), 0)
    + row_number() over (order by place), name
  from unnest(${names}::text[]) with ordinality as wished (name, place)
  where not exists (select from attribute where attribute.name = wished.name)`;
}

export function ensureAttributeValues(values: {
  readonly attribute: readonly string[];
  readonly value: readonly string[];
}) {
  return writes(row({}))`
  insert into attribute_value (attribute_value_id, attribute_id, value)
  select greatest(
      (select max(attribute_value_id) from attribute_value), (select last_value from attribute_value_attribute_value_id_seq where is_called), 0)
    + row_number() over (order by place), attribute_id, value
  from unnest(${values.attribute}::text[], ${values.value}::text[]) with ordinality as wished (name, value, place)
  join attribute using (name)
  where not exists (
    select from attribute_value where attribute_value.attribute_id = attribute.attribute_id and attribute_value.value = wished.value)`;
}

export function attributeValues() {
  return reads(row({ attribute: text, value: text, attribute_value_id: integer }))`
  select name as attribute, value, attribute_value_id from attribute_value join attribute using (attribute_id)`;
}
