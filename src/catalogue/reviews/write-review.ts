import { randomInt } from "node:crypto";
import type { Replies } from "../../platform/cache/replies.ts";
import type { Database, Writer } from "../../platform/database/database.ts";
import { hashOfRequest } from "../../platform/idempotency/idempotency-key.ts";
import { runIdempotentlyIfKeyed, type IdempotentResult } from "../../platform/idempotency/run-idempotently.ts";
import { refusal } from "../../platform/refusal.ts";
import * as queries from "./reviews.queries.ts";
import { forgetReviewed, reviewsRoute } from "./cache-invalidation.ts";
import { addRating, lockRating, recountRating } from "./ratings.queries.ts";

export type WritingDependencies = {
  readonly db: Database;
  readonly replies: Replies;
  /** Keeps a customer from being erased until the transaction ends; refuses when the customer is gone. */
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
 * Publishes a customer's review of a product, in place of the one that the customer wrote of it before, under the
 * author's present name; every server shows it from then on. Lock order: customer, authorship, review, the product's stars.
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
  forgetReviewed(replies, review.productId);
  return done;
}

/** Changes a review of the customer's own; it stays where it stands, and says that it was edited. */
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
  forgetReviewed(replies, edited.productId);
}

/** Takes a review of the customer's own back. */
export async function removeReview(
  { db, replies }: Pick<WritingDependencies, "db" | "replies">,
  own: queries.Authorship,
): Promise<void> {
  await db.transaction(async (tx) => {
    if (!(await tx.first(queries.removeAuthorship(own)))) throw missing();
    tx.send(queries.removeReview(own));
    countAgain(tx, own.productId);
  });
  forgetReviewed(replies, own.productId);
}

/** Within a transaction: the stars of a product as its reviews have them. */
export function countAgain(tx: Writer, productId: number): void {
  tx.send(lockRating(productId));
  tx.send(recountRating(productId));
}

/** A number that says nothing about how many reviews there are; 2^47 of them, as randomInt draws at most. */
function newReviewId(): number {
  return randomInt(1, 2 ** 47);
}

function missing() {
  return refusal("REV_01", "review_id");
}
