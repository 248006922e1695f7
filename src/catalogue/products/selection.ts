import { joined, sql, type Fragment } from "../../platform/database/statement.ts";
import type { Matching } from "../search/match.ts";
import { matches, type Asking } from "./matches.ts";

/** Conditions on the products of a list; all that are given must be fulfilled. */
export type Selection = {
  readonly departmentId?: number | undefined;
  readonly categoryId?: number | undefined;
  /** Groups of attribute values; a product must have one value of each group. */
  readonly attributeValues?: readonly (readonly number[])[] | undefined;
  readonly priceMinCents?: number | undefined;
  readonly priceMaxCents?: number | undefined;
  readonly matching?: Matching | undefined;
};

/** Returns whether a category is the only condition. Its links then have the number and price of every product. */
export function isCategoryAlone({ categoryId, ...rest }: Selection): boolean {
  return categoryId !== undefined && Object.values(rest).every((part) => part === undefined);
}

/** Matches names, with the expression of the index `product_named`. */
export function isNamed(words: string) {
  return sql`ts_filter(search, '{a}') @@ ${words}::tsquery`;
}

/**
 * Returns what to select from, as `product`, when all products of a selection are to be fetched. Products of a category
 * are found by its links, which have only their number and price unless `withAll`.
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

/**
 * Tests whether the shop has at most this many products, by the database's last statistics; false as long as there are
 * none.
 */
export function isSmallShop(most: number): Fragment {
  return sql`(
  select reltuples between 0 and ${most}::integer from pg_class where oid = 'product'::regclass)`;
}

/** Returns the condition for a product that is already read to belong to the selection. */
export function isSelected(selection: Selection): Fragment {
  return joined([sql`true`, ...conditions(selection, "of each")], " and ");
}

/** Returns the conditions that the products of the selection fulfil. */
export function conditions(selection: Selection, asking: Asking = "freely"): Fragment[] {
  return [
    ...(selection.categoryId === undefined ? [] : [inCategory(selection.categoryId)]),
    ...besideCategory(selection, asking),
  ];
}

function inCategory(categoryId: number) {
  return sql`exists (select from product_category where product_id = product.product_id and category_id = ${categoryId})`;
}

/** Returns the conditions of the selection apart from its category. */
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

/**
 * A product in a category is also in the category's department, so products need no check of their own when the
 * category belongs to the department.
 */
function inDepartmentOf(departmentId: number, categoryId: number) {
  return sql`(exists (select from category where category_id = ${categoryId} and department_id = ${departmentId})
    or ${inDepartment(departmentId, "of each")})`;
}

function inDepartment(departmentId: number, asking: Asking) {
  return asking === "freely"
    ? sql`exists (select from product_category join category using (category_id)
        where product_id = product.product_id and department_id = ${departmentId})`
    : // Neither becomes a join: the product's categories are read and looked up in a hash of the department's.
      sql`exists (select from product_category where product_id = product.product_id
        and (category_id in (select category_id from category where department_id = ${departmentId})) is true
        offset 0)`;
}

function withOneOf(valueIds: readonly number[]) {
  return sql`exists (select from product_attribute
    where product_id = product.product_id and attribute_value_id = any(${valueIds}::bigint[]))`;
}
