import type { Database } from "../../platform/database/database.ts";
import { hashOfRequest } from "../../platform/idempotency/idempotency-key.ts";
import { runIdempotentlyIfKeyed, type IdempotentResult } from "../../platform/idempotency/run-idempotently.ts";
import { moveOrderWithin } from "./move-order.ts";
import type { OrderKey } from "../order-key.ts";

/** A buyer cancels an order of their own that is not paid yet; with a key, once for that key. */
export function cancelOrder(db: Database, order: OrderKey, key: string | undefined): Promise<IdempotentResult<null>> {
  const { customerId, orderId } = order;
  const route = `POST /orders/${orderId}/cancel`;
  const keyed = key === undefined ? undefined : { customerId, route, key, requestHash: hashOfRequest({}) };
  return runIdempotentlyIfKeyed(db, keyed, async (tx) => {
    await moveOrderWithin(tx, order, "cancelled", { byWhom: `customer ${customerId}`, now: new Date() });
    return null;
  });
}
