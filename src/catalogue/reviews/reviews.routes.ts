import type { FastifyReply } from "fastify";
import { Type } from "typebox";
import { personalActions } from "../../platform/http/action.ts";
import { Nothing } from "../../platform/http/fields.ts";
import type { Identify } from "../../platform/http/identity.ts";
import { publicReads } from "../../platform/http/public-read.ts";
import { keySent } from "../../platform/idempotency/idempotency-key.ts";
import { replayed } from "../../platform/idempotency/run-idempotently.ts";
import type { App } from "../../platform/http/server.ts";
import { attempt, type Attempts } from "../../platform/limits/attempts.ts";
import { productId } from "../schemas.ts";
import { reviewsRoute } from "./cache-invalidation.ts";
import { listOwnReviews, listReviews } from "./reviews.ts";
import { NewReview, OwnReview, paging, Review } from "./reviews.schemas.ts";
import { editReview, removeReview, writeReview, type WritingDependencies } from "./write-review.ts";

type Dependencies = WritingDependencies & {
  readonly attempts: Attempts;
  readonly identify: Identify;
  /** The present name of a customer; refuses when there is none. */
  readonly nameOf: (customerId: number) => Promise<string>;
};

const tag = "Products";

/** What buyers say of a product. */
export function reviewRoutes(app: App, dependencies: Dependencies): void {
  const { db, replies, attempts, identify, nameOf } = dependencies;
  const act = personalActions(app, identify);
  const ofProduct = { tag, params: Type.Object({ product_id: productId }) } as const;
  const ofReview = {
    tag,
    params: Type.Object({ product_id: productId, review_id: Review.properties.review_id }),
  } as const;
  const limitWords = (reply: FastifyReply, customerId: number, write: () => Promise<void>) =>
    attempt({ attempts, reply }, [{ name: "review", key: String(customerId), limit: 30, seconds: 3600 }], write);

  publicReads(app, replies)(
    reviewsRoute,
    {
      ...ofProduct,
      summary: "List a product's reviews, newest first",
      querystring: Type.Object(paging(1000, "Reviews of a page")),
      answers: Type.Array(Review),
      refusals: ["PRO_01"],
    },
    ({ params, query }) => listReviews(db.reader, params.product_id, query),
  );

  act(
    "POST",
    reviewsRoute,
    {
      ...ofProduct,
      summary: "Review a product, in place of what one wrote of it before",
      body: NewReview,
      answers: Nothing,
      takesKey: "one for each request",
      refusals: ["USR_02", "USR_07", "PRO_01"],
    },
    async ({ identity: { customerId }, params, body, reply }) => {
      await limitWords(reply, customerId, async () => {
        const author = await nameOf(customerId);
        const written = { ...body, author, customerId, productId: params.product_id };
        replayed(reply, await writeReview(dependencies, written, keySent(reply)));
      });
    },
  );

  act(
    "PUT",
    `${reviewsRoute}/:review_id`,
    {
      ...ofReview,
      summary: "Change a review of one's own",
      body: NewReview,
      answers: Nothing,
      refusals: ["USR_02", "USR_07", "REV_01"],
    },
    async ({ identity: { customerId }, params: { product_id, review_id }, body, reply }) => {
      await limitWords(reply, customerId, async () => {
        const author = await nameOf(customerId);
        await editReview(dependencies, { ...body, author, customerId, productId: product_id, reviewId: review_id });
      });
    },
  );

  act(
    "DELETE",
    `${reviewsRoute}/:review_id`,
    { ...ofReview, summary: "Take a review of one's own back", answers: Nothing, refusals: ["REV_01"] },
    ({ identity: { customerId }, params: { product_id, review_id } }) =>
      removeReview(dependencies, { customerId, productId: product_id, reviewId: review_id }),
  );

  act(
    "GET",
    "/customer/reviews",
    {
      tag,
      summary: "List one's own reviews, newest first",
      querystring: Type.Object(paging(100, "Reviews of a page")),
      answers: Type.Array(OwnReview),
    },
    ({ identity: { customerId }, query }) => listOwnReviews(db, customerId, query),
  );
}
