import { Refusal, refusal, unavailable } from "../../platform/refusal.ts";
import type { Outcome, Verdict } from "../providers/provider.ts";

/** Thrown when the order's state does not allow a payment. */
export class NotPayable extends Refusal {
  constructor(message: string) {
    super("COM_02", "order_id", { status: 409, message: `Invalid Data: ${message}` });
  }
}

/** Refusal for each verdict: why the payment cannot succeed as it is, and what the payer can do. */
const refusals: Readonly<Record<Verdict, () => Refusal>> = {
  too_small: () =>
    hopeless("the order comes to less than can be paid by card. Please put something more into it, or ask the shop."),
  too_large: () =>
    hopeless(
      "the order comes to more than can be paid by card at once. Please order in several parts, or ask the shop.",
    ),
  currency: () => hopeless("the shop cannot take payments in this currency. Please ask the shop."),
  rejected: () => hopeless("the payment provider does not take this payment. Please ask the shop."),
  elsewhere: begunElsewhere,
  cancelled: () =>
    refusal("COM_02", "order_id", {
      status: 409,
      message: "Invalid Data: the payment was cancelled at the provider, and nothing was charged. Please pay again.",
    }),
};

export function noLongerPayable(status: string): NotPayable {
  return new NotPayable(`an order that is ${status} cannot be paid`);
}

/** Does not reveal to guests whether the order is paid or cancelled: an order number is no credential. */
export function notPayableByStrangers(): NotPayable {
  return new NotPayable("the order is already paid, or was cancelled; nothing was charged now");
}

export function beingPaid(): Refusal {
  return refusal("COM_09", "order_id", {
    status: 409,
    message: "The order is being paid right now",
    retryAfterSeconds: 5,
  });
}

/** Refusal of a payment that was begun at an account that this server has no key for. */
export function begunElsewhere(): Refusal {
  return refusal("COM_02", "order_id", {
    status: 409,
    message:
      "Invalid Data: the payment of this order was begun elsewhere and cannot go on here; nothing was charged now. Please ask the shop.",
  });
}

/** Returns the refusal for an attempt that did not succeed. */
export function refusalFor(outcome: Exclude<Outcome, { status: "succeeded" }>): Refusal {
  const { status, reason } = outcome;
  if (status === "refused") return refusal("STR_01", "stripeToken", { message: reason });
  const verdict = status === "failed" ? outcome.verdict : undefined;
  if (verdict) return refusals[verdict]();
  const message =
    status === "unknown"
      ? "The payment provider gave no answer; nobody is charged twice if you try again"
      : "Payments cannot be taken right now; nothing was charged. Please try again later";
  return Object.assign(unavailable(), { message, cause: new Error(reason) });
}

function hopeless(message: string): Refusal {
  return refusal("COM_02", "order_id", { status: 422, message: `Invalid Data: ${message} Nothing was charged.` });
}
