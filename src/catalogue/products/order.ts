import { joined, sql, type Fragment } from "../../platform/database/statement.ts";
import type { SearchTerms } from "../search/match.ts";
import type { SortName } from "./products.schemas.ts";
import { isCategoryAlone, type Selection } from "./selection.ts";

/** An order of products: by `key`, then by number, both in the same direction. */
export type ProductOrder = {
  /** Names the order in a cursor. */
  readonly name: string;
  readonly key: Fragment;
  /** The key's SQL type, and whether a cursor's text is of that type: the database would fail on any other. */
  readonly cast: Fragment;
  readonly isKey: (text: string) => boolean;
  readonly isDescending: boolean;
  /** Set when the key consists of number or price alone. */
  readonly isByNumberOrPrice?: true;
  /** The search terms, if the order is by relevance. */
  readonly ranks?: SearchTerms;
  /**
   * The tsquery for names, if products whose names match come first; the key then says which of the two a product is.
   */
  readonly named?: string;
};

const wholeKey = { cast: sql`::bigint`, isKey: (text: string) => /^-?\d{1,18}$/.test(text) };
const nameKey = { cast: sql`::text collate "C"`, isKey: (text: string) => text.isWellFormed() && !text.includes("\0") };

const momentKey = { cast: sql`::timestamptz`, isKey: isMoment };

const descendingByNature = new Set<SortName>(["newest"]);

export const byNumber: ProductOrder = {
  name: "number",
  key: sql`product_id`,
  ...wholeKey,
  isDescending: false,
  isByNumberOrPrice: true,
};

/** Featured products first; `display` 2 and 3 feature a product in its department. */
export const featuredFirst: ProductOrder = {
  name: "featured",
  key: sql`(case when display >= 2 then 0 else 1 end)`,
  ...wholeKey,
  isDescending: false,
};

type Key = Pick<ProductOrder, "key" | "cast" | "isKey" | "isByNumberOrPrice" | "ranks">;

/** Returns whether the links of a category are indexed in this order. */
export function isInOrderOfLinks({ name }: ProductOrder, selection: Selection): boolean {
  return isCategoryAlone(selection) && name === byNumber.name;
}

/** Replaces the order by relevance when too many products match to be ranked: those whose names match come first. */
export function byNameFirst({ isDescending }: ProductOrder, { named }: SearchTerms): ProductOrder {
  return {
    name: `common${isDescending ? "-" : "+"}`,
    key: sql`0`,
    cast: sql`::integer`,
    isKey: (text) => text === "0" || text === "1",
    isDescending,
    named,
  };
}

/** Returns the order that `sort` requests; without it, by relevance in a search, otherwise the natural order. */
export function orderOf(sort: string | undefined, terms: SearchTerms | undefined, natural: ProductOrder): ProductOrder {
  if (!sort && !terms) return natural;
  const [name, direction] = (sort ?? "relevance").split(",") as [SortName, "ASC" | "DESC" | undefined];
  const isDescending = direction ? (direction === "DESC") !== (name === "relevance") : descendingByNature.has(name);
  return { name: `${name}${isDescending ? "-" : "+"}`, ...keys(terms)[name], isDescending };
}

/**
 * Accepts a timestamp as the database writes it in UTC. Days that their month does not have parse as well, but as other
 * dates.
 */
function isMoment(text: string): boolean {
  const [, day, time] = /^([1-9]\d{3}-\d\d-\d\d) (\d\d:\d\d:\d\d(?:\.\d{1,3})?)\+00$/.exec(text) ?? [];
  const parsed = Date.parse(`${day}T${time}Z`);
  return !Number.isNaN(parsed) && new Date(parsed).toISOString().slice(0, 10) === day;
}

function keys(terms: SearchTerms | undefined): Record<SortName, Key> {
  return {
    relevance: terms ? { key: relevance(terms), ...wholeKey, ranks: terms } : byNumber,
    name: { key: sql`sort_name`, ...nameKey },
    price: { key: sql`effective_price_cents`, ...wholeKey, isByNumberOrPrice: true },
    newest: { key: sql`created_at`, ...momentKey },
  };
}

/**
 * A match in the name counts ten times one in the description (ts_rank's weights A and D), and each term counts by its
 * weight. The result is an integer, so that a cursor holds it exactly.
 */
function relevance({ ranked, together }: SearchTerms) {
  const parts = [
    ...ranked.map(({ query, weight }) => sql`${weight}::float8 * ts_rank(search, ${query}::tsquery)`),
    ...(ranked.length > 1 ? [sql`ts_rank(search, ${together}::tsquery)`] : []),
  ];
  return sql`(-1000000 * (${joined(parts, " + ")}))::bigint`;
}
