import { setTimeout as delay } from "node:timers/promises";
import type { Replies } from "../../platform/http/cache/replies.ts";
import type { Database } from "../../platform/database/database.ts";
import type { Listener } from "../../platform/database/signals.ts";
import * as queries from "./ratings.queries.ts";

type Forgetful = Pick<Replies, "forget">;

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

const lookMilliseconds = 100;
const patienceMilliseconds = 60_000;

/**
 * Returns a listener that invalidates cached replies when any server has stored or removed a review. While the
 * listening connection is lost, replies are served until their age limit.
 */
export function reviewInvalidation(db: Pick<Database, "reader" | "replica">, replies: Forgetful): Listener {
  const listsChanged = forgetLists(replies);
  const changed = (productId: number): void => {
    invalidateReviewed(replies, productId);
    listsChanged();
  };
  const whenReplicaHas = awaitReplica(db, changed);
  return {
    received: (payload) => {
      const [productId = 0, revision = 0] = payload.split(" ").map(Number);
      changed(productId);
      if (db.replica() !== "none") whenReplicaHas(productId, revision);
    },
    // Replies that other servers share may predate a review that was missed.
    connected: () => [...ofOne, ...ofMany].forEach((route) => replies.forget(route)),
    missing: () => undefined,
  };
}

/** Invalidates the replies about one product's reviews. */
export function invalidateReviewed(replies: Forgetful, productId: number): void {
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

/**
 * Invalidates a product's replies again when a lagging replica has the change: replies that were read from it in the
 * meantime may predate the review. The replica is polled for all products at once.
 */
function awaitReplica({ reader }: Pick<Database, "reader">, seen: (productId: number) => void) {
  const awaited = new Map<number, { readonly revision: number; readonly until: number }>();
  let isLooking = false;
  const look = async (): Promise<void> => {
    const found = await reader.all(queries.revisionsOf([...awaited.keys()]));
    for (const { product_id, revision } of found)
      if (revision >= (awaited.get(product_id)?.revision ?? Infinity)) {
        awaited.delete(product_id);
        seen(product_id);
      }
    for (const [productId, { until }] of awaited) if (Date.now() > until) awaited.delete(productId);
  };
  const lookOn = async (): Promise<void> => {
    isLooking = true;
    while (awaited.size > 0) {
      // While the database is unavailable, cached replies are served until their age limit.
      await look().catch(() => undefined);
      await delay(lookMilliseconds, undefined, { ref: false });
    }
    isLooking = false;
  };
  return (productId: number, revision: number): void => {
    awaited.set(productId, { revision, until: Date.now() + patienceMilliseconds });
    if (!isLooking) void lookOn();
  };
}
