import { Type } from "typebox";

/** Rating of a product, as every reply about it shows it. */
export const ratingShown = {
  rating_average: Type.Union([Type.Number(), Type.Null()], {
    description: "The mean of its reviews' stars, to two decimals; null where nobody reviewed it",
    examples: [4.33],
  }),
  review_count: Type.Integer({ description: "How many reviews it has", examples: [3] }),
};

/** Half a hundredth is rounded up. */
export function shownRating({ rating_sum, review_count }: { rating_sum: number; review_count: number }) {
  return {
    rating_average: review_count === 0 ? null : Math.round((100 * rating_sum) / review_count) / 100,
    review_count,
  };
}
