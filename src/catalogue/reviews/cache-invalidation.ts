import type { Replies } from "../../platform/http/cache/replies.ts";
import type { Database } from "../../platform/database/database.ts";
import type { Listener } from "../../platform/database/signals.ts";

type Forgetful = Pick<Replies, "forget">;
type Source = Pick<Database, "requireFreshReplicas">;

export const reviewsRoute = "/products/:product_id/reviews";
/** Routes that show the rating of one product, and routes that show those of many. */
const ofOne = [reviewsRoute, "/products/:product_id", "/products/:product_id/details"];
const ofMany = [
  "/products",
  "/products/search",
  "/products/inCategory/:category_id",
  "/products/inDepartment/:department_id",
  "/products/:product_id/related",
];

/**
 * Minimum time between two invalidations of lists: a client that reviews without pause must not keep the cache empty.
 */
const listsMilliseconds = 5000;

/**
 * Returns a listener that invalidates cached replies when any server has stored or removed a review. While the
 * listening connection is lost, replies are served until their age limit.
 */
export function reviewInvalidation(db: Source, replies: Forgetful): Listener {
  const listsChanged = forgetLists(replies);
  return {
    received: (payload) => {
      const [productId = 0] = payload.split(" ").map(Number);
      invalidateReviewed({ db, replies }, productId);
      listsChanged();
    },
    // Replies that other servers share may predate a review that was missed.
    connected: () => [...ofOne, ...ofMany].forEach((route) => replies.forget(route)),
    missing: () => undefined,
  };
}

/** Invalidates the replies about one product's reviews. Replicas answer again once they have the change. */
export function invalidateReviewed(
  { db, replies }: { readonly db: Source; readonly replies: Forgetful },
  productId: number,
): void {
  db.requireFreshReplicas();
  for (const route of ofOne) replies.forget(route, { product_id: productId });
}

function forgetLists(replies: Forgetful) {
  let isDue = false;
  let last = -Infinity;
  const now = (): void => {
    isDue = false;
    last = performance.now();
    for (const route of ofMany) replies.forget(route);
  };
  return (): void => {
    if (isDue) return;
    isDue = true;
    const wait = last + listsMilliseconds - performance.now();
    if (wait <= 0) now();
    else setTimeout(now, wait).unref();
  };
}
