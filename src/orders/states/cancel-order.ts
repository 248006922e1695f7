import type { Database } from "../../platform/database/database.ts";
import { hashOfRequest } from "../../platform/idempotency/key.ts";
import { onceIfKeyed, type Once } from "../../platform/idempotency/once.ts";
import { moveOrderWithin } from "./moving.ts";
import type { OrderKey } from "./queries.ts";

/** A buyer cancels an order of their own that is not paid yet; with a key, once for that key. */
export function cancelOrder(db: Database, order: OrderKey, key: string | undefined): Promise<Once<null>> {
  const { customerId, orderId } = order;
  const route = `POST /orders/${orderId}/cancel`;
  const keyed = key === undefined ? undefined : { customerId, route, key, requestHash: hashOfRequest({}) };
  return onceIfKeyed(db, keyed, async (tx) => {
    await moveOrderWithin(tx, order, "cancelled", { byWhom: `customer ${customerId}`, now: new Date() });
    return null;
  });
}
