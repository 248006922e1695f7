import { Type } from "typebox";

export const Review = Type.Object({
  name: Type.String({ description: "Who wrote it", examples: ["Edgar"] }),
  review: Type.String(),
  rating: Type.Integer({ minimum: 1, maximum: 5 }),
  created_on: Type.String({ format: "date-time", examples: ["2019-07-21T08:56:02.000Z"] }),
});
