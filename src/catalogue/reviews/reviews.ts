import type { Reader } from "../../platform/database/database.ts";
import { requireProduct } from "../products/products.ts";
import { reviewsOfProduct } from "./queries.ts";

export const listReviews = async (reader: Reader, productId: number, { page, limit }: { page: number; limit: number }) => {
  const found = await reader.all(reviewsOfProduct(productId, { limit, offset: (page - 1) * limit }));
  if (found.length === 0) await requireProduct(reader, productId);
  return found.map((review) => ({ ...review, created_on: review.created_on.toISOString() }));
};
