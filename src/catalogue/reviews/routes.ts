import { Type } from "typebox";
import { personalActions } from "../../platform/http/action.ts";
import { Nothing } from "../../platform/http/fields.ts";
import type { Identify } from "../../platform/http/identity.ts";
import { publicReads } from "../../platform/http/public-read.ts";
import { keySent } from "../../platform/idempotency/key.ts";
import { replayed } from "../../platform/idempotency/once.ts";
import type { App } from "../../platform/http/server.ts";
import { attempt, type Attempts } from "../../platform/limits/attempts.ts";
import { page, productId } from "../schemas.ts";
import { listReviews, reviewsRoute, writeReview, type WritingNeeds } from "./reviews.ts";
import { NewReview, Review } from "./schemas.ts";

type Needs = WritingNeeds & {
  readonly attempts: Attempts;
  readonly identify: Identify;
  /** The present name of a customer; refuses when there is none. */
  readonly nameOf: (customerId: number) => Promise<string>;
};

/** What buyers say of a product. */
export const reviewRoutes = (app: App, { db, replies, holdCustomer, attempts, identify, nameOf }: Needs): void => {
  const ofProduct = { tag: "Products", params: Type.Object({ product_id: productId }) } as const;

  publicReads(app, replies)(
    reviewsRoute,
    {
      ...ofProduct,
      summary: "List a product's reviews, newest first",
      querystring: Type.Object({
        page,
        limit: Type.Integer({ minimum: 1, maximum: 1000, default: 1000, description: "Reviews of a page" }),
      }),
      answers: Type.Array(Review),
      refusals: ["PRO_01"],
    },
    ({ params, query }) => listReviews(db.reader, params.product_id, query),
  );

  personalActions(app, identify)(
    "POST",
    reviewsRoute,
    {
      ...ofProduct,
      summary: "Review a product",
      body: NewReview,
      answers: Nothing,
      takesKey: "one for each request",
      refusals: ["USR_02", "USR_07", "PRO_01"],
    },
    async ({ identity: { customerId }, params, body, reply }) => {
      const limit = { name: "review", key: String(customerId), limit: 30, seconds: 3600 };
      await attempt({ attempts, reply }, [limit], async () => {
        const author = await nameOf(customerId);
        const written = { ...body, author, customerId, productId: params.product_id };
        replayed(reply, await writeReview({ db, replies, holdCustomer }, written, keySent(reply)));
      });
    },
  );
};
