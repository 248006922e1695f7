import { orNull, row, text, integer } from "../../platform/database/columns.ts";
import { plannedAnew, reads, sql, type Fragment } from "../../platform/database/statement.ts";
import { InStockShown } from "./in-stock.ts";
import type { Cursor } from "./cursor.ts";
import { isInOrderOfLinks, type ProductOrder } from "./order.ts";
import type { Asking } from "./matches.ts";
import { allSelected, conditions, isCategoryAlone, isNamed, isSmallShop, where, type Selection } from "./selection.ts";

const price = { price_cents: integer, discounted_price_cents: orNull(integer) };
const rating = { rating_sum: integer, review_count: integer };
/** Nobody reviewed what has no row there. */
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

/** Very many are read in their order until the page is full. */
const inOrder: Asking = "in order";

export type PageOfProducts = {
  readonly selection: Selection;
  readonly order: ProductOrder;
  readonly limit: number;
  readonly offset: number;
  readonly cursor?: Cursor | undefined;
  /** Few are all fetched and sorted; of many, the order's index is followed until the page is full. */
  readonly few?: Few | undefined;
};

/** Up to how many are fetched: always, or only where the shop itself holds no more than so many, and else none at all. */
export type Few = { readonly most: number; readonly when: "always" | "the shop is small" };

/**
 * Rows in full for the page alone: the many that are passed over come out of narrow indexes. `found` tells how many were
 * fetched, if all were to be.
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
  // In a small shop every plan is a good one, and of links alone there is but one.
  const isOfLinks = isCategoryAlone(selection) && order.isByNumberOrPrice;
  return few?.when === "always" && !isOfLinks ? plannedAnew(page) : page;
}

/**
 * Products that match words which too many match to be ranked: those that are named so (0), then those that are not (1),
 * each by number. Either part is read in its order and no further than the page reaches.
 */
export function commonOnPage(page: Omit<PageOfProducts, "few">, named: string) {
  const { selection, order, limit, offset, cursor } = page;
  // Whoever is named so matches: that index alone is to be asked.
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
 * Products of the same categories, those that share most of them and speak of the same things first. Of large categories
 * only the neighbours by number are looked at, so many to each side.
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

/** The part of a rank that comes after the cursor: all of it, none of it, or what follows the cursor's product. */
function restOfRank(rank: 0 | 1, isDescending: boolean, cursor: Cursor | undefined): Fragment[] {
  if (!cursor) return [];
  const reached = Number(cursor.key);
  if (rank === reached)
    return [isDescending ? sql`product_id < ${cursor.productId}` : sql`product_id > ${cursor.productId}`];
  return rank > reached === isDescending ? [sql`false`] : [];
}
