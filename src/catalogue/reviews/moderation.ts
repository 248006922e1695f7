import type { Database } from "../../platform/database/database.ts";
import { refusal } from "../../platform/refusal.ts";
import { oneLine } from "../../platform/visible.ts";
import { requireProduct } from "../products/products.ts";
import * as queries from "./reviews.queries.ts";
import { countAgain } from "./write-review.ts";

/** Returns a product's reviews as lines of text for the shop's operator, newest first, each with its number. */
export async function describeReviews(db: Database, productId: number, most: number): Promise<string[]> {
  const found = await db.all(queries.reviewsOfProduct(productId, { limit: most + 1, offset: 0 }));
  if (found.length === 0) {
    await requireProduct(db, productId);
    return ["Nobody has reviewed it."];
  }
  const told = found
    .slice(0, most)
    .map(
      ({ review_id, created_on, rating, name, review }) =>
        `${review_id}  ${created_on.toISOString().slice(0, 10)}  ${rating} of 5  ${oneLine(name)}: ${oneLine(review)}`,
    );
  return found.length > most ? [...told, `… and older ones; these are the newest ${most}.`] : told;
}

/**
 * Removes a review of any author; every server stops showing it. Also removes it from the author's own list, so that a
 * further review is a new one. Lock order: authorship, review, the product's rating, as for the author.
 */
export function removeReviewAsOwner(db: Database, key: queries.ReviewKey): Promise<{ readonly author: string }> {
  return db.transaction(async (tx) => {
    const written = await tx.first(queries.authorOfReview(key));
    const customerId = written?.customer_id ?? undefined;
    if (customerId !== undefined) await tx.all(queries.removeAuthorship({ ...key, customerId }));
    const removed = await tx.first(queries.removeReview(key));
    if (!removed) throw refusal("REV_01", "review_id");
    countAgain(tx, key.productId);
    return removed;
  });
}
