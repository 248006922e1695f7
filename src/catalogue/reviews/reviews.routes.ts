import { Type } from "typebox";
import { Nothing } from "../../platform/http/fields.ts";
import type { TellLimits } from "../../platform/http/limit-headers.ts";
import { keySent } from "../../platform/idempotency/idempotency-key.ts";
import { replayed } from "../../platform/http/replayed.ts";
import type { Route } from "../../platform/http/route.ts";
import { attempt, type Attempts } from "../../platform/limits/attempts.ts";
import { productId } from "../schemas.ts";
import { reviewsRoute } from "./cache-invalidation.ts";
import { listOwnReviews, listReviews } from "./reviews.ts";
import { NewReview, OwnReview, paging, Review } from "./reviews.schemas.ts";
import { editReview, removeReview, writeReview, type WritingDependencies } from "./write-review.ts";

export type ReviewDependencies = WritingDependencies & {
  readonly attempts: Attempts;
  /** Returns the current name of a customer. Throws a refusal when the customer is gone. */
  readonly nameOf: (customerId: number) => Promise<string>;
};

const tag = "Products";

/** Registers the routes of reviews. */
export function reviewRoutes(route: Route, dependencies: ReviewDependencies): void {
  const { db, attempts, nameOf } = dependencies;
  const ofProduct = { tag, params: Type.Object({ product_id: productId }) } as const;
  const ofReview = {
    tag,
    params: Type.Object({ product_id: productId, review_id: Review.properties.review_id }),
  } as const;
  const limitWords = (tellLimits: TellLimits, customerId: number, write: () => Promise<void>) =>
    attempt({ attempts, tellLimits }, [{ name: "review", key: String(customerId), limit: 30, seconds: 3600 }], write);

  route(
    {
      method: "GET",
      path: reviewsRoute,
      operationId: "listReviews",
      access: "public",
      ...ofProduct,
      summary: "List a product's reviews, newest first",
      querystring: Type.Object(paging(1000, "Reviews of a page")),
      answers: Type.Array(Review),
      refusals: ["PRO_01"],
    },
    ({ params, query }) => listReviews(db.reader, params.product_id, query),
  );

  route(
    {
      method: "POST",
      path: reviewsRoute,
      operationId: "writeReview",
      access: "customer",
      ...ofProduct,
      summary: "Review a product, in place of what one wrote of it before",
      body: NewReview,
      answers: Nothing,
      takesKey: "one for each request",
      refusals: ["USR_02", "USR_07", "PRO_01"],
    },
    async ({ identity: { customerId }, params, body, headers, tellLimits, reply }) => {
      await limitWords(tellLimits, customerId, async () => {
        const author = await nameOf(customerId);
        const written = { ...body, author, customerId, productId: params.product_id };
        replayed(reply, await writeReview(dependencies, written, keySent(headers)));
      });
    },
  );

  route(
    {
      method: "PUT",
      path: `${reviewsRoute}/:review_id`,
      operationId: "editReview",
      access: "customer",
      ...ofReview,
      summary: "Change a review of one's own",
      body: NewReview,
      answers: Nothing,
      refusals: ["USR_02", "USR_07", "REV_01"],
    },
    async ({ identity: { customerId }, params: { product_id, review_id }, body, tellLimits }) => {
      await limitWords(tellLimits, customerId, async () => {
        const author = await nameOf(customerId);
        await editReview(dependencies, { ...body, author, customerId, productId: product_id, reviewId: review_id });
      });
    },
  );

  route(
    {
      method: "DELETE",
      path: `${reviewsRoute}/:review_id`,
      operationId: "removeReview",
      access: "customer",
      ...ofReview,
      summary: "Take a review of one's own back",
      answers: Nothing,
      refusals: ["REV_01"],
    },
    ({ identity: { customerId }, params: { product_id, review_id } }) =>
      removeReview(dependencies, { customerId, productId: product_id, reviewId: review_id }),
  );

  route(
    {
      method: "GET",
      path: "/customer/reviews",
      operationId: "listOwnReviews",
      access: "customer",
      tag,
      summary: "List one's own reviews, newest first",
      querystring: Type.Object(paging(100, "Reviews of a page")),
      answers: Type.Array(OwnReview),
    },
    ({ identity: { customerId }, query }) => listOwnReviews(db, customerId, query),
  );
}
