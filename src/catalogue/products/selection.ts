import { joined, sql, type Fragment } from "../../platform/database/statement.ts";
import type { Matching } from "../search/match.ts";
import { matches, type Asking } from "./matches.ts";

/** Which products a list holds. All parts given must fit. */
export type Selection = {
  readonly departmentId?: number | undefined;
  readonly categoryId?: number | undefined;
  /** Attribute values: of each group one must fit. */
  readonly attributeValues?: readonly (readonly number[])[] | undefined;
  readonly priceMinCents?: number | undefined;
  readonly priceMaxCents?: number | undefined;
  readonly matching?: Matching | undefined;
};

/** Rows that a page of the table may hold; the planner takes a sample for no larger than this many a page. */
const rowsOfPage = 50;

/** The pages of the products' table, when the database last looked; of a table it never looked at, many. */
export const allPages = sql`(
  select coalesce(nullif(relpages, 0), 100000) from pg_class where oid = 'product'::regclass)`;

/** A category and nothing else: its links tell number and price of all that it holds. */
export function isCategoryAlone({ categoryId, ...rest }: Selection): boolean {
  return categoryId !== undefined && Object.values(rest).every((part) => part === undefined);
}

/** As the index product_named has it. */
export function isNamed(words: string) {
  return sql`ts_filter(search, '{a}') @@ ${words}::tsquery`;
}

/**
 * The selected, as `product`, when all are to be fetched. Those in a category are found by its links: of their columns only
 * number and price are there, unless `withAll`.
 */
export function allSelected(selection: Selection, { withAll }: { readonly withAll: boolean }): Fragment {
  const { categoryId, matching } = selection;
  if (categoryId === undefined || matching !== undefined) return sql`product ${where(conditions(selection))}`;
  const links = sql`(select product_id, effective_price_cents from product_category where category_id = ${categoryId}) as product
    ${where(besideCategory(selection, "freely"))}`;
  return withAll ? sql`(select product_id from ${links}) as link join product using (product_id)` : links;
}

export function where(parts: readonly Fragment[]): Fragment {
  return parts.length === 0 ? sql`` : sql`where ${joined(parts, " and ")}`;
}

/** Whether the shop holds at most so many products, by what the database last counted; false as long as it never has. */
export function isSmallShop(most: number): Fragment {
  return sql`(
  select reltuples between 0 and ${most}::integer from pg_class where oid = 'product'::regclass)`;
}

/** The products on so many of the table's pages, which are chosen by chance and each time the same. */
export function sampledProducts(pages: number): Fragment {
  return sql`(
  select product_id, effective_price_cents, search, substring(tidsend(ctid) for 4) as page
  from product tablesample system (least(100, 100.0 * ${pages}::integer / ${allPages})) repeatable (1)
  limit ${pages * rowsOfPage}) as product`;
}

/** What each product in hand must fulfil to be of the selection. */
export function isSelected(selection: Selection): Fragment {
  return joined([sql`true`, ...conditions(selection, "of each")], " and ");
}

/** What a product must fulfil to be of the selection. */
export function conditions(selection: Selection, asking: Asking = "freely"): Fragment[] {
  return [
    ...(selection.categoryId === undefined ? [] : [inCategory(selection.categoryId)]),
    ...besideCategory(selection, asking),
  ];
}

function inCategory(categoryId: number) {
  return sql`exists (select from product_category where product_id = product.product_id and category_id = ${categoryId})`;
}

/** What a product must fulfil beside standing in the selection's category, if it has one. */
function besideCategory(selection: Selection, asking: Asking): Fragment[] {
  const { departmentId, categoryId, attributeValues, priceMinCents, priceMaxCents, matching } = selection;
  const parts: Fragment[] = [];
  if (departmentId !== undefined)
    parts.push(
      categoryId === undefined ? inDepartment(departmentId, asking) : inDepartmentOf(departmentId, categoryId),
    );
  if (attributeValues) for (const group of attributeValues) parts.push(withOneOf(group));
  if (priceMinCents !== undefined) parts.push(sql`effective_price_cents >= ${priceMinCents}`);
  if (priceMaxCents !== undefined) parts.push(sql`effective_price_cents <= ${priceMaxCents}`);
  if (matching !== undefined) parts.push(...matches(matching, asking));
  return parts;
}

/** Whoever stands in a category stands in its department: then the products need not be asked one by one. */
function inDepartmentOf(departmentId: number, categoryId: number) {
  return sql`(exists (select from category where category_id = ${categoryId} and department_id = ${departmentId})
    or ${inDepartment(departmentId, "of each")})`;
}

function inDepartment(departmentId: number, asking: Asking) {
  return asking === "freely"
    ? sql`exists (select from product_category join category using (category_id)
        where product_id = product.product_id and department_id = ${departmentId})`
    : // Neither can be made a join of: the department's categories are looked up in a hash, the product's are walked.
      sql`exists (select from product_category where product_id = product.product_id
        and (category_id in (select category_id from category where department_id = ${departmentId})) is true
        offset 0)`;
}

function withOneOf(valueIds: readonly number[]) {
  return sql`exists (select from product_attribute
    where product_id = product.product_id and attribute_value_id = any(${valueIds}::bigint[]))`;
}
