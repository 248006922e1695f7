import type { Reader } from "../../platform/database/database.ts";
import { twoDecimals } from "../../platform/money.ts";
import type { Counted } from "./count-products.ts";
import type { Selection } from "./selection.ts";
import { facetCounts, type Look } from "./facets.queries.ts";

const wantedBands = 5;

type Found = { readonly kind: string; readonly id: number; readonly count: number };

/**
 * Up to `counted` products, `looked` of them are inspected; of more, those on `lookedPages` of the table's pages.
 * Facets list the `mostCategories` categories with the most products.
 */
export type FacetLimits = {
  readonly counted: number;
  readonly looked: number;
  readonly lookedPages: number;
  readonly mostCategories: number;
};

/** Facets of an empty list. */
export const noFacets = { categories: [], attribute_values: [], price_bands: [] };

export type Facets = Awaited<ReturnType<typeof facetsOf>>;

type Reading = {
  readonly reader: Reader;
  readonly selection: Selection;
  readonly limits: FacetLimits;
  /** Counts another selection in the same way as the list's own. */
  readonly count: (selection: Selection) => Promise<Counted>;
};

type Looked = Awaited<ReturnType<typeof look>>;

/**
 * Returns the number of selected products in each category, with each attribute value, and in each price band. The
 * values of an attribute and the prices are counted as if the list were not filtered by them, because a customer may
 * choose these instead. When there are too many products to inspect them all, a sample is inspected and the numbers are
 * estimates.
 */
export async function facetsOf(reading: Reading, counted: Counted) {
  const { selection } = reading;
  const isPriced = selection.priceMinCents !== undefined || selection.priceMaxCents !== undefined;
  const own = await look(reading, selection, counted);
  const [prices, { values, isEstimate }] = await Promise.all([
    isPriced ? lookWithout(reading, { ...selection, priceMinCents: undefined, priceMaxCents: undefined }) : own,
    lookAtValues(reading, own),
  ]);
  const categories = own.rows.filter(({ kind }) => kind === "category");
  return {
    categories: categories.map((row) => ({ category_id: row.id, name: row.name, count: own.scaled(row.count) })),
    attribute_values: values,
    price_bands: priceBands(prices.rows, prices.scaled),
    ...(own.isEstimate || prices.isEstimate || isEstimate ? { is_estimate: true } : {}),
  };
}

/** Groups prices into bands of a round width, in ascending order; empty bands are omitted. */
function priceBands(rows: readonly Found[], scaled: (count: number) => number) {
  const [lowest, highest] = ["lowest", "highest"].map((end) => rows.find(({ kind }) => kind === end)?.id ?? 0);
  const width = roundWidth((highest ?? 0) - (lowest ?? 0));
  const prices = rows.filter(({ kind }) => kind === "price");
  return [...Map.groupBy(prices, ({ id }) => Math.floor(id / width))].map(([band, inBand]) => ({
    price_min: twoDecimals(band * width),
    price_max: twoDecimals((band + 1) * width),
    count: scaled(inBand.reduce((sum, { count }) => sum + count, 0)),
  }));
}

/** Returns the width of price bands in cents: 1, 2 or 5 times a power of ten, which people find round. */
function roundWidth(spanCents: number): number {
  const least = Math.max(1, spanCents / wantedBands);
  const power = 10 ** Math.floor(Math.log10(least));
  return [1, 2, 5, 10].map((step) => step * power).find((width) => width >= least) ?? 10 * power;
}

/** Counts the values of each attribute without the filter on that attribute. */
async function lookAtValues(reading: Reading, own: Looked) {
  const groups = reading.selection.attributeValues ?? [];
  const wider = await Promise.all(
    groups.map(async (group) => ({
      group,
      looked: await lookWithout(reading, {
        ...reading.selection,
        attributeValues: groups.length > 1 ? groups.filter((other) => other !== group) : undefined,
      }),
    })),
  );
  const filtered = wider.map(({ group, looked }) => {
    const values = valuesIn(looked);
    const attribute = values.find(({ attribute_value_id }) => group.includes(attribute_value_id))?.attribute_name;
    return { attribute, looked, values: values.filter(({ attribute_name }) => attribute_name === attribute) };
  });
  const others = valuesIn(own).filter(({ attribute_name }) =>
    filtered.every(({ attribute }) => attribute !== attribute_name),
  );
  return {
    values: [...others, ...filtered.flatMap(({ values }) => values)].toSorted(
      (a, b) => a.attribute_value_id - b.attribute_value_id,
    ),
    isEstimate: filtered.some(({ looked }) => looked.isEstimate),
  };
}

async function lookWithout(reading: Reading, selection: Selection): Promise<Looked> {
  return look(reading, selection, await reading.count(selection));
}

/**
 * Inspects products of a selection; `scaled` converts a number of inspected products into a number of selected ones.
 */
async function look({ reader, limits }: Reading, selection: Selection, { count, isEstimate }: Counted) {
  const isCounted = !isEstimate && count <= limits.counted;
  const looked: Look = isCounted ? { products: limits.looked } : { pages: limits.lookedPages };
  const rows = await reader.all(facetCounts(selection, looked, limits.mostCategories));
  const seen = rows.reduce((sum, row) => (row.kind === "price" ? sum + row.count : sum), 0);
  return {
    rows,
    isEstimate: seen < count,
    scaled: (found: number): number => (seen === 0 ? 0 : Math.round((found * count) / seen)),
  };
}

function valuesIn({ rows, scaled }: Looked) {
  return rows
    .filter(({ kind }) => kind === "value")
    .map((row) => ({
      attribute_value_id: row.id,
      attribute_name: row.attribute_name ?? "",
      name: row.name,
      count: scaled(row.count),
    }));
}
