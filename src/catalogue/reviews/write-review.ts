import { randomInt } from "node:crypto";
import type { Replies } from "../../platform/http/cache/replies.ts";
import type { Database, Writer } from "../../platform/database/database.ts";
import { hashOfRequest } from "../../platform/idempotency/idempotency-key.ts";
import { runIdempotentlyIfKeyed, type IdempotentResult } from "../../platform/idempotency/run-idempotently.ts";
import { refusal } from "../../platform/refusal.ts";
import * as queries from "./reviews.queries.ts";
import { invalidateReviewed, reviewsRoute } from "./cache-invalidation.ts";
import { addRating, lockRating, recountRating } from "./ratings.queries.ts";

export type WritingDependencies = {
  readonly db: Database;
  readonly replies: Replies;
  /** Locks a customer against erasure until the transaction ends. Throws a refusal when the customer is gone. */
  readonly holdCustomer: (tx: Writer, customerId: number) => Promise<void>;
};

export type WrittenReview = {
  readonly productId: number;
  readonly customerId: number;
  readonly author: string;
  readonly review: string;
  readonly rating: number;
};

const unknown = refusal("PRO_01", "product_id");
const unknownProduct = { review_product_fkey: unknown, customer_review_product_fkey: unknown };

/**
 * Publishes a customer's review of a product under the author's current name; it replaces the customer's previous
 * review of the product. Every server shows it from then on. Lock order: customer, authorship, review, the product's
 * rating.
 */
export async function writeReview(
  { db, replies, holdCustomer }: WritingDependencies,
  written: WrittenReview,
  key?: string,
): Promise<IdempotentResult<null>> {
  const review = { ...written, reviewId: newReviewId(), now: new Date() };
  const { customerId, author: _, ...asked } = written;
  const route = `POST ${reviewsRoute}`;
  const keyed = key === undefined ? undefined : { customerId, route, key, requestHash: hashOfRequest(asked) };
  const done = await runIdempotentlyIfKeyed(db, keyed, async (tx) => {
    await holdCustomer(tx, customerId);
    const claimed = await tx.first(queries.claimAuthorship(review), unknownProduct);
    const reviewId = claimed?.review_id ?? review.reviewId;
    tx.send(queries.putReview({ ...review, reviewId }), unknownProduct);
    if (reviewId === review.reviewId) tx.send(addRating(review.productId, review.rating));
    else countAgain(tx, review.productId);
    return null;
  });
  invalidateReviewed({ db, replies }, review.productId);
  return done;
}

/** Changes a review of the customer's own. It keeps its date and so its position in lists, and is marked as edited. */
export async function editReview(
  { db, replies, holdCustomer }: WritingDependencies,
  edited: WrittenReview & { readonly reviewId: number },
): Promise<void> {
  await db.transaction(async (tx) => {
    await holdCustomer(tx, edited.customerId);
    const own = await tx.first(queries.lockAuthorship(edited));
    const found = own && (await tx.first(queries.editReview({ ...edited, now: new Date() })));
    if (!found) throw missing();
    countAgain(tx, edited.productId);
  });
  invalidateReviewed({ db, replies }, edited.productId);
}

/** Deletes a review of the customer's own. */
export async function removeReview(
  { db, replies }: Pick<WritingDependencies, "db" | "replies">,
  own: queries.Authorship,
): Promise<void> {
  await db.transaction(async (tx) => {
    if (!(await tx.first(queries.removeAuthorship(own)))) throw missing();
    tx.send(queries.removeReview(own));
    countAgain(tx, own.productId);
  });
  invalidateReviewed({ db, replies }, own.productId);
}

/** Recounts a product's rating from its reviews, within a transaction. */
export function countAgain(tx: Writer, productId: number): void {
  tx.send(lockRating(productId));
  tx.send(recountRating(productId));
}

/**
 * Returns a random number, which does not disclose how many reviews there are; below 2^47, within the range of
 * randomInt.
 */
function newReviewId(): number {
  return randomInt(1, 2 ** 47);
}

function missing() {
  return refusal("REV_01", "review_id");
}
