import { bytes, integer, row } from "../../platform/database/columns.ts";
import { reads, writes } from "../../platform/database/statement.ts";
import type { OrderKey } from "../payments.queries.ts";

/** Selects the number of the refund that a request with this key has begun. */
export function refundRequest({ customerId, orderId }: OrderKey, requestKey: string) {
  return reads(row({ refund: integer, request_hash: bytes }))`
  select refund, request_hash from refund_request
  where customer_id = ${customerId} and order_id = ${orderId} and request_key = ${requestKey}`;
}

/** Records which request began a refund. A further refund under the same key violates `refund_request_key`. */
export function addRefundRequest(
  { customerId, orderId }: OrderKey,
  refund: number,
  { requestKey, requestHash }: { readonly requestKey: string; readonly requestHash: Buffer },
) {
  return writes(row({}))`
  insert into refund_request (customer_id, order_id, refund, request_key, request_hash)
  values (${customerId}, ${orderId}, ${refund}, ${requestKey}, ${requestHash})`;
}
