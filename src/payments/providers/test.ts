import { randomBytes } from "node:crypto";
import type { Charge } from "../schemas.ts";
import type { Outcome, Provider, Purchase } from "./provider.ts";

/** Stripe's test tokens of refused cards, with the refusal messages. */
const refusals: Readonly<Record<string, string>> = {
  tok_chargeDeclined: "Your card was declined.",
  tok_visa_chargeDeclined: "Your card was declined.",
  tok_chargeDeclinedInsufficientFunds: "Your card has insufficient funds.",
  tok_visa_chargeDeclinedInsufficientFunds: "Your card has insufficient funds.",
  tok_chargeDeclinedLostCard: "Your card was declined.",
  tok_visa_chargeDeclinedLostCard: "Your card was declined.",
  tok_chargeDeclinedStolenCard: "Your card was declined.",
  tok_visa_chargeDeclinedStolenCard: "Your card was declined.",
  tok_chargeDeclinedFraudulent: "Your card was declined.",
  tok_chargeDeclinedExpiredCard: "Your card has expired.",
  tok_chargeDeclinedIncorrectCvc: "Your card's security code is incorrect.",
  tok_cvcCheckFail: "Your card's security code is incorrect.",
  tok_chargeDeclinedProcessingError: "An error occurred while processing your card. Try again in a little bit.",
  tok_chargeDeclinedVelocityLimitExceeded:
    "Your card was declined for making repeated attempts too frequently or exceeding its amount limit.",
  tok_visa_chargeDeclinedVelocityLimitExceeded:
    "Your card was declined for making repeated attempts too frequently or exceeding its amount limit.",
  tok_chargeCustomerFail: "Your card was declined.",
};

/** Card brands by token prefix, with the last four digits of Stripe's test card of that brand. */
const brands: readonly (readonly [beginning: string, brand: string, last4: string])[] = [
  ["tok_mastercard", "mastercard", "4444"],
  ["tok_amex", "amex", "8431"],
  ["tok_discover", "discover", "1117"],
  ["tok_diners", "diners", "0004"],
  ["tok_jcb", "jcb", "0505"],
  ["tok_unionpay", "unionpay", "0005"],
];

const isToken = /^(tok|pm|src|card)_\w+$/;

/**
 * Opens the test provider, which moves no money. Tokens succeed and are refused like Stripe's test tokens. Outcomes are
 * recorded in our database only.
 */
export function openTestProvider(): Provider {
  return {
    name: "test",
    account: async () => ({ provider: "test", account: null, isLive: null }),
    open: async () => random("pi"),
    charge: async (reference, purchase) => decide(reference, purchase),
    find: async () => ({ status: "failed", reason: "The server ended before the payment was decided." }),
    refund: async (_reference, { number, amountCents }) => ({
      status: "made",
      refund: {
        number,
        amountCents,
        reference: random("re"),
        status: "succeeded",
        reason: null,
        createdAt: new Date(),
      },
    }),
    aftermathOf: async () => ({ refunds: [], disputes: [] }),
    readEvent: () => undefined,
  };
}

function decide(reference: string, purchase: Purchase & { token: string }): Outcome {
  const { token } = purchase;
  const reason = refusals[token] ?? (isToken.test(token) ? undefined : `No such token: '${token}'`);
  return reason === undefined
    ? { status: "succeeded", charge: chargeFor(reference, purchase) }
    : { status: "refused", reason };
}

function chargeFor(
  reference: string,
  { orderId, amountCents, currency, description, token }: Purchase & { token: string },
): Charge {
  return {
    id: random("ch"),
    object: "charge",
    amount: amountCents,
    amount_captured: amountCents,
    amount_refunded: 0,
    captured: true,
    created: Math.floor(Date.now() / 1000),
    currency,
    description,
    failure_code: null,
    failure_message: null,
    livemode: false,
    metadata: { order_id: String(orderId) },
    paid: true,
    payment_intent: reference,
    payment_method: random("pm"),
    payment_method_details: { type: "card", card: cardOf(token) },
    receipt_url: null,
    refunded: false,
    status: "succeeded",
  };
}

function random(prefix: string): string {
  return `${prefix}_test_${randomBytes(12).toString("hex")}`;
}

function cardOf(token: string) {
  const [, brand = "visa", last4 = "4242"] = brands.find(([beginning]) => token.startsWith(beginning)) ?? [];
  const funding = /debit/i.test(token) ? "debit" : /prepaid/i.test(token) ? "prepaid" : "credit";
  return { brand, country: "US", exp_month: 12, exp_year: new Date().getUTCFullYear() + 4, funding, last4 };
}
