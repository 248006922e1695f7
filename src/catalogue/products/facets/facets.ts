import type { Reader } from "../../../platform/database/database.ts";
import { twoDecimals } from "../../../platform/money.ts";
import type { Counted } from "../counting/counting.ts";
import type { Selection } from "../selection.ts";
import { facetCounts, type Look } from "./queries.ts";

const wantedBands = 5;
/** Widths of price bands that people find round, in cents: 1, 2, 5 times a power of ten. */
const roundWidth = (spanCents: number): number => {
  const least = Math.max(1, spanCents / wantedBands);
  const power = 10 ** Math.floor(Math.log10(least));
  return [1, 2, 5, 10].map((step) => step * power).find((width) => width >= least) ?? 10 * power;
};

type Found = { readonly kind: string; readonly id: number; readonly count: number };

/** Prices in ascending order, gathered into bands of a round width; empty bands are left out. */
const priceBands = (rows: readonly Found[], scaled: (count: number) => number) => {
  const [lowest, highest] = ["lowest", "highest"].map((end) => rows.find(({ kind }) => kind === end)?.id ?? 0);
  const width = roundWidth((highest ?? 0) - (lowest ?? 0));
  const prices = rows.filter(({ kind }) => kind === "price");
  return [...Map.groupBy(prices, ({ id }) => Math.floor(id / width))].map(([band, inBand]) => ({
    price_min: twoDecimals(band * width),
    price_max: twoDecimals((band + 1) * width),
    count: scaled(inBand.reduce((sum, { count }) => sum + count, 0)),
  }));
};

/**
 * How many products are looked at of those that can be counted, how many of the table's pages tell of more, and how many
 * categories are told of: those that hold most.
 */
export type FacetLimits = {
  readonly counted: number;
  readonly looked: number;
  readonly lookedPages: number;
  readonly mostCategories: number;
};

/** What a list that holds nothing is narrowed down by. */
export const noFacets = { categories: [], attribute_values: [], price_bands: [] };

export type Facets = Awaited<ReturnType<typeof facetsOf>>;

/**
 * How many of the selected products lie in each category, have each attribute value, and cost about how much. Where they
 * are too many to be all looked at, some are, and the numbers are estimates.
 */
export const facetsOf = async (
  reader: Reader,
  selection: Selection,
  { count, isEstimate }: Counted,
  limits: FacetLimits,
) => {
  const isCounted = !isEstimate && count <= limits.counted;
  const look: Look = isCounted ? { products: limits.looked } : { pages: limits.lookedPages };
  const rows = await reader.all(facetCounts(selection, look, limits.mostCategories));
  const of = (kind: string) => rows.filter((row) => row.kind === kind);
  const seen = of("price").reduce((sum, row) => sum + row.count, 0);
  const scaled = (found: number): number => (seen === 0 ? 0 : Math.round((found * count) / seen));
  return {
    categories: of("category").map((row) => ({ category_id: row.id, name: row.name, count: scaled(row.count) })),
    attribute_values: of("value").map((row) => ({
      attribute_value_id: row.id,
      attribute_name: row.attribute_name ?? "",
      name: row.name,
      count: scaled(row.count),
    })),
    price_bands: priceBands(rows, scaled),
    ...(seen < count ? { is_estimate: true } : {}),
  };
};
