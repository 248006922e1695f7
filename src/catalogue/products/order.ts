import { sql, type Fragment } from "../../platform/database/statement.ts";
import type { SearchTerms } from "../search/search.ts";
import type { SortName } from "./schemas.ts";

/** An order of products: rows stand by `key`, then by number, both in one direction. */
export type ProductOrder = {
  /** Names the order in a cursor. */
  readonly name: string;
  readonly key: Fragment;
  /** The key's type in SQL, and what its text looks like in a cursor. */
  readonly cast: Fragment;
  readonly keyShape: RegExp;
  readonly isDescending: boolean;
};

const wholeKey = { cast: sql`::bigint`, keyShape: /^-?\d{1,18}$/ };
const descendingByNature = new Set<SortName>(["newest"]);

/** Name counts ten times what description does (ts_rank's weights A and D); whole, so that a cursor holds it exactly. */
const relevance = ({ exact, wide }: SearchTerms) =>
  sql`(-1000000 * (ts_rank(search, to_tsquery('shop_search', ${exact})) + 0.1 * ts_rank(search, to_tsquery('shop_search', ${wide}))))::bigint`;

export const byNumber: ProductOrder = { name: "number", key: sql`product_id`, ...wholeKey, isDescending: false };

/** Featured products first; `display` 2 and 3 feature a product in its department. */
export const featuredFirst: ProductOrder = {
  name: "featured",
  key: sql`(case when display >= 2 then 0 else 1 end)`,
  ...wholeKey,
  isDescending: false,
};

const keys = (terms: SearchTerms | undefined): Record<SortName, Pick<ProductOrder, "key" | "cast" | "keyShape">> => ({
  relevance: terms ? { key: relevance(terms), ...wholeKey } : byNumber,
  name: { key: sql`sort_name`, cast: sql`::text collate "C"`, keyShape: /^[^]{1,400}$/ },
  price: { key: sql`effective_price_cents`, ...wholeKey },
  newest: { key: sql`created_at`, cast: sql`::timestamptz`, keyShape: /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{1,3})?\+00$/ },
});

/** The order a client asked for with `sort`; without it the best match comes first, or the natural order stands. */
export const orderOf = (sort: string | undefined, terms: SearchTerms | undefined, natural: ProductOrder): ProductOrder => {
  if (!sort && !terms) return natural;
  const [name, direction] = (sort ?? "relevance").split(",") as [SortName, "ASC" | "DESC" | undefined];
  const isDescending = direction ? (direction === "DESC") !== (name === "relevance") : descendingByNature.has(name);
  return { name: `${name}${isDescending ? "-" : "+"}`, ...keys(terms)[name], isDescending };
};
