import type StripeClient from "stripe";
import type { Charge } from "../schemas.ts";
import type { Outcome } from "./provider.ts";

/** Stripe answers a thing, or its id alone. */
export const idOf = (thing: string | { readonly id: string } | null | undefined): string | null =>
  typeof thing === "object" ? (thing?.id ?? null) : (thing ?? null);

const shownCharge = (charge: StripeClient.Charge): Charge => {
  const card = charge.payment_method_details?.card;
  return {
    id: charge.id,
    object: charge.object,
    amount: charge.amount,
    amount_captured: charge.amount_captured,
    amount_refunded: charge.amount_refunded,
    captured: charge.captured,
    created: charge.created,
    currency: charge.currency,
    description: charge.description,
    failure_code: charge.failure_code,
    failure_message: charge.failure_message,
    livemode: charge.livemode,
    metadata: charge.metadata,
    paid: charge.paid,
    payment_intent: idOf(charge.payment_intent),
    payment_method: charge.payment_method,
    payment_method_details: {
      type: charge.payment_method_details?.type ?? "card",
      ...(card
        ? {
            card: {
              brand: card.brand,
              country: card.country,
              exp_month: card.exp_month,
              exp_year: card.exp_year,
              funding: card.funding,
              last4: card.last4,
            },
          }
        : {}),
    },
    receipt_url: charge.receipt_url,
    refunded: charge.refunded,
    status: charge.status,
  };
};

/** Intents that have not succeeded, and cannot without being asked again. */
const resting = ["requires_payment_method", "requires_confirmation", "requires_action", "canceled"];

/** What an intent, with its charge, says of the payment. */
export const outcomeOf = (intent: StripeClient.PaymentIntent): Outcome => {
  const { status, latest_charge: charge, last_payment_error: refused } = intent;
  if (status === "succeeded" && charge && typeof charge === "object")
    return { status: "succeeded", charge: shownCharge(charge) };
  if (refused) return { status: "refused", reason: refused.message ?? "The card was refused." };
  if (resting.includes(status)) return { status: "failed", reason: `Stripe says: ${status}` };
  return { status: "unknown", reason: `Stripe says: ${status}` };
};

/** Errors that Stripe gives before it charges anybody, and that are not the payer's. */
const ours = ["StripeAuthenticationError", "StripePermissionError", "StripeRateLimitError"];

type StripeFailure = { readonly type: string; readonly message: string; readonly code?: string };
/** What Stripe's client threw. */
export const failureOf = (error: unknown): StripeFailure =>
  error instanceof Error && "type" in error
    ? (error as unknown as StripeFailure)
    : { type: "", message: String(error) };

/** What a failure says of the payment that was asked for. */
export const afterFailure = ({ type, message }: StripeFailure): Outcome => {
  if (type === "StripeCardError" || type === "StripeInvalidRequestError") return { status: "refused", reason: message };
  if (ours.includes(type)) return { status: "failed", reason: `${type}: ${message}` };
  return { status: "unknown", reason: `${type}: ${message}` };
};
