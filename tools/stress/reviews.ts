import { diceFor } from "./dice.ts";
import { makePersons, type CustomerOptions } from "./customers.ts";
import { momentAt } from "./products.ts";
import { textFrom } from "./vocabulary.ts";

export type ReviewOptions = {
  readonly reviews: number;
  readonly products: number;
  readonly customers: CustomerOptions;
  /** Highest product id and customer id before filling. */
  readonly before: { readonly product: number; readonly customer: number };
};

/** Ratings to draw from; most are good. */
const ratings = [1, 2, 3, 3, 4, 4, 4, 5, 5, 5];

/** Yields the look-up rows of which customer wrote which review. */
export function* authorshipRows(options: ReviewOptions) {
  for (const { customer_id, product_id, review_id } of reviewRows(options))
    if (customer_id !== null) yield { customer_id, product_id, review_id };
}

/** Yields reviews; some products get more than others. When customers are generated, they are the authors. */
export function* reviewRows({ reviews, products, customers, before }: ReviewOptions) {
  const dice = diceFor(customers.seed, "review");
  const personOf = makePersons(customers);
  for (let number = 0; number < reviews; number += 1) {
    const own = dice(number);
    const part = (number + own.next()) / reviews;
    const author = own.below(Math.floor(part * customers.customers) + 1);
    yield {
      product_id: before.product + 1 + Math.floor(part * products * own.next() ** 2),
      // High digits are random, low digits count up: no two ids are equal.
      review_id: own.below(2 ** 16) * 2 ** 31 + number + 1,
      customer_id: customers.customers > 0 ? before.customer + 1 + author : null,
      author: personOf(author).name,
      review: textFrom(own, customers.words, [1, 5]),
      rating: own.pick(ratings),
      created_at: momentAt(part),
    };
  }
}
