import { Type } from "typebox";
import { twoDecimals } from "../../platform/money.ts";
import { cutDescription } from "./description.ts";
import type { InStock } from "./in-stock.ts";

export type ListedRow = {
  product_id: number;
  name: string;
  description: string;
  price_cents: number;
  discounted_price_cents: number | null;
  thumbnail: string | null;
  in_stock: InStock;
  display: number;
  rating_sum: number;
  review_count: number;
};

/** Rating of a product, as every reply about it shows it. */
export const ratingShown = {
  rating_average: Type.Union([Type.Number(), Type.Null()], {
    description: "The mean of its reviews' stars, to two decimals; null where nobody reviewed it",
    examples: [4.33],
  }),
  review_count: Type.Integer({ description: "How many reviews it has", examples: [3] }),
};

/** Returns a product in the form that every list shows. */
export function listed(row: ListedRow, descriptionLength: number) {
  return {
    product_id: row.product_id,
    name: row.name,
    description: cutDescription(row.description, descriptionLength),
    price: twoDecimals(row.price_cents),
    discounted_price: twoDecimals(row.discounted_price_cents ?? 0),
    thumbnail: row.thumbnail,
    in_stock: row.in_stock,
    ...shownRating(row),
    display: row.display,
  };
}

/** Half a hundredth is rounded up. */
export function shownRating({ rating_sum, review_count }: { rating_sum: number; review_count: number }) {
  return {
    rating_average: review_count === 0 ? null : Math.round((100 * rating_sum) / review_count) / 100,
    review_count,
  };
}
