import type { Writer } from "../../platform/database/database.ts";
import { hashOfRequest, reused } from "../../platform/idempotency/idempotency-key.ts";
import type { OrderKey } from "../payments.queries.ts";
import { refundsOf } from "../reconciliation/reconcile.queries.ts";
import type { RefundNow } from "../reconciliation/refunds.ts";
import type { RefundOptions } from "./quote.ts";
import { refundRequest } from "./refund-request.queries.ts";

/** A request for a refund that names itself: repeated with the same key, it is carried out once. */
export type RefundRequest = { readonly requestKey: string; readonly requestHash: Buffer };

/** Returns the key of a request with the hash of what it asks for; undefined for a request without a key. */
export function requestOf({
  requestKey,
  wish = {},
  note = "",
}: {
  readonly requestKey?: string;
  readonly wish?: RefundOptions;
  readonly note?: string;
}): RefundRequest | undefined {
  if (requestKey === undefined) return undefined;
  const { amountCents = null, isWithShipping = false, isRestocking = null } = wish;
  const lines = wish.lines?.map(({ lineNumber, quantity = null }) => [lineNumber, quantity]) ?? null;
  const asked = JSON.stringify([amountCents, lines, isWithShipping, isRestocking]);
  return { requestKey, requestHash: hashOfRequest({ asked, note }) };
}

/**
 * Returns the refund that an earlier request with this key has begun; undefined when there is none. Throws COM_09 when
 * that request asked for something else.
 */
export async function repeatedRefund(
  tx: Writer,
  key: OrderKey,
  request: RefundRequest | undefined,
): Promise<RefundNow | undefined> {
  const earlier = request && (await tx.first(refundRequest(key, request.requestKey)));
  if (!earlier) return undefined;
  if (!earlier.request_hash.equals(request.requestHash)) throw reused();
  return (await tx.all(refundsOf(key))).find(({ refund }) => refund === earlier.refund);
}
