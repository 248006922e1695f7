import { setTimeout as delay } from "node:timers/promises";
import type { Replies } from "../../platform/cache/replies.ts";
import type { Database } from "../../platform/database/database.ts";
import type { Listener } from "../../platform/database/signals.ts";
import * as queries from "./ratings.queries.ts";

type Forgetful = Pick<Replies, "forget">;

export const reviewsRoute = "/products/:product_id/reviews";
/** What shows the stars of one product, and what shows those of many. */
const ofOne = [reviewsRoute, "/products/:product_id", "/products/:product_id/details"];
const ofMany = [
  "/products",
  "/products/search",
  "/products/inCategory/:category_id",
  "/products/inDepartment/:department_id",
  "/products/:product_id/related",
];

/** Lists are dropped once in so long at most: whoever reviews without pause must not empty the cache without pause. */
const listsMilliseconds = 5000;

const lookMilliseconds = 100;
const patienceMilliseconds = 60_000;

/** Some server took or removed a review. While no signal can arrive, replies are served until their age limit. */
export function reviewInvalidation(db: Pick<Database, "reader" | "replica">, replies: Forgetful): Listener {
  const listsChanged = forgetLists(replies);
  const changed = (productId: number): void => {
    forgetReviewed(replies, productId);
    listsChanged();
  };
  const whenReplicaHas = awaitReplica(db, changed);
  return {
    received: (payload) => {
      const [productId = 0, revision = 0] = payload.split(" ").map(Number);
      changed(productId);
      if (db.replica() !== "none") whenReplicaHas(productId, revision);
    },
    connected: () => undefined,
    missing: () => undefined,
  };
}

/** Drops what was answered about one product's reviews. */
export function forgetReviewed(replies: Forgetful, productId: number): void {
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
 * A replica that lags answers from before the review, and such an answer may have been kept since: it is asked, for all
 * products at once, until it has each change, and then what was kept of that product is dropped once more.
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
      // Where the database is away, replies are served until their age limit.
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
