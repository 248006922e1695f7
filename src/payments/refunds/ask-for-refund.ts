import { holdForRefund, recordRefundedUnits } from "../../orders/index.ts";
import type { Writer } from "../../platform/database/database.ts";
import { refusal } from "../../platform/refusal.ts";
import { beginRecording } from "../reconciliation/reconcile.ts";
import * as queries from "../reconciliation/reconcile.queries.ts";
import { recordRefusal, recordStanding, refundsOf, type RefundNow } from "../reconciliation/refunds.ts";
import { recordTotals } from "../reconciliation/totals.ts";
import { notifyOwner } from "../notify-owner.ts";
import type { OrderKey } from "../payments.queries.ts";
import type { SettlingDependencies } from "../settlement.ts";
import { notRefundable, type Quote } from "./quote.ts";
import { addRefundRequest } from "./refund-request.queries.ts";
import type { RefundRequest } from "./refund-request.ts";

/** A refund to begin. `isAll`: it requests all that is left of the order's money. `note`: why, in the shop's words. */
type NewRefund = {
  readonly quote: Quote;
  readonly byWhom: string;
  readonly isAll: boolean;
  readonly now: Date;
  readonly note?: string | undefined;
  readonly request?: RefundRequest | undefined;
};

/** Result of a request for a refund. */
export type Asked = {
  readonly status: queries.Status;
  readonly reference: string | null;
  readonly reason: string | null;
};

/**
 * Records a refund before the provider is asked. Throws COM_02 when less money is left, or another refund has no
 * response yet. The caller has locked the order. While all of its money is requested back, an order that is not sent
 * yet cannot be sent.
 */
export async function beginRefund(
  tx: Writer,
  key: OrderKey,
  { quote, byWhom, isAll, now, note, request }: NewRefund,
): Promise<RefundNow> {
  if (!(await tx.first(queries.reserveMoney(key, quote.amountCents))))
    throw notRefundable("more would go back than was paid");
  const fresh = { status: "asked", reference: null, reason: null, createdAt: now, settledAt: null } as const;
  const added = await tx.first(queries.addRefund({ ...key, ...quote, ...fresh, byWhom, note: note ?? null }), {
    refund_in_flight: inFlight(),
    refund_of_shipping: notRefundable("the shipping has gone back already"),
  });
  if (!added) throw inFlight();
  if (request) tx.send(addRefundRequest(key, added.refund, request));
  for (const line of quote.lines) tx.send(queries.addRefundLine(key, added.refund, line));
  recordRefundedUnits(tx, key, await tx.all(queries.refundedLines(key)));
  if (isAll) await holdForRefund(tx, key);
  await tx.all(queries.followFrom(key, new Date(now.getTime() + 60_000)));
  return added;
}

/**
 * Asks the provider for a recorded refund and records the response. The provider refunds once, however often it is
 * asked. `isWatched`: the caller waits for the response, so the shop's owner is not mailed about a refusal.
 */
export async function askForRefund(
  dependencies: SettlingDependencies,
  key: OrderKey,
  { reference, refund, isWatched }: { reference: string; refund: RefundNow; isWatched: boolean },
): Promise<Asked> {
  const asked = { orderId: key.orderId, number: refund.refund, amountCents: refund.amount_cents };
  const answer = await dependencies.provider.refund(reference, asked).catch((error: unknown) => {
    throw unanswered(error);
  });
  return dependencies.db.transaction(async (tx) => {
    const recording = await beginRecording(tx, key, new Date());
    const now = (await refundsOf(recording)).find((one) => one.refund === refund.refund);
    // A concurrent reconciliation has recorded the refund's status meanwhile, which is no older.
    if (now?.status !== "asked")
      return { status: now?.status ?? "refused", reference: now?.reference ?? null, reason: null };
    if (answer.status === "made") await recordStanding(recording, now, answer.refund);
    else {
      await recordRefusal(recording, now, answer.reason);
      const { amount_cents: amountCents } = now;
      const about = { orderId: key.orderId, amountCents, currency: recording.payment.currency, reference };
      if (!isWatched) tx.send(notifyOwner({ kind: "refund-refused", ...about, reason: answer.reason }));
    }
    await recordTotals(recording);
    return answer.status === "made" ? answer.refund : { status: "refused", reference: null, reason: answer.reason };
  });
}

/** Refusal when the provider does not respond: the money may be on its way. */
function unanswered(cause: unknown) {
  return Object.assign(
    refusal("COM_50", "order_id", {
      message:
        "The payment provider has not answered: the refund is asked for again each minute, and until then nobody sends an order whose money all goes back.",
    }),
    { cause },
  );
}

function inFlight() {
  return notRefundable("another refund of the order is not answered yet; it is asked for again each minute");
}
