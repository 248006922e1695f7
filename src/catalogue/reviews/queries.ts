import type { Static } from "typebox";
import { moment, orNull, row, text, whole } from "../../platform/database/columns.ts";
import { reads, writes } from "../../platform/database/statement.ts";

export const reviewsOfProduct = (productId: number, page: { offset: number; limit: number }) => reads(
  row({ name: text, review: text, rating: whole, created_on: moment }),
)`
  select author as name, review, rating, created_at as created_on from review
  where product_id = ${productId}
  order by created_at desc, review_id desc limit ${page.limit} offset ${page.offset}`;

export type NewReview = {
  readonly productId: number;
  readonly reviewId: number;
  readonly customerId: number;
  readonly author: string;
  readonly review: string;
  readonly rating: number;
  readonly now: Date;
};

export const addReview = (review: NewReview) => writes(row({}))`
  insert into review (product_id, review_id, customer_id, author, review, rating, created_at)
  values (${review.productId}, ${review.reviewId}, ${review.customerId}, ${review.author}, ${review.review}, ${review.rating}, ${review.now})`;

export const noteAuthorship = (review: { customerId: number; productId: number; reviewId: number }) => writes(row({}))`
  insert into customer_review (customer_id, product_id, review_id)
  values (${review.customerId}, ${review.productId}, ${review.reviewId})`;

export const announceReview = (productId: number) => writes(row({ sent: orNull(text) }))`
  select pg_notify('review', ${String(productId)})::text as sent`;

const ExportedReviewRow = row({ review_id: whole, product_id: whole, review: text, rating: whole, created_on: moment });
export type ExportedReview = Static<typeof ExportedReviewRow>;

/** Later than any review. */
const end = { created_on: new Date("9999-01-01"), review_id: Number.MAX_SAFE_INTEGER };

/** What a customer wrote, newest first, after the review named. */
export const reviewsOfCustomer = (
  customerId: number,
  limit: number,
  after: Pick<ExportedReview, "created_on" | "review_id"> = end,
) => reads(ExportedReviewRow)`
  select review_id, product_id, review, rating, created_at as created_on from review
  where (created_at, review_id) < (${after.created_on}, ${after.review_id}) and (product_id, review_id) in (select product_id, review_id from customer_review where customer_id = ${customerId})
  order by created_at desc, review_id desc limit ${limit}`;

/** Under which name the words of somebody stand who has been forgotten. */
export const formerCustomer = "A former customer";

/** The words stay, without the person: others have read and answered them. */
export const forgetAuthor = (customerId: number) => writes(row({ product_id: whole }))`
  update review set customer_id = null, author = ${formerCustomer}
  where (product_id, review_id) in (select product_id, review_id from customer_review where customer_id = ${customerId})
  returning product_id`;

export const forgetAuthorship = (customerId: number) => writes(row({}))`
  delete from customer_review where customer_id = ${customerId}`;
