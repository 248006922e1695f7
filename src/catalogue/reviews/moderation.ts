import type { Database } from "../../platform/database/database.ts";
import { refusal } from "../../platform/refusal.ts";
import { oneLine } from "../../platform/visible.ts";
import { requireProduct } from "../products/products.ts";
import * as queries from "./reviews.queries.ts";
import { countAgain } from "./write-review.ts";

/** A product's reviews for whoever runs the shop, each with its number: newest first. */
export async function tellReviews(db: Database, productId: number, most: number): Promise<string[]> {
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
 * Takes a review down, whoever wrote it; every server shows it no more. The author's own list of it goes too, so that a
 * further review is a new one. Lock order: authorship, review, the product's stars, as for the author.
 */
export function takeReviewDown(db: Database, key: queries.ReviewKey): Promise<{ readonly author: string }> {
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
