import { Type } from "typebox";
import { id } from "../schemas.ts";

const shown = {
  review_id: id("The review's number", 81_924),
  review: Type.String(),
  rating: Type.Integer({ minimum: 1, maximum: 5 }),
  created_on: Type.String({ format: "date-time", examples: ["2019-07-21T08:56:02.000Z"] }),
  edited_on: Type.Union([Type.String({ format: "date-time" }), Type.Null()], {
    description: "When its author last changed it; null when never",
  }),
};

export const Review = Type.Object(
  { name: Type.String({ description: "Who wrote it", examples: ["Edgar"] }), ...shown },
  { title: "Review" },
);

export const OwnReview = Type.Object({ product_id: id("Of which product"), ...shown }, { title: "OwnReview" });

export const NewReview = Type.Object({
  review: Type.String({ maxLength: 10_000, visible: true, examples: ["Softer than it looks, and it looks soft."] }),
  rating: Type.Integer({ minimum: 1, maximum: 5, description: "1 to 5 stars" }),
});

/** Returns the paging parameters of a list of reviews. */
export function paging(most: number, description: string) {
  return {
    page: Type.Integer({ minimum: 1, maximum: 1_000_000_000, default: 1, description: "The page, from 1" }),
    limit: Type.Integer({ minimum: 1, maximum: most, default: most, description }),
    offset: Type.Optional(
      Type.Integer({ minimum: 0, maximum: 1_000_000_000_000, description: "Reviews to pass over; instead of `page`" }),
    ),
  };
}
