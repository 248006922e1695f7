import { randomBytes } from "node:crypto";
import type { Json } from "../clients/buyers.ts";
import type { RefundFate } from "./refunds.ts";

/** An object of the local Stripe, with the fields of Stripe's that the shop reads. */
export type Thing = Record<string, Json>;

/** A request that Stripe refuses, with its error's fields. */
export class StripeRefusal extends Error {
  readonly status: number;
  readonly error: Thing;

  constructor(status: number, error: Thing) {
    super(error["message"]);
    this.status = status;
    this.error = error;
  }
}

/**
 * Intents, payment methods, charges, refunds and disputes of one account in one mode; each change is recorded as an
 * event.
 */
export type Book = {
  readonly isLive: boolean;
  readonly intents: Map<string, Thing>;
  /** Tokens by the payment methods that were made from them. */
  readonly methods: Map<string, string>;
  readonly charges: Map<string, Thing>;
  readonly refunds: Map<string, Thing>;
  readonly refundFates: RefundFate[];
  readonly disputes: Map<string, Thing>;
  tell(kind: string, about: Thing): void;
};

export const id = (prefix: string): string => `${prefix}_${randomBytes(10).toString("hex")}`;
export const now = (): number => Math.floor(Date.now() / 1000);
export const wrong = (status: number, code: string, message: string, more: Thing = {}) =>
  new StripeRefusal(status, { type: "invalid_request_error", code, message, ...more });
/** Stripe names the parameter that refers to a missing object: an intent in the path is `intent`. */
const missing = (what: string, name: string, param = what) =>
  wrong(404, "resource_missing", `No such ${what}: '${name}'`, { param });

type Decline = { readonly code: string; readonly decline_code: string; readonly message: string };
const declines: Readonly<Record<string, Decline>> = {
  tok_chargeDeclined: { code: "card_declined", decline_code: "generic_decline", message: "Your card was declined." },
  tok_chargeDeclinedInsufficientFunds: {
    code: "card_declined",
    decline_code: "insufficient_funds",
    message: "Your card has insufficient funds.",
  },
  tok_chargeDeclinedExpiredCard: {
    code: "expired_card",
    decline_code: "expired_card",
    message: "Your card has expired.",
  },
};

const card = { brand: "visa", country: "US", exp_month: 4, exp_year: 2031, funding: "credit", last4: "4242" };

export const intentOf = ({ intents }: Book, name: string, param = "intent"): Thing => {
  const intent = intents.get(name);
  if (!intent) throw missing("payment_intent", name, param);
  return intent;
};

export const shown = ({ charges }: Book, intent: Thing, expand: unknown): Thing => {
  const isExpanded = Array.isArray(expand) && expand.includes("latest_charge");
  return isExpanded ? { ...intent, latest_charge: charges.get(intent["latest_charge"]) ?? null } : { ...intent };
};

export const addCharge = ({ charges, isLive }: Book, intent: Thing, fields: Thing): Thing => {
  const charge = {
    id: id("ch"),
    object: "charge",
    amount: intent["amount"],
    amount_captured: fields["paid"] ? intent["amount"] : 0,
    amount_refunded: 0,
    captured: fields["paid"],
    created: now(),
    currency: intent["currency"],
    description: intent["description"],
    failure_code: null,
    failure_message: null,
    livemode: isLive,
    metadata: intent["metadata"],
    payment_intent: intent["id"],
    payment_method: intent["payment_method"],
    payment_method_details: { type: "card", card: { ...card, network: "visa" } },
    billing_details: { email: "never@shown.example" },
    balance_transaction: "txn_secret",
    receipt_url: "https://pay.stripe.com/receipts/1",
    refunded: false,
    ...fields,
  };
  charges.set(charge.id, charge);
  intent["latest_charge"] = charge.id;
  return charge;
};

export const decline = (book: Book, intent: Thing, reason: Decline): StripeRefusal => {
  const { code: failure_code, message: failure_message } = reason;
  const charge = addCharge(book, intent, { paid: false, status: "failed", failure_code, failure_message });
  const error = { type: "card_error", ...reason, charge: charge["id"] };
  Object.assign(intent, { status: "requires_payment_method", last_payment_error: error, payment_method: null });
  book.tell("payment_intent.payment_failed", intent);
  book.tell("charge.failed", charge);
  return new StripeRefusal(402, { ...error, payment_intent: intent });
};

/** An operation on one object, or one that creates it. */
export type Act = (book: Book, name: string, asked: Thing) => Thing;

const openIntent: Act = ({ intents, isLive, tell }, _, asked) => {
  const intent = {
    id: id("pi"),
    object: "payment_intent",
    amount: Number(asked["amount"]),
    currency: asked["currency"],
    description: asked["description"] ?? null,
    metadata: asked["metadata"] ?? {},
    created: now(),
    livemode: isLive,
    status: "requires_payment_method",
    payment_method: null,
    latest_charge: null,
    last_payment_error: null,
  };
  if (!(intent.amount >= 50)) throw wrong(400, "amount_too_small", "Amount must be at least 50 cents");
  intents.set(intent.id, intent);
  tell("payment_intent.created", intent);
  return intent;
};

const confirm: Act = (book, name, asked) => {
  const intent = intentOf(book, name);
  if (intent["status"] === "succeeded")
    throw wrong(400, "payment_intent_unexpected_state", "This PaymentIntent has already succeeded.", {
      payment_intent: intent,
    });
  const token = book.methods.get(asked["payment_method"]);
  if (!token) throw missing("payment_method", String(asked["payment_method"]));
  intent["payment_method"] = asked["payment_method"];
  const refused = declines[token];
  if (refused) throw decline(book, intent, refused);
  const charge = addCharge(book, intent, { paid: true, status: "succeeded" });
  Object.assign(intent, { status: "succeeded", amount_received: intent["amount"], last_payment_error: null });
  book.tell("charge.succeeded", charge);
  book.tell("payment_intent.succeeded", intent);
  return shown(book, intent, asked["expand"]);
};

const makeMethod: Act = ({ methods }, _, asked) => {
  const token = String(asked["card"]?.token);
  if (!/^tok_\w+$/.test(token)) throw missing("token", token, "card[token]");
  const method = { id: id("pm"), object: "payment_method", type: "card", created: now() };
  methods.set(method.id, token);
  return method;
};

/** What Stripe does on each route that the shop calls, as its documentation describes it. */
export const acts: Readonly<Record<string, Act>> = {
  "POST /v1/payment_intents": openIntent,
  "GET /v1/payment_intents/:id": (book, name, asked) => shown(book, intentOf(book, name), asked["expand"]),
  "POST /v1/payment_intents/:id/confirm": confirm,
  "POST /v1/payment_methods": makeMethod,
};
