import type { Database } from "../platform/database/database.ts";
import { dayOf } from "./cart-numbers.ts";
import type { CartKey } from "./cart.queries.ts";
import * as queries from "./sweep-carts.queries.ts";

/** Number of carts per batch; small enough that no statement locks many rows for long. */
const batch = 1000;
const dayMilliseconds = 86_400_000;

type Sweep = { readonly db: Database; readonly before: string; readonly signal: AbortSignal | undefined };

type Options = { readonly now?: Date; readonly signal?: AbortSignal };

/**
 * Deletes carts that were not changed for this many days, including their lines saved for later. Returns the number of
 * deleted carts. Stops when it is aborted, or at a batch of which nothing could be deleted: those carts are in use, and
 * the next sweep tries them again.
 */
export async function sweepUnusedCarts(
  db: Database,
  lifetimeDays: number,
  { now = new Date(), signal }: Options = {},
): Promise<number> {
  const before = dayOf(new Date(now.getTime() - lifetimeDays * dayMilliseconds));
  let removed = 0;
  while (!signal?.aborted) {
    const count = await sweepBatch({ db, before, signal });
    if (count === 0) break;
    removed += count;
  }
  return removed;
}

/**
 * Deletes one batch: guests' carts in one statement, each customer's in a transaction of its own. Returns the number of
 * deleted carts.
 */
async function sweepBatch(sweep: Sweep): Promise<number> {
  const { db, before, signal } = sweep;
  const unused = await db.all(queries.unusedCarts(before, batch));
  const guests = unused.filter(({ customer_id }) => customer_id === null);
  let count = (await db.all(queries.removeUnused({ ...namesOf(guests), before }, null))).length;
  for (const { customer_id, cart_bucket, cart_id } of unused)
    if (customer_id !== null && !signal?.aborted)
      count += await removeOfCustomer(sweep, customer_id, { bucket: cart_bucket, cartId: cart_id });
  return count;
}

function namesOf(carts: readonly { cart_bucket: number; cart_id: string }[]) {
  return {
    buckets: carts.map(({ cart_bucket }) => cart_bucket),
    cartIds: carts.map(({ cart_id }) => cart_id),
  };
}

/** Deletes a customer's cart. Lock order: the customer's `customer_cart` row first, as in `claimCart`. */
function removeOfCustomer({ db, before }: Sweep, customerId: number, { bucket, cartId }: CartKey): Promise<number> {
  return db.transaction(async (tx) => {
    await tx.all(queries.lockChoice(customerId));
    const removed = await tx.all(queries.removeUnused({ buckets: [bucket], cartIds: [cartId], before }, customerId));
    if (removed.length > 0) await tx.all(queries.forgetChoiceOf(customerId, { cartId }));
    return removed.length;
  });
}
