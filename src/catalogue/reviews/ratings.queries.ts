import { orNull, row, text } from "../../platform/database/columns.ts";
import { writes } from "../../platform/database/statement.ts";

const told = row({ sent: orNull(text) });

/**
 * Adds a new review to the rating, and notifies every server. All transactions that review one product wait here for
 * each other, so this must be the last statement of a transaction: they then wait only for its commit.
 */
export function addRating(productId: number, rating: number) {
  return writes(told, `the stars of product ${productId}`)`
  insert into product_rating (product_id, rating_sum, review_count, revision) values (${productId}, ${rating}, 1, 1)
  on conflict (product_id) do update
  set rating_sum = product_rating.rating_sum + excluded.rating_sum, review_count = product_rating.review_count + 1,
    revision = product_rating.revision + 1
  returning pg_notify('review', product_rating.product_id || ' ' || product_rating.revision)::text as sent`;
}

/**
 * Locks the rating of a product until the transaction ends. The reviews of transactions that held it before are then
 * visible.
 */
export function lockRating(productId: number) {
  return writes(row({}), `the stars of product ${productId}`)`
  insert into product_rating (product_id, rating_sum, review_count, revision) values (${productId}, 0, 0, 0)
  on conflict (product_id) do update set revision = product_rating.revision`;
}

/** Recounts the reviews of a product whose rating is locked, and notifies every server. */
export function recountRating(productId: number) {
  return writes(told)`
  update product_rating
  set (rating_sum, review_count) = (select coalesce(sum(rating), 0), count(*) from review where product_id = ${productId}),
    revision = revision + 1
  where product_id = ${productId}
  returning pg_notify('review', product_id || ' ' || revision)::text as sent`;
}

/** Recounts the reviews of every product, after many were inserted at once. */
export function recountRatings() {
  return writes(row({}))`
  insert into product_rating (product_id, rating_sum, review_count, revision)
  select product_id, sum(rating), count(*), 1 from review group by product_id order by product_id
  on conflict (product_id) do update
  set rating_sum = excluded.rating_sum, review_count = excluded.review_count, revision = product_rating.revision + 1
  where (product_rating.rating_sum, product_rating.review_count) is distinct from (excluded.rating_sum, excluded.review_count)`;
}
