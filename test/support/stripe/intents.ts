import { acts, addCharge, decline, intentOf, shown, wrong, type Act, type Book, type Thing } from "./book.ts";

/** Currencies that the local Stripe's accounts accept. */
const currencies = ["usd", "eur", "gbp"];
/** Stripe accepts amounts of at most eight digits, and of fifty cents or more. */
const largestAmount = 99_999_999;

/** Cards whose bank requires authentication. */
const authenticationTokens = ["tok_threeDSecureRequired", "tok_threeDSecure2Required"];
/** A card whose payment is neither accepted nor declined at once; `finishIntent` decides it. */
const slowToken = "tok_processing";

const authenticationRequired = {
  code: "authentication_required",
  decline_code: "authentication_not_handled",
  message:
    "This payment required an authentication action to complete, but `error_on_requires_action` was set. When you're ready, you can upgrade your integration to handle actions at https://stripe.com/docs/payments/payment-intents/upgrade-to-handle-actions.",
};

const openIntent: Act = (book, name, asked) => {
  if (!currencies.includes(asked["currency"]))
    throw wrong(400, "", `Invalid currency: ${asked["currency"]}. Stripe currently supports these currencies: usd, …`, {
      param: "currency",
    });
  if (Number(asked["amount"]) > largestAmount)
    throw wrong(400, "amount_too_large", "Amount must be no more than $999,999.99", { param: "amount" });
  return take("POST /v1/payment_intents")(book, name, asked);
};

const unexpected = (intent: Thing): Error =>
  wrong(
    400,
    "payment_intent_unexpected_state",
    `You cannot confirm this PaymentIntent because it has a status of ${intent["status"]}.`,
    { payment_intent: intent },
  );

const confirm: Act = (book, name, asked) => {
  const intent = intentOf(book, name);
  if (["canceled", "processing"].includes(intent["status"])) throw unexpected(intent);
  const token = book.methods.get(asked["payment_method"]) ?? "";
  if (authenticationTokens.includes(token)) {
    if (asked["error_on_requires_action"]) throw decline(book, intent, authenticationRequired);
    return shown(book, Object.assign(intent, { status: "requires_action" }), asked["expand"]);
  }
  if (token !== slowToken) return take("POST /v1/payment_intents/:id/confirm")(book, name, asked);
  Object.assign(intent, { status: "processing", payment_method: asked["payment_method"], last_payment_error: null });
  book.tell("payment_intent.processing", intent);
  return shown(book, intent, asked["expand"]);
};

const take = (route: string): Act => {
  const act = acts[route];
  if (!act) throw new Error(`The local Stripe does not know ${route}.`);
  return act;
};

/** Cancels an intent that has taken no money; it takes none afterwards. */
const cancelIntent = (book: Book, name: string): Thing => {
  const intent = intentOf(book, name);
  if (["succeeded", "canceled", "processing"].includes(intent["status"])) throw unexpected(intent);
  Object.assign(intent, { status: "canceled", canceled_at: Math.floor(Date.now() / 1000) });
  book.tell("payment_intent.canceled", intent);
  return intent;
};

/** Ends the processing of an intent: it succeeds or fails. */
const finishIntent = (book: Book, name: string, end: "succeeded" | "failed"): Thing => {
  const intent = intentOf(book, name);
  if (end === "failed") {
    decline(book, intent, {
      code: "card_declined",
      decline_code: "generic_decline",
      message: "Your card was declined.",
    });
    return intent;
  }
  const charge = addCharge(book, intent, { paid: true, status: "succeeded" });
  Object.assign(intent, { status: "succeeded", amount_received: intent["amount"], last_payment_error: null });
  book.tell("charge.succeeded", charge);
  book.tell("payment_intent.succeeded", intent);
  return intent;
};

/** Operations on an intent that has not succeeded. */
export const intentActs: Readonly<Record<string, Act>> = {
  "POST /v1/payment_intents": openIntent,
  "POST /v1/payment_intents/:id": (book, name, { description }) =>
    Object.assign(intentOf(book, name), { description: description ?? null }),
  "POST /v1/payment_intents/:id/confirm": confirm,
  "POST /v1/payment_intents/:id/cancel": (book, name) => cancelIntent(book, name),
};

/** What the account's owner sees and does at Stripe, without the shop. */
export type Dashboard = {
  /** Returns the order's succeeded charges at Stripe. */
  paidFor(orderId: number): Thing[];
  /** Returns the order's intents at Stripe. */
  intentsFor(orderId: number): Thing[];
  /** Cancels an intent. */
  cancel(intent: string): void;
  /** Ends the processing of an intent. */
  finish(intent: string, end: "succeeded" | "failed"): void;
};

export const dashboardOf = (book: Book): Dashboard => ({
  paidFor: (orderId) =>
    [...book.charges.values()].filter(({ paid, metadata }) => paid && metadata.order_id === String(orderId)),
  intentsFor: (orderId) => [...book.intents.values()].filter(({ metadata }) => metadata.order_id === String(orderId)),
  cancel: (intent) => void cancelIntent(book, intent),
  finish: (intent, end) => void finishIntent(book, intent, end),
});
