import { joined, sql, type Fragment } from "../../platform/database/statement.ts";

/** Which products a list holds. All parts given must fit. */
export type Selection = {
  readonly departmentId?: number | undefined;
  readonly categoryId?: number | undefined;
  /** Attribute values: of each group one must fit. */
  readonly attributeValues?: readonly (readonly number[])[] | undefined;
  readonly priceMinCents?: number | undefined;
  readonly priceMaxCents?: number | undefined;
  /** A tsquery of the configuration shop_search. */
  readonly matching?: string | undefined;
};

const inCategory = (categoryId: number) =>
  sql`exists (select from product_category where product_id = product.product_id and category_id = ${categoryId})`;

const inDepartment = (departmentId: number) =>
  sql`exists (select from product_category join category using (category_id)
    where product_id = product.product_id and department_id = ${departmentId})`;

/** Whoever stands in a category stands in its department: then the products need not be asked one by one. */
const inDepartmentOf = (departmentId: number, categoryId: number | undefined) =>
  categoryId === undefined
    ? inDepartment(departmentId)
    : sql`(exists (select from category where category_id = ${categoryId} and department_id = ${departmentId})
        or ${inDepartment(departmentId)})`;

const withOneOf = (valueIds: readonly number[]) =>
  sql`exists (select from product_attribute
    where product_id = product.product_id and attribute_value_id = any(${valueIds}::bigint[]))`;

export const matches = (words: string) => sql`search @@ to_tsquery('shop_search', ${words})`;

/** As the index product_named has it. */
export const isNamed = (words: string) => sql`ts_filter(search, '{a}') @@ to_tsquery('shop_search', ${words})`;

/** What a product must fulfil to be of the selection. */
export const conditions = (selection: Selection): Fragment[] => {
  const { departmentId, categoryId, attributeValues, priceMinCents, priceMaxCents, matching } = selection;
  const parts: Fragment[] = [];
  if (categoryId !== undefined) parts.push(inCategory(categoryId));
  if (departmentId !== undefined) parts.push(inDepartmentOf(departmentId, categoryId));
  if (attributeValues) for (const group of attributeValues) parts.push(withOneOf(group));
  if (priceMinCents !== undefined) parts.push(sql`effective_price_cents >= ${priceMinCents}`);
  if (priceMaxCents !== undefined) parts.push(sql`effective_price_cents <= ${priceMaxCents}`);
  if (matching !== undefined) parts.push(matches(matching));
  return parts;
};

export const where = (parts: readonly Fragment[]): Fragment =>
  parts.length === 0 ? sql`` : sql`where ${joined(parts, " and ")}`;

/** The share of the table's pages, in percent, that are as many as these; of a table nobody has looked at, a small one. */
export const shareOf = (pages: number): Fragment =>
  sql`least(100, 100.0 * ${pages}::integer / (
    select coalesce(nullif(relpages, 0), 100000) from pg_class where oid = 'product'::regclass))`;

/** Products as they lie in some of the table's pages, chosen by chance and each time the same. */
export const sampleOf = (pages: number): Fragment => sql`product tablesample system (${shareOf(pages)}) repeatable (1)`;
