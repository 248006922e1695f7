import { holdForRefund, recordRefundedUnits } from "../../orders/index.ts";
import type { Writer } from "../../platform/database/database.ts";
import { refusal } from "../../platform/refusal.ts";
import { beginRecording } from "../reconciliation/reconcile.ts";
import * as queries from "../reconciliation/reconcile.queries.ts";
import { recordRefusal, recordStanding, refundsOf, type RefundNow } from "../reconciliation/refunds.ts";
import { recordTotals } from "../reconciliation/totals.ts";
import { tellOwner } from "../notify-owner.ts";
import type { OrderKey } from "../payments.queries.ts";
import type { SettlingDependencies } from "../settlement.ts";
import { notRefundable, type Quote } from "./quote.ts";

/** What came of asking. */
export type Asked = {
  readonly status: queries.Status;
  readonly reference: string | null;
  readonly reason: string | null;
};

/**
 * Writes a refund down before the provider is asked: of money that is left, while no other is asked for. The order must
 * be locked; one that was not sent is held while all of its money is asked back.
 */
export async function beginRefund(
  tx: Writer,
  key: OrderKey,
  { quote, byWhom, isAll, now }: { quote: Quote; byWhom: string; isAll: boolean; now: Date },
): Promise<RefundNow> {
  if (!(await tx.first(queries.reserveMoney(key, quote.amountCents))))
    throw notRefundable("more would go back than was paid");
  const fresh = { status: "asked", reference: null, reason: null, createdAt: now, settledAt: null } as const;
  const added = await tx.first(queries.addRefund({ ...key, ...quote, ...fresh, byWhom }), {
    refund_in_flight: inFlight(),
    refund_of_shipping: notRefundable("the shipping has gone back already"),
  });
  if (!added) throw inFlight();
  for (const line of quote.lines) tx.send(queries.addRefundLine(key, added.refund, line));
  recordRefundedUnits(tx, key, await tx.all(queries.refundedLines(key)));
  if (isAll) await holdForRefund(tx, key);
  await tx.all(queries.followFrom(key, new Date(now.getTime() + 60_000)));
  return added;
}

/**
 * Asks the provider for a refund that is written down, and writes down what it says. Asked twice, the provider gives
 * once. `isWatched`: somebody waits for the answer, and need not be told otherwise.
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
    // Whoever asked how it stands has heard of it since, and knows no less.
    if (now?.status !== "asked")
      return { status: now?.status ?? "refused", reference: now?.reference ?? null, reason: null };
    if (answer.status === "made") await recordStanding(recording, now, answer.refund);
    else {
      await recordRefusal(recording, now, answer.reason);
      const { amount_cents: amountCents } = now;
      const about = { orderId: key.orderId, amountCents, currency: recording.payment.currency, reference };
      if (!isWatched) tx.send(tellOwner({ kind: "refund-refused", ...about, reason: answer.reason }));
    }
    await recordTotals(recording);
    return answer.status === "made" ? answer.refund : { status: "refused", reference: null, reason: answer.reason };
  });
}

/** Money may be on its way. */
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
