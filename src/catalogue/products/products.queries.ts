import { orNull, row, text, integer } from "../../platform/database/columns.ts";
import { plannedAnew, reads, sql, type Fragment } from "../../platform/database/statement.ts";
import { InStockShown } from "./in-stock.ts";
import type { Cursor } from "./cursor.ts";
import { isInOrderOfLinks, type ProductOrder } from "./order.ts";
import type { Asking } from "./matches.ts";
import { allSelected, conditions, isCategoryAlone, isNamed, isSmallShop, where, type Selection } from "./selection.ts";

const price = { price_cents: integer, discounted_price_cents: orNull(integer) };
const rating = { rating_sum: integer, review_count: integer };
/** A product without a row in `product_rating` has no reviews. */
const ratingColumns = sql`coalesce(rating_sum, 0) as rating_sum, coalesce(review_count, 0) as review_count`;
const pictures = { image: orNull(text), image_2: orNull(text) };
const ListedRow = row({
  product_id: integer,
  name: text,
  description: text,
  ...price,
  thumbnail: orNull(text),
  display: integer,
  in_stock: InStockShown,
  ...rating,
  sort_key: text,
  found: orNull(integer),
  revision: orNull(integer),
});

/** A large selection is read in its order until the page is full. */
const inOrder: Asking = "in order";

export type PageOfProducts = {
  readonly selection: Selection;
  readonly order: ProductOrder;
  readonly limit: number;
  readonly offset: number;
  readonly cursor?: Cursor | undefined;
  /**
   * A small selection is fetched in full and sorted; for a large one, the order's index is read until the page is full.
   */
  readonly few?: Few | undefined;
};

/** Maximum number of products to fetch: always, or only when the whole shop has no more; otherwise none is fetched. */
export type Few = { readonly most: number; readonly when: "always" | "the shop is small" };

/**
 * Selects full rows for the page alone: the many products that are skipped come from narrow indexes. `found` is the
 * number of products fetched, when all were to be.
 */
export function productsOnPage(options: PageOfProducts) {
  const { selection, order, limit, offset, cursor, few } = options;
  const all = allSelected(selection, { withAll: !order.isByNumberOrPrice });
  const selected = few
    ? sql`materialized (select product_id, ${order.key} as key from ${all} limit ${limitOf(few)})`
    : sql`not materialized (select product_id, ${order.key} as key from ${
        isInOrderOfLinks(order, selection) ? all : sql`product ${where(conditions(selection, inOrder))}`
      })`;
  const page = reads(ListedRow)`
  with selected as ${selected}
  select product_id, name, description, price_cents, discounted_price_cents, thumbnail, display, in_stock,
    ${ratingColumns}, page.key::text as sort_key, ${few ? sql`(select count(*) from selected)` : sql`null::bigint`} as found,
    (select revision from catalogue_revision) as revision
  from (
    select product_id, key from selected as page ${cursor ? afterCursor(order, cursor) : sql``}
    order by ${ordering(order.isDescending)} limit ${limit} offset ${offset}) as page
  join product using (product_id) left join product_rating using (product_id)
  order by ${ordering(order.isDescending)}`;
  // In a small shop every plan is good, and for links alone there is only one.
  const isOfLinks = isCategoryAlone(selection) && order.isByNumberOrPrice;
  return few?.when === "always" && !isOfLinks ? plannedAnew(page) : page;
}

/**
 * Selects a page of a search with too many matches to rank: products whose names match (0), then the others (1), each
 * by number. Both parts are read in order, and no further than the page needs.
 */
export function unrankedPage(page: Omit<PageOfProducts, "few">, named: string) {
  const { selection, order, limit, offset, cursor } = page;
  // A product whose name matches is a match, so the index of names is sufficient.
  const areNamed = [...conditions({ ...selection, matching: undefined }, inOrder), isNamed(named)];
  const areOthers = [...conditions(selection, inOrder), sql`not ${isNamed(named)}`];
  const direction = order.isDescending ? sql`desc` : sql``;
  const part = (rank: 0 | 1, fits: Fragment[]): Fragment => sql`
    (select product_id, ${rank}::integer as key from product
    ${where([...fits, ...restOfRank(rank, order.isDescending, cursor)])}
    order by product_id ${direction} limit ${limit + offset})`;
  return plannedAnew(reads(ListedRow)`
  select product_id, name, description, price_cents, discounted_price_cents, thumbnail, display, in_stock,
    ${ratingColumns}, page.key::text as sort_key,
    null::bigint as found, null::bigint as revision
  from (
    select product_id, key
    from (${part(0, areNamed)} union all ${part(1, areOthers)}) as page
    order by ${ordering(order.isDescending)} limit ${limit} offset ${offset}) as page
  join product using (product_id) left join product_rating using (product_id)
  order by ${ordering(order.isDescending)}`);
}

export function product(productId: number) {
  return reads(
    row({
      product_id: integer,
      name: text,
      description: text,
      ...price,
      ...pictures,
      thumbnail: orNull(text),
      display: integer,
      in_stock: InStockShown,
      ...rating,
    }),
  )`
  select product_id, name, description, price_cents, discounted_price_cents, image, image_2, thumbnail, display, in_stock,
    ${ratingColumns}
  from product left join product_rating using (product_id) where product_id = ${productId}`;
}

export function imagesOfProducts(productIds: readonly number[]) {
  return reads(row({ product_id: integer, image: orNull(text) }))`
  select product_id, image from product where product_id = any(${productIds}::bigint[])`;
}

export function productNames({ limit, offset }: { readonly limit: number; readonly offset: number }) {
  return reads(row({ product_id: integer, name: text }))`
  select product_id, name from product order by product_id limit ${limit} offset ${offset}`;
}

export function attributesOfValues(valueIds: readonly number[]) {
  return reads(row({ attribute_value_id: integer, attribute_id: integer }))`
  select attribute_value_id, attribute_id from attribute_value
  where attribute_value_id = any(${valueIds}::bigint[])`;
}

export function productExists(productId: number) {
  return reads(row({ product_id: integer }))`
  select product_id from product where product_id = ${productId}`;
}

export function locationsOfProduct(productId: number) {
  return reads(row({ category_id: integer, category_name: text, department_id: integer, department_name: text }))`
  select category_id, category.name as category_name, department_id, department.name as department_name
  from product_category
  join category using (category_id)
  join department using (department_id)
  where product_id = ${productId}
  order by category_id`;
}

export function categoriesOfProduct(productId: number) {
  return reads(row({ category_id: integer, department_id: integer, name: text }))`
  select category_id, department_id, name
  from product_category join category using (category_id)
  where product_id = ${productId} order by category_id`;
}

/**
 * Selects products of the same categories: first those that share most categories, then those with the most similar
 * words. Of large categories only the nearest products by number are compared, `neighbours` on each side.
 */
export function relatedProducts(
  productId: number,
  words: string,
  { limit, neighbours, compared }: { limit: number; neighbours: number; compared: number },
) {
  return reads(ListedRow)`
  select product_id, name, description, price_cents, discounted_price_cents, thumbnail, display, in_stock,
    ${ratingColumns}, '' as sort_key, null::bigint as found, null::bigint as revision
  from product left join product_rating using (product_id) join (
    select other.product_id, count(*) as shared
    from product_category as own cross join lateral (
      (select product_id from product_category
        where category_id = own.category_id and product_id > own.product_id
        order by product_id limit ${neighbours})
      union all
      (select product_id from product_category
        where category_id = own.category_id and product_id < own.product_id
        order by product_id desc limit ${neighbours})) as other
    where own.product_id = ${productId}
    group by other.product_id order by shared desc, other.product_id limit ${compared}) as near using (product_id)
  order by shared desc, ts_rank(search, to_tsquery('shop_search', ${words})) desc, product_id
  limit ${limit}`;
}

function ordering(isDescending: boolean): Fragment {
  return isDescending ? sql`page.key desc, page.product_id desc` : sql`page.key, page.product_id`;
}

function afterCursor({ cast, isDescending }: ProductOrder, cursor: Cursor): Fragment {
  return isDescending
    ? sql`where (page.key, page.product_id) < (${cursor.key}${cast}, ${cursor.productId}::bigint)`
    : sql`where (page.key, page.product_id) > (${cursor.key}${cast}, ${cursor.productId}::bigint)`;
}

function limitOf({ most, when }: Few): Fragment {
  return when === "always" ? sql`${most + 1}` : sql`case when ${isSmallShop(most)} then ${most + 1} else 0 end`;
}

/**
 * Returns the conditions for the part of a rank after the cursor: all of it, none of it, or what follows the cursor's
 * product.
 */
function restOfRank(rank: 0 | 1, isDescending: boolean, cursor: Cursor | undefined): Fragment[] {
  if (!cursor) return [];
  const reached = Number(cursor.key);
  if (rank === reached)
    return [isDescending ? sql`product_id < ${cursor.productId}` : sql`product_id > ${cursor.productId}`];
  return rank > reached === isDescending ? [sql`false`] : [];
}
