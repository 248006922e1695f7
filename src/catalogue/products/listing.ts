import type { Reader } from "../../platform/database/database.ts";
import { centsOf, twoDecimals } from "../../platform/money.ts";
import { refusal } from "../../platform/refusal.ts";
import { findCategory, findDepartment } from "../departments/departments.ts";
import { forgivingTerms, termsOf, wordsOf, type SearchTerms } from "../search/search.ts";
import { readCursor, writeCursor } from "./cursor.ts";
import { cutDescription } from "./description.ts";
import { facetsOf } from "./facets.ts";
import { byNumber, orderOf, type ProductOrder } from "./order.ts";
import { productCount, productsOnPage, type Selection } from "./queries.ts";
import type { Filters, Listing } from "./schemas.ts";

type Wish = Listing & Filters;
type ListedRow = {
  product_id: number;
  name: string;
  description: string;
  price_cents: number;
  discounted_price_cents: number | null;
  thumbnail: string | null;
  display: number;
};

/** A product as every list shows it. */
export const listed = (row: ListedRow, descriptionLength: number) => ({
  product_id: row.product_id,
  name: row.name,
  description: cutDescription(row.description, descriptionLength),
  price: twoDecimals(row.price_cents),
  discounted_price: twoDecimals(row.discounted_price_cents ?? 0),
  thumbnail: row.thumbnail,
  display: row.display,
});

const selectionOf = (wish: Wish): Selection => ({
  departmentId: wish.department_id,
  categoryId: wish.category_id,
  attributeValueIds: wish.attribute_value_id,
  priceMinCents: wish.price_min === undefined ? undefined : centsOf(wish.price_min),
  priceMaxCents: wish.price_max === undefined ? undefined : centsOf(wish.price_max),
});

const offsetOf = ({ page, limit, offset, cursor }: Wish): number => {
  if (cursor !== undefined) return 0;
  return offset ?? (page - 1) * limit;
};

type Page = { count: number; rows: (ListedRow & { sort_key: string })[]; order: ProductOrder; selection: Selection };

const pageFor = async (
  reader: Reader,
  wish: Wish,
  natural: ProductOrder,
  terms: SearchTerms | undefined,
): Promise<Page> => {
  const selection = terms ? { ...selectionOf(wish), matching: terms.wide } : selectionOf(wish);
  const order = orderOf(wish.sort, terms, natural);
  const cursor = wish.cursor === undefined ? undefined : readCursor(wish.cursor, order.name, order.isKey);
  const [rows, counted] = await Promise.all([
    reader.all(productsOnPage({ selection, order, limit: wish.limit + 1, offset: offsetOf(wish), cursor })),
    reader.first(productCount(selection)),
  ]);
  return { count: counted?.count ?? 0, rows, order, selection };
};

const findPage = async (reader: Reader, wish: Wish, natural: ProductOrder): Promise<Page> => {
  if (wish.query_string === undefined) return pageFor(reader, wish, natural, undefined);
  const words = wordsOf(wish.query_string);
  if (words.length === 0) return { count: 0, rows: [], order: natural, selection: { matching: "" } };
  const allWords = wish.all_words !== "off";
  const asTyped = await pageFor(reader, wish, natural, termsOf(words, allWords));
  const forgiving = await forgivingTerms(reader, words, allWords, asTyped.count);
  return forgiving ? pageFor(reader, wish, natural, forgiving) : asTyped;
};

/** An empty list may mean that what it was asked for does not exist: then that is the answer. */
const requirePlace = async (reader: Reader, { department_id, category_id }: Wish): Promise<void> => {
  if (department_id !== undefined) await findDepartment(reader, department_id);
  if (category_id !== undefined) await findCategory(reader, category_id);
};

const requireOneWayOfPaging = ({ page, offset, cursor }: Wish): void => {
  if ([page > 1, offset !== undefined, cursor !== undefined].filter(Boolean).length > 1)
    throw refusal("COM_02", "page", { message: "Invalid Data: give one of page, offset and cursor" });
};

const nextCursor = ({ rows, order }: Page, limit: number): string | undefined => {
  const last = rows.length > limit ? rows[limit - 1] : undefined;
  return last && writeCursor({ order: order.name, key: last.sort_key, productId: last.product_id });
};

/** One page of the products a client asked for, with how many there are on all pages. */
export const listProducts = async (reader: Reader, wish: Wish, natural: ProductOrder = byNumber) => {
  requireOneWayOfPaging(wish);
  const page = await findPage(reader, wish, natural);
  if (page.count === 0) await requirePlace(reader, wish);
  const next_cursor = nextCursor(page, wish.limit);
  return {
    count: page.count,
    rows: page.rows.slice(0, wish.limit).map((row) => listed(row, wish.description_length)),
    ...(next_cursor ? { next_cursor } : {}),
    ...(wish.facets ? { facets: await facetsOf(reader, page.selection) } : {}),
  };
};
