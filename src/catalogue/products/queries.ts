import { orNull, row, text, whole } from "../../platform/database/columns.ts";
import { joined, reads, sql, type Fragment } from "../../platform/database/statement.ts";
import type { Cursor } from "./cursor.ts";
import type { ProductOrder } from "./order.ts";

const price = { price_cents: whole, discounted_price_cents: orNull(whole) };
const pictures = { image: orNull(text), image_2: orNull(text) };
const ListedRow = row({
  product_id: whole,
  name: text,
  description: text,
  ...price,
  thumbnail: orNull(text),
  display: whole,
  sort_key: text,
});

/** Which products a list holds. All parts given must fit. */
export type Selection = {
  readonly departmentId?: number | undefined;
  readonly categoryId?: number | undefined;
  readonly attributeValueIds?: readonly number[] | undefined;
  readonly priceMinCents?: number | undefined;
  readonly priceMaxCents?: number | undefined;
  /** A tsquery of the configuration shop_search. */
  readonly matching?: string | undefined;
};

/** Values of one attribute are alternatives; of each attribute that is asked for, one must fit. No product has an unknown value. */
const withAttributes = (valueIds: readonly number[]) => sql`not exists (
  select from (
    select distinct attribute_id from unnest(${valueIds}::bigint[]) as wanted (attribute_value_id)
    left join attribute_value using (attribute_value_id)) asked
  where not exists (
    select from product_attribute join attribute_value using (attribute_value_id)
    where product_id = product.product_id and attribute_id = asked.attribute_id
      and attribute_value_id = any(${valueIds}::bigint[])))`;

const conditions = (selection: Selection): Fragment[] => {
  const { departmentId, categoryId, attributeValueIds, priceMinCents, priceMaxCents, matching } = selection;
  const parts: Fragment[] = [];
  if (categoryId !== undefined)
    parts.push(
      sql`exists (select from product_category where product_id = product.product_id and category_id = ${categoryId})`,
    );
  if (departmentId !== undefined)
    parts.push(sql`exists (select from product_category join category using (category_id)
      where product_id = product.product_id and department_id = ${departmentId})`);
  if (attributeValueIds) parts.push(withAttributes(attributeValueIds));
  if (priceMinCents !== undefined) parts.push(sql`effective_price_cents >= ${priceMinCents}`);
  if (priceMaxCents !== undefined) parts.push(sql`effective_price_cents <= ${priceMaxCents}`);
  if (matching !== undefined) parts.push(sql`search @@ to_tsquery('shop_search', ${matching})`);
  return parts;
};

const where = (parts: readonly Fragment[]): Fragment =>
  parts.length === 0 ? sql`` : sql`where ${joined(parts, " and ")}`;

const ordering = ({ key, isDescending }: ProductOrder): Fragment =>
  isDescending ? sql`${key} desc, product_id desc` : sql`${key}, product_id`;

const afterCursor = ({ key, cast, isDescending }: ProductOrder, cursor: Cursor): Fragment =>
  isDescending
    ? sql`(${key}, product_id) < (${cursor.key}${cast}, ${cursor.productId}::bigint)`
    : sql`(${key}, product_id) > (${cursor.key}${cast}, ${cursor.productId}::bigint)`;

export type PageOfProducts = {
  readonly selection: Selection;
  readonly order: ProductOrder;
  readonly limit: number;
  readonly offset: number;
  readonly cursor?: Cursor | undefined;
};

export const productsOnPage = ({ selection, order, limit, offset, cursor }: PageOfProducts) => reads(ListedRow)`
  select product_id, name, description, price_cents, discounted_price_cents, thumbnail, display,
    (${order.key})::text as sort_key
  from product
  ${where([...conditions(selection), ...(cursor ? [afterCursor(order, cursor)] : [])])}
  order by ${ordering(order)} limit ${limit} offset ${offset}`;

export const productCount = (selection: Selection) => reads(row({ count: whole }))`
  select count(*) as count from product ${where(conditions(selection))}`;

export const product = (productId: number) => reads(
  row({
    product_id: whole,
    name: text,
    description: text,
    ...price,
    ...pictures,
    thumbnail: orNull(text),
    display: whole,
  }),
)`
  select product_id, name, description, price_cents, discounted_price_cents, image, image_2, thumbnail, display
  from product where product_id = ${productId}`;

export const productExists = (productId: number) => reads(row({ product_id: whole }))`
  select product_id from product where product_id = ${productId}`;

export const locationsOfProduct = (productId: number) => reads(
  row({ category_id: whole, category_name: text, department_id: whole, department_name: text }),
)`
  select category_id, category.name as category_name, department_id, department.name as department_name
  from product_category
  join category using (category_id)
  join department using (department_id)
  where product_id = ${productId}
  order by category_id`;

export const categoriesOfProduct = (productId: number) => reads(
  row({ category_id: whole, department_id: whole, name: text }),
)`
  select category_id, department_id, name
  from product_category join category using (category_id)
  where product_id = ${productId} order by category_id`;

/** Products of the same categories, those that share most of them and speak of the same things first. */
export const relatedProducts = (productId: number, words: string, limit: number) => reads(ListedRow)`
  select product_id, name, description, price_cents, discounted_price_cents, thumbnail, display, '' as sort_key
  from product join (
    select other.product_id, count(*) as shared
    from product_category as own join product_category as other using (category_id)
    where own.product_id = ${productId} and other.product_id <> ${productId}
    group by other.product_id) as near using (product_id)
  order by shared desc, ts_rank(search, to_tsquery('shop_search', ${words})) desc, product_id
  limit ${limit}`;

export const categoryFacet = (selection: Selection) => reads(row({ category_id: whole, name: text, count: whole }))`
  select category_id, category.name, count(*) as count
  from product_category join category using (category_id)
  where product_id in (select product_id from product ${where(conditions(selection))})
  group by category_id, category.name order by category_id`;

export const attributeFacet = (selection: Selection) => reads(
  row({ attribute_value_id: whole, attribute_name: text, name: text, count: whole }),
)`
  select attribute_value_id, attribute.name as attribute_name, value as name, count(*) as count
  from product_attribute join attribute_value using (attribute_value_id) join attribute using (attribute_id)
  where product_id in (select product_id from product ${where(conditions(selection))})
  group by attribute_value_id, attribute.name, value order by attribute_value_id`;

export const priceSpan = (selection: Selection) => reads(row({ lowest: orNull(whole), highest: orNull(whole) }))`
  select min(effective_price_cents) as lowest, max(effective_price_cents) as highest
  from product ${where(conditions(selection))}`;

export const priceFacet = (selection: Selection, widthCents: number) => reads(row({ band: whole, count: whole }))`
  select effective_price_cents / ${widthCents}::integer as band, count(*) as count
  from product ${where(conditions(selection))} group by band order by band`;
