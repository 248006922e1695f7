import type StripeClient from "stripe";
import type { AskedRefund, Provider, ProviderDispute, ProviderRefund, RefundAnswer, RefundStatus } from "./provider.ts";
import { failureOf, isRefusal, requireHere } from "./stripe-answers.ts";

/** Maximum number of refunds and of disputes read: a payment has a handful of refunds and at most a few disputes. */
const most = { limit: 1000 };

const statuses: readonly RefundStatus[] = ["pending", "requires_action", "succeeded", "failed", "canceled"];

const ends: Readonly<Record<string, ProviderDispute["status"]>> = {
  won: "won",
  lost: "lost",
  warning_closed: "closed",
  prevented: "closed",
};

/** Refunds and disputes at Stripe, of payments that succeeded. */
export function stripeAftermath(stripe: StripeClient): Pick<Provider, "refund" | "aftermathOf"> {
  return {
    refund: (reference, asked) => refund(stripe, reference, asked),
    async aftermathOf(payment_intent) {
      const [refunds, disputes] = await Promise.all([
        stripe.refunds.list({ payment_intent, limit: 100 }).autoPagingToArray(most),
        stripe.disputes.list({ payment_intent, limit: 100 }).autoPagingToArray(most),
      ]).catch((error: unknown) => {
        requireHere(failureOf(error), error);
        throw error;
      });
      return { refunds: refunds.map(refundFrom), disputes: disputes.map(disputeFrom) };
    },
  };
}

function disputeFrom(dispute: StripeClient.Dispute): ProviderDispute {
  return {
    reference: dispute.id,
    status: ends[dispute.status] ?? "open",
    providerStatus: dispute.status,
    amountCents: dispute.amount,
    currency: dispute.currency,
    reason: dispute.reason,
    isWithdrawn: dispute.balance_transactions.reduce((sum, { amount }) => sum + amount, 0) < 0,
    createdAt: at(dispute.created),
    dueAt: dispute.evidence_details.due_by ? at(dispute.evidence_details.due_by) : null,
  };
}

async function refund(
  stripe: StripeClient,
  reference: string,
  { orderId, number, amountCents }: AskedRefund,
): Promise<RefundAnswer> {
  const asked = {
    payment_intent: reference,
    amount: amountCents,
    metadata: { order_id: String(orderId), refund: String(number) },
  };
  try {
    const made = await stripe.refunds.create(asked, { idempotencyKey: `refund-${reference}-${number}` });
    return { status: "made", refund: refundFrom(made) };
  } catch (error) {
    const failure = failureOf(error);
    requireHere(failure, error);
    // Any other error leaves open whether an earlier request, whose response was lost, was accepted.
    if (!isRefusal(failure)) throw error;
    return { status: "refused", reason: failure.message };
  }
}

function refundFrom(refund: StripeClient.Refund): ProviderRefund {
  return {
    reference: refund.id,
    amountCents: refund.amount,
    // An unknown status is not final: Stripe is asked again.
    status: statuses.find((status) => status === refund.status) ?? "pending",
    reason: refund.failure_reason ?? refund.pending_reason ?? null,
    number: Number(refund.metadata?.["refund"]) || null,
    createdAt: at(refund.created),
  };
}

function at(seconds: number): Date {
  return new Date(seconds * 1000);
}
