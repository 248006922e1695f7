import type { Database } from "../../platform/database/database.ts";
import { hashOfRequest } from "../../platform/idempotency/idempotency-key.ts";
import { runIdempotentlyIfKeyed, type IdempotentResult } from "../../platform/idempotency/run-idempotently.ts";
import { moveOrderWithin } from "./move-order.ts";
import type { OrderKey } from "../order-key.ts";

/**
 * Cancels an order of the customer's own that is not paid, or of which the shop has no money; with an idempotency key,
 * once per key.
 */
export function cancelOrder(db: Database, order: OrderKey, key: string | undefined): Promise<IdempotentResult<null>> {
  const { customerId, orderId } = order;
  const route = `POST /orders/${orderId}/cancel`;
  const keyed = key === undefined ? undefined : { customerId, route, key, requestHash: hashOfRequest({}) };
  return runIdempotentlyIfKeyed(db, keyed, async (tx) => {
    await moveOrderWithin(tx, order, "cancelled", { byWhom: `customer ${customerId}`, now: new Date() });
    return null;
  });
}
