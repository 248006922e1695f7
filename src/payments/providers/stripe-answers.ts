import type StripeClient from "stripe";
import type { Charge } from "../schemas.ts";
import { PaymentElsewhere, type Outcome, type Verdict } from "./provider.ts";

const authenticationRefused =
  "Your bank asks you to confirm this payment, which this shop cannot do yet. Please use another card.";

/** Intents that have not succeeded, and cannot without being asked again. */
const resting = ["requires_payment_method", "requires_confirmation"];

/** Errors that Stripe gives before it charges anybody, and that are not the payer's. */
const ours = ["StripeAuthenticationError", "StripePermissionError", "StripeRateLimitError"];

export type StripeFailure = {
  readonly type: string;
  readonly message: string;
  readonly code?: string;
  /** Which parameter of ours Stripe objects to. */
  readonly param?: string;
};

/** What an intent, with its charge, says of the payment. */
export function outcomeOf(intent: StripeClient.PaymentIntent): Outcome {
  const { status, latest_charge: charge, last_payment_error: refused } = intent;
  if (status === "succeeded" && charge && typeof charge === "object")
    return { status: "succeeded", charge: shownCharge(charge) };
  if (status === "canceled") return { status: "failed", reason: "Stripe says: canceled", verdict: "cancelled" };
  if (status === "requires_action") return { status: "refused", reason: authenticationRefused };
  if (refused && resting.includes(status)) return cardRefused(refused);
  if (resting.includes(status)) return { status: "failed", reason: `Stripe says: ${status}` };
  return { status: "unknown", reason: `Stripe says: ${status}` };
}

/** What Stripe's client threw. */
export function failureOf(error: unknown): StripeFailure {
  return error instanceof Error && "type" in error
    ? (error as unknown as StripeFailure)
    : { type: "", message: String(error) };
}

/** Has Stripe decided, and said no? */
export function isRefusal({ type }: StripeFailure): boolean {
  return type === "StripeCardError" || type === "StripeInvalidRequestError";
}

/** What a failure says of the payment that was asked for. */
export function afterFailure(failure: StripeFailure): Outcome {
  const { type, message } = failure;
  if (type === "StripeCardError") return cardRefused(failure);
  if (type === "StripeInvalidRequestError")
    return isAboutCard(failure)
      ? { status: "refused", reason: message }
      : { status: "failed", reason: `${type}: ${message}`, verdict: verdictOf(failure) };
  if (ours.includes(type)) return { status: "failed", reason: `${type}: ${message}` };
  return { status: "unknown", reason: `${type}: ${message}` };
}

/** What stands in the way of a payment that Stripe does not take as it is asked. */
export function verdictOf({ code, param }: StripeFailure): Verdict {
  if (code === "amount_too_small") return "too_small";
  if (code === "amount_too_large") return "too_large";
  return param === "currency" ? "currency" : "rejected";
}

/** An intent that Stripe does not know with this key may have been paid where another key is at home. */
export function requireHere({ code, param, message }: StripeFailure, cause: unknown): void {
  if (code === "resource_missing" && (param === "intent" || param === "payment_intent"))
    throw new PaymentElsewhere(message, { cause });
}

/** Stripe answers a thing, or its id alone. */
export function idOf(thing: string | { readonly id: string } | null | undefined): string | null {
  return typeof thing === "object" ? (thing?.id ?? null) : (thing ?? null);
}

function shownCharge(charge: StripeClient.Charge): Charge {
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
}

/** Stripe's sentences about cards are for buyers, but for the one about cards whose bank wants to be asked. */
function cardRefused({ code, message }: { readonly code?: string; readonly message?: string }): Outcome {
  return {
    status: "refused",
    reason: code === "authentication_required" ? authenticationRefused : (message ?? "The card was refused."),
  };
}

/** Does Stripe object to the card, or to the token that stands for it? */
function isAboutCard({ param = "" }: StripeFailure): boolean {
  return /^(payment_method|card|token|source)/.test(param);
}
