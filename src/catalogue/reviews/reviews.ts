import type { Database, Reader, Writer } from "../../platform/database/database.ts";
import { pagesOf } from "../../platform/database/pages.ts";
import { refusal } from "../../platform/refusal.ts";
import { requireProduct } from "../products/products.ts";
import * as queries from "./reviews.queries.ts";
import { countAgain } from "./write-review.ts";

export type ReviewPage = { readonly page: number; readonly limit: number; readonly offset?: number };

/** Number of reviews per statement of an export. */
const exportPage = 100;

export async function listReviews(reader: Reader, productId: number, page: ReviewPage) {
  const found = await reader.all(queries.reviewsOfProduct(productId, { limit: page.limit, offset: offsetOf(page) }));
  if (found.length === 0) await requireProduct(reader, productId);
  return found.map(inText);
}

/** Returns a customer's reviews, read from the primary so that new ones appear immediately. */
export async function listOwnReviews(db: Database, customerId: number, page: ReviewPage) {
  return (await db.all(queries.reviewsOfCustomer(customerId, { limit: page.limit, offset: offsetOf(page) }))).map(
    inText,
  );
}

/** Yields a customer's reviews for the export of personal data. */
export async function* exportReviews(db: Database, customerId: number) {
  const pages = pagesOf<queries.OwnReview>(exportPage, (limit, after) =>
    db.all(queries.reviewsOfCustomer(customerId, { limit, offset: 0 }, after)),
  );
  for await (const reviews of pages) yield* reviews.map(({ review_id: _, ...review }) => inText(review));
}

/**
 * Removes a customer's name from their reviews, within the transaction that erases the customer. The ratings stay;
 * recounting them notifies the servers. Lock order: products ascending, as in every transaction that locks several
 * ratings.
 */
export async function eraseReviewer(tx: Writer, customerId: number): Promise<void> {
  const changed = await tx.all(queries.forgetAuthor(customerId));
  await tx.all(queries.forgetAuthorship(customerId));
  const productIds = [...new Set(changed.map(({ product_id }) => product_id))];
  for (const productId of productIds.toSorted((one, other) => one - other)) countAgain(tx, productId);
}

function offsetOf({ page, limit, offset }: ReviewPage): number {
  if (page > 1 && offset !== undefined)
    throw refusal("COM_02", "page", { message: "Invalid Data: give one of page and offset" });
  return offset ?? (page - 1) * limit;
}

function inText<Review extends { readonly created_on: Date; readonly edited_on: Date | null }>(review: Review) {
  return {
    ...review,
    created_on: review.created_on.toISOString(),
    edited_on: review.edited_on?.toISOString() ?? null,
  };
}
