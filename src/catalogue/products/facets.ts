import type { Reader } from "../../platform/database/database.ts";
import { twoDecimals } from "../../platform/money.ts";
import { attributeFacet, categoryFacet, priceFacet, priceSpan, type Selection } from "./queries.ts";

const wantedBands = 5;
/** Widths of price bands that people find round, in cents: 1, 2, 5 times a power of ten. */
const roundWidth = (spanCents: number): number => {
  const least = Math.max(1, spanCents / wantedBands);
  const power = 10 ** Math.floor(Math.log10(least));
  return [1, 2, 5, 10].map((step) => step * power).find((width) => width >= least) ?? 10 * power;
};

const priceBands = async (reader: Reader, selection: Selection) => {
  const span = await reader.first(priceSpan(selection));
  if (!span || span.lowest === null || span.highest === null) return [];
  const width = roundWidth(span.highest - span.lowest);
  const bands = await reader.all(priceFacet(selection, width));
  return bands.map(({ band, count }) => ({
    price_min: twoDecimals(band * width),
    price_max: twoDecimals((band + 1) * width),
    count,
  }));
};

/** How many of the selected products lie in each category, have each attribute value, and cost about how much. */
export const facetsOf = async (reader: Reader, selection: Selection) => {
  const [categories, attribute_values, price_bands] = await Promise.all([
    reader.all(categoryFacet(selection)),
    reader.all(attributeFacet(selection)),
    priceBands(reader, selection),
  ]);
  return { categories, attribute_values, price_bands };
};
