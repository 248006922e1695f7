import type { Static } from "typebox";
import { timestamp, orNull, row, text, integer } from "../../platform/database/columns.ts";
import { reads, writes } from "../../platform/database/statement.ts";

const shown = {
  review_id: integer,
  review: text,
  rating: integer,
  created_on: timestamp,
  edited_on: orNull(timestamp),
};

export type ReviewKey = { readonly productId: number; readonly reviewId: number };
export type Authorship = ReviewKey & { readonly customerId: number };
export type NewReview = Authorship & {
  readonly author: string;
  readonly review: string;
  readonly rating: number;
  readonly now: Date;
};

const OwnReviewRow = row({ ...shown, product_id: integer });
export type OwnReview = Static<typeof OwnReviewRow>;

/** Later than any review. */
const end = { created_on: new Date("9999-01-01"), review_id: Number.MAX_SAFE_INTEGER };

/** Author name of reviews whose customer was erased. */
export const formerCustomer = "A former customer";

export function reviewsOfProduct(productId: number, page: { offset: number; limit: number }) {
  return reads(row({ ...shown, name: text }))`
  select review_id, author as name, review, rating, created_at as created_on, edited_at as edited_on from review
  where product_id = ${productId}
  order by created_at desc, review_id desc limit ${page.limit} offset ${page.offset}`;
}

/**
 * Returns the number of the customer's current review of the product: the given one, or that of the existing review,
 * which it replaces. Locks the authorship until the transaction ends.
 */
export function claimAuthorship({ customerId, productId, reviewId }: Authorship) {
  return writes(row({ review_id: integer }))`
  insert into customer_review (customer_id, product_id, review_id, is_current)
  values (${customerId}, ${productId}, ${reviewId}, true)
  on conflict (customer_id, product_id, is_current) do update set is_current = excluded.is_current
  returning review_id`;
}

/** Inserts a review. An existing one is overwritten, with a new date and without a mark that it was edited. */
export function putReview(review: NewReview) {
  return writes(row({}))`
  insert into review (product_id, review_id, customer_id, author, review, rating, created_at)
  values (${review.productId}, ${review.reviewId}, ${review.customerId}, ${review.author}, ${review.review}, ${review.rating}, ${review.now})
  on conflict (product_id, review_id) do update
  set author = excluded.author, review = excluded.review, rating = excluded.rating, created_at = excluded.created_at, edited_at = null`;
}

export function lockAuthorship({ customerId, productId, reviewId }: Authorship) {
  return writes(row({ review_id: integer }))`
  select review_id from customer_review
  where customer_id = ${customerId} and product_id = ${productId} and review_id = ${reviewId} for update`;
}

export function editReview(review: Omit<NewReview, "customerId">) {
  return writes(row({ review_id: integer }))`
  update review set author = ${review.author}, review = ${review.review}, rating = ${review.rating}, edited_at = ${review.now}
  where product_id = ${review.productId} and review_id = ${review.reviewId} returning review_id`;
}

export function removeAuthorship({ customerId, productId, reviewId }: Authorship) {
  return writes(row({ review_id: integer }))`
  delete from customer_review
  where customer_id = ${customerId} and product_id = ${productId} and review_id = ${reviewId} returning review_id`;
}

export function removeReview({ productId, reviewId }: ReviewKey) {
  return writes(row({ author: text }))`
  delete from review where product_id = ${productId} and review_id = ${reviewId} returning author`;
}

export function authorOfReview({ productId, reviewId }: ReviewKey) {
  return reads(row({ customer_id: orNull(integer) }))`
  select customer_id from review where product_id = ${productId} and review_id = ${reviewId}`;
}

/** Selects a customer's reviews, newest first, from after the given one. */
export function reviewsOfCustomer(
  customerId: number,
  { limit, offset }: { readonly limit: number; readonly offset: number },
  after: Pick<OwnReview, "created_on" | "review_id"> = end,
) {
  return reads(OwnReviewRow)`
  select review_id, product_id, review, rating, created_at as created_on, edited_at as edited_on from review
  where (created_at, review_id) < (${after.created_on}, ${after.review_id}) and (product_id, review_id) in (select product_id, review_id from customer_review where customer_id = ${customerId})
  order by created_at desc, review_id desc limit ${limit} offset ${offset}`;
}

/** Removes the customer from their reviews. The text stays: others have read and answered it. */
export function forgetAuthor(customerId: number) {
  return writes(row({ product_id: integer }))`
  update review set customer_id = null, author = ${formerCustomer}
  where (product_id, review_id) in (select product_id, review_id from customer_review where customer_id = ${customerId})
  returning product_id`;
}

export function forgetAuthorship(customerId: number) {
  return writes(row({}))`
  delete from customer_review where customer_id = ${customerId}`;
}
