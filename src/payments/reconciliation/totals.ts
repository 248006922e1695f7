import { recordRefundedUnits, recordReturnedMoney } from "../../orders/index.ts";
import { disputesNow, type Disputed } from "./disputes.ts";
import * as queries from "./reconcile.queries.ts";
import type { Recording } from "./recording.ts";
import { refundsOf, type RefundNow } from "./refunds.ts";

const minute = 60_000;
const hour = 60 * minute;

/** Money of a payment that leaves the shop. */
type Going = {
  /** Refunded, on its way back, or requested from the provider. */
  readonly goingCents: number;
  readonly disputed: Disputed;
};

/**
 * Writes the sums of a payment's refunds and disputes to the payment, where a constraint guards them, and to the order,
 * where they are shown.
 */
export async function recordTotals(recording: Recording): Promise<void> {
  const { tx, key, order, payment, now } = recording;
  const [refunds, lines, disputed] = await Promise.all([
    refundsOf(recording),
    tx.all(queries.refundedLines(key)),
    disputesNow(recording),
  ]);
  const { withdrawnCents, lostCents } = disputed;
  const backCents = sum(refunds, ["succeeded"]);
  const refundedCents = backCents + sum(refunds, ["pending", "requires_action"]);
  const goingCents = refundedCents + sum(refunds, ["asked"]);
  const wait = waitFor(recording, refunds, { goingCents, disputed });
  const followAt = wait === undefined ? null : new Date(now.getTime() + wait);
  await tx.all(queries.recordRefunded(key, { refundedCents, withdrawnCents, followAt }));
  recordRefundedUnits(tx, key, lines);
  const last = refunds.findLast(({ status }) => status === "succeeded");
  await recordReturnedMoney(tx, key, order, {
    refundedCents,
    lostCents,
    isAllGoing: goingCents > backCents && goingCents + withdrawnCents >= payment.amount_cents,
    // When a dispute took a part, the shop decides: it cancels the order, or sends it all the same.
    isAllBack: backCents === payment.amount_cents,
    isSettled: goingCents === backCents,
    isRestocking: last?.is_restocking ?? true,
    keptOff: lines
      .filter(({ is_succeeded }) => is_succeeded)
      .map(({ line_number, quantity, restock_units }) => ({ line_number, quantity: quantity - restock_units })),
    disputeStatus: disputed.status,
    byWhom: last?.by_whom ?? payment.provider,
    now,
  });
}

function sum(refunds: readonly RefundNow[], statuses: readonly queries.Status[]): number {
  return refunds.filter(({ status }) => statuses.includes(status)).reduce((cents, one) => cents + one.amount_cents, 0);
}

/**
 * Returns the time until the provider is asked again: a minute for a refund without response, six hours for open
 * disputes and pending refunds. Money of a cancelled order is refunded with backoff. Undefined when nothing is open.
 */
function waitFor(
  { payment }: Recording,
  refunds: readonly RefundNow[],
  { goingCents, disputed }: Going,
): number | undefined {
  const has = (...statuses: queries.Status[]) => refunds.some(({ status }) => statuses.includes(status));
  if (has("asked")) return minute;
  const refusals = refunds.filter(({ status }) => ["refused", "failed", "canceled"].includes(status)).length;
  if (payment.is_unwanted && goingCents + disputed.withdrawnCents < payment.amount_cents) return patience(refusals);
  return disputed.status === "open" || has("pending", "requires_action") ? 6 * hour : undefined;
}

/** Backoff for refunds of money that the shop owes: none at first, then 1, 2, 4 … hours, at most a day. */
function patience(refusals: number): number {
  return refusals === 0 ? 0 : Math.min(hour * 2 ** (refusals - 1), 24 * hour);
}
