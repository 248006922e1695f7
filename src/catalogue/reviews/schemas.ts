import { Type } from "typebox";

export const Review = Type.Object(
  {
    name: Type.String({ description: "Who wrote it", examples: ["Edgar"] }),
    review: Type.String(),
    rating: Type.Integer({ minimum: 1, maximum: 5 }),
    created_on: Type.String({ format: "date-time", examples: ["2019-07-21T08:56:02.000Z"] }),
  },
  { title: "Review" },
);

export const NewReview = Type.Object({
  review: Type.String({ maxLength: 10_000, visible: true, examples: ["Softer than it looks, and it looks soft."] }),
  rating: Type.Integer({ minimum: 1, maximum: 5, description: "1 to 5 stars" }),
});
