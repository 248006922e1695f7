import { recordRefundedUnits, recordReturnedMoney } from "../../orders/index.ts";
import { disputesNow, type Disputed } from "./disputes.ts";
import * as queries from "./reconcile.queries.ts";
import type { Recording } from "./recording.ts";
import { refundsOf, type RefundNow } from "./refunds.ts";

const minute = 60_000;
const hour = 60 * minute;

/** What of a payment goes where. */
type Going = {
  /** Back, on its way back, or asked back. */
  readonly goingCents: number;
  readonly disputed: Disputed;
};

/** Sums up what was written down of a payment, where it is guarded and where it is shown. */
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
    // Where a dispute took a part, the shop decides: it cancels the order, or sends it all the same.
    isAllBack: backCents === payment.amount_cents,
    isRestocking: last?.is_restocking ?? true,
    keptOff: lines.filter(({ is_succeeded, is_restocking }) => is_succeeded && !is_restocking),
    disputeStatus: disputed.status,
    byWhom: last?.by_whom ?? payment.provider,
    now,
  });
}

function sum(refunds: readonly RefundNow[], statuses: readonly queries.Status[]): number {
  return refunds.filter(({ status }) => statuses.includes(status)).reduce((cents, one) => cents + one.amount_cents, 0);
}

/** An answer that is missing is asked for each minute, what the provider works on four times a day. */
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

/** Money that the shop owes is asked back again after an hour, then after two, four …, a day at most. */
function patience(refusals: number): number {
  return refusals === 0 ? 0 : Math.min(hour * 2 ** (refusals - 1), 24 * hour);
}
