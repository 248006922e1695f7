import type StripeClient from "stripe";
import type { Charge } from "../schemas.ts";
import { PaymentElsewhere, type Outcome, type Verdict } from "./provider.ts";

const authenticationRefused =
  "Your bank asks you to confirm this payment, which this shop cannot do yet. Please use another card.";

/** Statuses of intents that have not succeeded and cannot succeed unless they are confirmed again. */
const resting = ["requires_payment_method", "requires_confirmation"];

/** Types of errors that Stripe returns before any charge and that the payer has not caused. */
const ours = ["StripeAuthenticationError", "StripePermissionError", "StripeRateLimitError"];

export type StripeFailure = {
  readonly type: string;
  readonly message: string;
  readonly code?: string;
  /** Name of the request parameter that Stripe rejects. */
  readonly param?: string;
};

/** Returns the payment's outcome from an intent with its charge. */
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

/** Returns the fields of an error thrown by Stripe's client library. */
export function failureOf(error: unknown): StripeFailure {
  return error instanceof Error && "type" in error
    ? (error as Error & StripeFailure)
    : { type: "", message: String(error) };
}

/** Whether Stripe definitely rejected the request. */
export function isRefusal({ type }: StripeFailure): boolean {
  return type === "StripeCardError" || type === "StripeInvalidRequestError";
}

/** Returns the outcome of a payment request that failed. */
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

/** Returns why Stripe rejects a payment. */
export function verdictOf({ code, param }: StripeFailure): Verdict {
  if (code === "amount_too_small") return "too_small";
  if (code === "amount_too_large") return "too_large";
  return param === "currency" ? "currency" : "rejected";
}

/** Throws PaymentElsewhere when Stripe does not know the intent under this key: it may be paid under another key. */
export function requireHere({ code, param, message }: StripeFailure, cause: unknown): void {
  if (code === "resource_missing" && (param === "intent" || param === "payment_intent"))
    throw new PaymentElsewhere(message, { cause });
}

/** Returns the id of an object: Stripe sends either the object or its id alone. */
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

/**
 * Passes on Stripe's message about the card, which is written for payers, except when the bank requires authentication.
 */
function cardRefused({ code, message }: { readonly code?: string; readonly message?: string }): Outcome {
  return {
    status: "refused",
    reason: code === "authentication_required" ? authenticationRefused : (message ?? "The card was refused."),
  };
}

/** Whether Stripe rejects the card or its token. */
function isAboutCard({ param = "" }: StripeFailure): boolean {
  return /^(payment_method|card|token|source)/.test(param);
}
