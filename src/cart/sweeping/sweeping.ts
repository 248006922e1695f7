import type { Database } from "../../platform/database/database.ts";
import { dayOf } from "../numbers.ts";
import type { CartKey } from "../queries.ts";
import * as queries from "./queries.ts";

/** Small enough that no statement holds many rows for long. */
const batch = 200;
const dayMilliseconds = 86_400_000;

/** Lock order: the customer's choice first, as for whoever claims a cart. */
const removeOfCustomer = (db: Database, customerId: number, cart: CartKey, before: string): Promise<number> =>
  db.transaction(async (tx) => {
    await tx.all(queries.takeChoice(customerId));
    const removed = await tx.all(queries.removeUnused({ bucket: cart.bucket, cartIds: [cart.cartId], before }));
    if (removed.length > 0) await tx.all(queries.forgetChoiceOf(customerId, cart));
    return removed.length;
  });

const sweepBatch = async (db: Database, before: string): Promise<number> => {
  const unused = await db.all(queries.unusedCarts(before, batch));
  const guests = Map.groupBy(
    unused.filter(({ customer_id }) => customer_id === null),
    ({ cart_bucket }) => cart_bucket,
  );
  let count = 0;
  for (const [bucket, carts] of guests)
    count += (await db.all(queries.removeUnused({ bucket, cartIds: carts.map(({ cart_id }) => cart_id), before })))
      .length;
  for (const { customer_id, cart_bucket, cart_id } of unused)
    if (customer_id !== null)
      count += await removeOfCustomer(db, customer_id, { bucket: cart_bucket, cartId: cart_id }, before);
  return count;
};

type Wish = { readonly now?: Date; readonly signal?: AbortSignal };

/**
 * Removes carts that nobody has changed for so many days, with what is saved in them, and answers how many. Ends at a
 * batch of which nothing could be removed: those are in use, and the next sweep meets them again.
 */
export const sweepUnusedCarts = async (
  db: Database,
  lifetimeDays: number,
  { now = new Date(), signal }: Wish = {},
): Promise<number> => {
  const before = dayOf(new Date(now.getTime() - lifetimeDays * dayMilliseconds));
  let removed = 0;
  while (!signal?.aborted) {
    const count = await sweepBatch(db, before);
    if (count === 0) break;
    removed += count;
  }
  return removed;
};
