import { randomInt } from "node:crypto";
import type { Replies } from "../../platform/cache/replies.ts";
import type { Database, Reader, Writer } from "../../platform/database/database.ts";
import type { Listener } from "../../platform/database/signals.ts";
import { hashOfRequest } from "../../platform/idempotency/key.ts";
import { onceIfKeyed, type Once } from "../../platform/idempotency/once.ts";
import { pagesOf } from "../../platform/database/pages.ts";
import { refusal } from "../../platform/refusal.ts";
import { requireProduct } from "../products/products.ts";
import * as queries from "./queries.ts";

export const reviewsRoute = "/products/:product_id/reviews";

export const listReviews = async (
  reader: Reader,
  productId: number,
  { page, limit }: { page: number; limit: number },
) => {
  const found = await reader.all(queries.reviewsOfProduct(productId, { limit, offset: (page - 1) * limit }));
  if (found.length === 0) await requireProduct(reader, productId);
  return found.map((review) => ({ ...review, created_on: review.created_on.toISOString() }));
};

/** A number that says nothing about how many reviews there are; 2^47 of them, as randomInt draws at most. */
const newReviewId = (): number => randomInt(1, 2 ** 47);

const unknownProduct = { review_product_fkey: refusal("PRO_01", "product_id") };

export type WrittenReview = {
  readonly productId: number;
  readonly customerId: number;
  readonly author: string;
  readonly review: string;
  readonly rating: number;
};

export type WritingNeeds = {
  readonly db: Database;
  readonly replies: Replies;
  /** Keeps a customer from being erased until the transaction ends; refuses when the customer is gone. */
  readonly holdCustomer: (tx: Writer, customerId: number) => Promise<void>;
};

/** Publishes a review under the author's present name; every server shows it from then on. */
export const writeReview = async (
  { db, replies, holdCustomer }: WritingNeeds,
  written: WrittenReview,
  key?: string,
): Promise<Once<null>> => {
  const review = { ...written, reviewId: newReviewId(), now: new Date() };
  const { customerId, author: _, ...asked } = written;
  const route = `POST ${reviewsRoute}`;
  const keyed = key === undefined ? undefined : { customerId, route, key, requestHash: hashOfRequest(asked) };
  const done = await onceIfKeyed(db, keyed, async (tx) => {
    await holdCustomer(tx, customerId);
    await tx.all(queries.addReview(review), unknownProduct);
    await tx.all(queries.noteAuthorship(review));
    await tx.all(queries.announceReview(review.productId));
    return null;
  });
  replies.forget(reviewsRoute, { product_id: review.productId });
  return done;
};

/** Another server published a review. While no signal can arrive, replies are served until their age limit. */
export const reviewFreshness = (replies: Replies): Listener => ({
  received: (productId) => replies.forget(reviewsRoute, { product_id: Number(productId) }),
  connected: () => undefined,
  missing: () => undefined,
});

/** What a customer wrote, for the customer's own copy of everything. */
export async function* exportReviews(db: Database, customerId: number) {
  const pages = pagesOf<queries.ExportedReview>(exportPage, (limit, after) =>
    db.all(queries.reviewsOfCustomer(customerId, limit, after)),
  );
  for await (const reviews of pages)
    yield* reviews.map(({ review_id: _, ...review }) => ({ ...review, created_on: review.created_on.toISOString() }));
}
/** Reviews that are read at once for an export. */
const exportPage = 100;

/** Takes the person's name off their reviews, within the transaction that erases the person. */
export const forgetReviewer = async (tx: Writer, customerId: number): Promise<void> => {
  const changed = await tx.all(queries.forgetAuthor(customerId));
  await tx.all(queries.forgetAuthorship(customerId));
  for (const productId of new Set(changed.map(({ product_id }) => product_id)))
    await tx.all(queries.announceReview(productId));
};
