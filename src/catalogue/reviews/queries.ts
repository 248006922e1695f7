import { moment, row, text, whole } from "../../platform/database/columns.ts";
import { reads } from "../../platform/database/statement.ts";

export const reviewsOfProduct = (productId: number, page: { offset: number; limit: number }) => reads(
  row({ name: text, review: text, rating: whole, created_on: moment }),
)`
  select author as name, review, rating, created_at as created_on from review
  where product_id = ${productId}
  order by created_at desc, review_id desc limit ${page.limit} offset ${page.offset}`;
