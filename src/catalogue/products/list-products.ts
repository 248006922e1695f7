import type { Reader } from "../../platform/database/database.ts";
import { centsOf } from "../../platform/money.ts";
import { refusal } from "../../platform/refusal.ts";
import { groupedByAttribute } from "./group-by-attribute.ts";
import { findCategory, findDepartment } from "../departments/departments.ts";
import type { SearchTerms } from "../search/match.ts";
import { attemptsAt, type Attempt, type Wording } from "../search/search.ts";
import { unkeptVocabulary, type Vocabulary } from "../search/vocabulary.ts";
import { unkeptCounts, type CountCache } from "./count-cache.ts";
import {
  countProducts,
  glanceAt,
  isSurelyMore,
  placeOf,
  type Counted,
  type CountingLimits,
  type Judged,
} from "./count-products.ts";
import { readCursor, writeCursor } from "./cursor.ts";
import { facetsOf, noFacets, type FacetLimits, type Facets } from "./facets.ts";
import { listed, type ListedRow } from "./listed-product.ts";
import { byNameFirst, byNumber, orderOf, type ProductOrder } from "./order.ts";
import { fetchSmallResult, pageOfPlace } from "./place-page.ts";
import { unrankedPage, productsOnPage, type Few, type PageOfProducts } from "./products.queries.ts";
import type { Filters, Listing } from "./products.schemas.ts";
import type { Selection } from "./selection.ts";

export type ListOptions = Listing & Filters;

/** Maximum number of products that are counted, ranked and inspected one by one for a list. */
export type ReadingLimits = CountingLimits &
  FacetLimits & {
    /** Maximum number of matches that are ranked by relevance. */
    readonly ranked: number;
  };

/**
 * Measured on two cores: a list takes 2 to 10 ms with a hundred thousand products and with a million (see
 * docs/performance.md).
 */
export const readingLimits: ReadingLimits = {
  small: 1000,
  counted: 10_000,
  glancedPages: 50,
  sampledPages: 200,
  ranked: 2000,
  looked: 300,
  lookedPages: 50,
  mostCategories: 100,
};

/** How a list is read: its default order, its limits, and the caches of counts and of the vocabulary, if any. */
export type ListScope = {
  readonly natural: ProductOrder;
  readonly limits: ReadingLimits;
  readonly counts?: CountCache | undefined;
  readonly vocabulary?: Vocabulary | undefined;
};

const shopFloor: ListScope = { natural: byNumber, limits: readingLimits };

type Page = {
  readonly counted: Counted;
  readonly rows: readonly (ListedRow & { sort_key: string })[];
  readonly order: ProductOrder;
  readonly facets: Facets | undefined;
  /** How the products were searched for, in a search. */
  readonly attempt?: Attempt;
};

/** Returns the requested page of products, with the number of products on all pages. */
export async function listProducts(reader: Reader, options: ListOptions, shelf: ListScope = shopFloor) {
  requireOneWayOfPaging(options);
  const page = await findPage(reader, options, shelf);
  const { count, isEstimate } = page.counted;
  if (count === 0) await requirePlace(reader, options);
  const next_cursor = nextCursor(page, options.limit);
  return {
    count,
    ...(isEstimate ? { count_is_estimate: true } : {}),
    rows: page.rows.slice(0, options.limit).map((row) => listed(row, options.description_length)),
    ...(next_cursor ? { next_cursor } : {}),
    ...(page.facets ? { facets: page.facets } : {}),
    ...(count > 0 && page.attempt?.isOfSomeWords ? { matched: "some_words" as const } : {}),
    ...(count > 0 && page.attempt?.correctedTo !== undefined ? { corrected_to: page.attempt.correctedTo } : {}),
  };
}

async function findPage(reader: Reader, options: ListOptions, shelf: ListScope): Promise<Page> {
  if (options.query_string === undefined) return pageFor(reader, options, undefined, shelf);
  const attempts = await attemptsAt(
    reader,
    options.query_string,
    wordingOf(options),
    shelf.vocabulary ?? unkeptVocabulary,
  );
  let page: Page = {
    counted: { count: 0, isEstimate: false },
    rows: [],
    order: shelf.natural,
    facets: options.facets ? noFacets : undefined,
  };
  for (const attempt of attempts) {
    page = { ...(await pageFor(reader, options, attempt.terms, shelf)), attempt };
    if (page.counted.count > 0) break;
  }
  return page;
}

async function pageFor(
  reader: Reader,
  options: ListOptions,
  terms: SearchTerms | undefined,
  { natural, limits, counts = unkeptCounts }: ListScope,
): Promise<Page> {
  const { ranked } = limits;
  const selection = await selectionOf(reader, options, terms);
  const wished = orderOf(options.sort, terms, natural);
  const begunIn = (orders: readonly [ProductOrder, ...ProductOrder[]]): PageOfProducts => ({
    ...(options.cursor === undefined ? { order: orders[0] } : readCursor(options.cursor, orders)),
    selection,
    limit: options.limit + 1,
    offset: offsetOf(options),
  });
  const count = async (other: Selection) => countProducts(reader, other, limits, await glanceAt(reader, other, limits));
  const facetsFor = (counted: Counted) =>
    options.facets ? facetsOf({ reader, selection, limits, count }, counted) : Promise.resolve(undefined);
  const place = placeOf(selection);
  if (place) {
    const page = await pageOfPlace(reader, place, begunIn([wished]), { counts, limits });
    return { ...page, facets: await facetsFor(page.counted) };
  }
  // A cursor of a search may have another order than relevance.
  const few =
    wished.ranks && options.cursor !== undefined ? undefined : await pageOfFew(reader, begunIn([wished]), limits);
  if (few) return { ...few, facets: await facetsFor(few.counted) };
  const glanced = await glanceAt(reader, selection, limits);
  // A cursor of another list is refused here, before the count starts: afterwards, a failed count would go unhandled.
  const common = begunIn(ordersOf(wished, ranked + 1, ranked));
  const [counted, begun] = await Promise.all([
    countProducts(reader, selection, limits, glanced),
    beginCommon(reader, common, glanced, ranked),
  ]);
  const page = begunIn(ordersOf(wished, counted.count, ranked));
  const [rows, facets] = await Promise.all([
    page.order.named !== undefined && begun ? begun : pageOfAny(reader, page, counted, limits),
    facetsFor(counted),
  ]);
  return { counted, rows, order: page.order, facets };
}

async function selectionOf(reader: Reader, options: ListOptions, terms: SearchTerms | undefined): Promise<Selection> {
  return {
    departmentId: options.department_id,
    categoryId: options.category_id,
    attributeValues: options.attribute_value_id && (await groupedByAttribute(reader, options.attribute_value_id)),
    priceMinCents: options.price_min === undefined ? undefined : centsOf(options.price_min),
    priceMaxCents: options.price_max === undefined ? undefined : centsOf(options.price_max),
    matching: terms?.matching,
  };
}

function offsetOf({ page, limit, offset, cursor }: ListOptions): number {
  if (cursor !== undefined) return 0;
  return offset ?? (page - 1) * limit;
}

/**
 * Fetches a selection that need not be counted first: in a small shop, or when it consists of a category and further
 * conditions and is not ranked. Returns undefined when there is nothing, or too much to fetch.
 */
async function pageOfFew(reader: Reader, page: PageOfProducts, { counted, ranked }: ReadingLimits) {
  const { selection, order } = page;
  const small = await fetchSmallResult(reader, page, {
    most: order.ranks ? ranked : counted,
    when: "the shop is small",
  });
  if (small || selection.categoryId === undefined || order.ranks) return small;
  return fetchSmallResult(reader, page, { most: counted, when: "always" });
}

/**
 * Returns the orders that a list may be read in; it begins in the first. While a client pages through matches, their
 * number may exceed the ranking limit: a cursor then keeps its order, up to twice the limit.
 */
function ordersOf(wished: ProductOrder, count: number, ranked: number): readonly [ProductOrder, ...ProductOrder[]] {
  if (!wished.ranks) return [wished];
  const common = byNameFirst(wished, wished.ranks);
  if (count > 2 * ranked) return [common];
  return count > ranked ? [common, wished] : [wished, common];
}

/**
 * Starts early to read a page of a search that surely has too many matches to rank: the page is the same whatever their
 * exact number.
 */
async function beginCommon(reader: Reader, page: PageOfProducts, glanced: Judged | undefined, ranked: number) {
  return page.order.named !== undefined && glanced && isSurelyMore(glanced, ranked)
    ? reader.all(unrankedPage(page, page.order.named))
    : undefined;
}

function pageOfAny(reader: Reader, page: PageOfProducts, { count, isEstimate }: Counted, { counted }: ReadingLimits) {
  if (!isEstimate && page.offset >= count) return [];
  if (page.order.named !== undefined) return reader.all(unrankedPage(page, page.order.named));
  const few: Few = { most: counted, when: "always" };
  return reader.all(productsOnPage({ ...page, few: !isEstimate && count <= counted ? few : undefined }));
}

function wordingOf({ all_words }: ListOptions): Wording {
  return all_words === undefined ? "as many as fit" : all_words === "on" ? "all" : "any";
}

/** Throws DEP_02 or CAT_01 when a list is empty because its department or category does not exist. */
async function requirePlace(reader: Reader, { department_id, category_id }: ListOptions): Promise<void> {
  if (department_id !== undefined) await findDepartment(reader, department_id);
  if (category_id !== undefined) await findCategory(reader, category_id);
}

function requireOneWayOfPaging({ page, offset, cursor }: ListOptions): void {
  if ([page > 1, offset !== undefined, cursor !== undefined].filter(Boolean).length > 1)
    throw refusal("COM_02", "page", { message: "Invalid Data: give one of page, offset and cursor" });
}

function nextCursor({ rows, order }: Page, limit: number): string | undefined {
  const last = rows.length > limit ? rows[limit - 1] : undefined;
  return last && writeCursor({ order: order.name, key: last.sort_key, productId: last.product_id });
}
