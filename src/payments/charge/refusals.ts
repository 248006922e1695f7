import { Refusal, refusal, unavailable } from "../../platform/refusal.ts";
import type { Outcome, Verdict } from "../providers/provider.ts";

/** The order is in a state in which nothing is paid. */
export class NotPayable extends Refusal {
  constructor(message: string) {
    super("COM_02", "order_id", { status: 409, message: `Invalid Data: ${message}` });
  }
}

/** What cannot succeed however often it is tried is told with the way on. */
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

/** Whoever is not signed in is not told which of the two: an order's number is no credential. */
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

/** The payment was begun where this server has no key for. */
export function begunElsewhere(): Refusal {
  return refusal("COM_02", "order_id", {
    status: 409,
    message:
      "Invalid Data: the payment of this order was begun elsewhere and cannot go on here; nothing was charged now. Please ask the shop.",
  });
}

/** What an attempt that brought no money is answered with. */
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
