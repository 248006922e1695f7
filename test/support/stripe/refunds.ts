import { id, intentOf, now, wrong, type Act, type Book, type Thing } from "./book.ts";

/** Outcome of the next refund: `no-balance` is refused, the others are Stripe's statuses. */
export type RefundFate = "succeeded" | "pending" | "requires_action" | "failed" | "no-balance";

export const refundStatuses = ["pending", "requires_action", "succeeded", "failed", "canceled"] as const;
type Status = (typeof refundStatuses)[number];

const isVain = (status: Status): boolean => status === "failed" || status === "canceled";

/** Sets the charge's total of refunds, without those that failed or were cancelled. */
const sumUp = ({ refunds }: Book, charge: Thing): void => {
  const all = [...refunds.values()].filter((refund) => refund["charge"] === charge["id"] && !isVain(refund["status"]));
  const sum = all.reduce((cents, { amount }) => cents + amount, 0);
  Object.assign(charge, { amount_refunded: sum, refunded: sum === charge["amount"] });
};

const make = (book: Book, intent: Thing, asked: Thing, status: Status): Thing => {
  const charge = book.charges.get(intent["latest_charge"]);
  if (!charge?.["paid"]) throw wrong(400, "", "This PaymentIntent does not have a successful charge to refund.");
  if (charge["refunded"]) throw wrong(400, "charge_already_refunded", "Charge has already been refunded.");
  const left = charge["amount"] - charge["amount_refunded"];
  const amount = asked["amount"] === undefined ? left : Number(asked["amount"]);
  if (!(amount >= 1)) throw wrong(400, "parameter_invalid_integer", "Invalid positive integer");
  if (amount > left)
    throw wrong(400, "", `Refund amount (${amount}) is greater than unrefunded amount on charge (${left})`);
  const refund: Thing = {
    id: id("re"),
    object: "refund",
    amount,
    charge: charge["id"],
    created: now(),
    currency: charge["currency"],
    metadata: asked["metadata"] ?? {},
    payment_intent: intent["id"],
    status,
  };
  if (status === "pending") refund["pending_reason"] = "insufficient_funds";
  if (status === "failed") refund["failure_reason"] = "expired_or_canceled_card";
  book.refunds.set(refund["id"], refund);
  sumUp(book, charge);
  book.tell("refund.created", refund);
  if (isVain(status)) book.tell("refund.failed", refund);
  else book.tell("charge.refunded", charge);
  return refund;
};

const create: Act = (book, _, asked) => {
  const intent = intentOf(book, String(asked["payment_intent"]), "payment_intent");
  const fate = book.refundFates.shift() ?? "succeeded";
  if (fate === "no-balance")
    throw wrong(400, "balance_insufficient", "Insufficient funds in your Stripe balance to refund this amount.");
  return make(book, intent, asked, fate);
};

/** Returns the objects of one payment, newest first. */
export const listOf =
  (things: (book: Book) => ReadonlyMap<string, Thing>): Act =>
  (book, _, asked) => {
    const intent = intentOf(book, String(asked["payment_intent"]), "payment_intent")["id"];
    const data = [...things(book).values()].filter(({ payment_intent }) => payment_intent === intent).toReversed();
    return { object: "list", has_more: false, data };
  };

export const refundActs: Readonly<Record<string, Act>> = {
  "POST /v1/refunds": create,
  "GET /v1/refunds": listOf(({ refunds }) => refunds),
};

/** Changes to refunds without the shop. */
export type RefundDesk = {
  /** Sets the outcomes of the next refunds; further ones succeed. */
  decideRefunds(...fates: RefundFate[]): void;
  /** Makes a refund as in Stripe's dashboard: of all that is left, or of less. */
  refundByHand(intent: string, amount?: number, status?: Status): Thing;
  /** Changes the status of a refund, which may fail after it has succeeded. */
  turnRefund(refund: string, status: Status): void;
  refundsOf(intent: string): Thing[];
};

export const refundDesk = (book: Book): RefundDesk => ({
  decideRefunds: (...fates) => void book.refundFates.push(...fates),
  refundByHand: (intent, amount, status = "succeeded") =>
    make(book, intentOf(book, intent), amount === undefined ? {} : { amount }, status),
  turnRefund(name, status) {
    const refund = book.refunds.get(name) as Thing;
    Object.assign(refund, { status, ...(isVain(status) ? { failure_reason: "lost_or_stolen_card" } : {}) });
    sumUp(book, book.charges.get(refund["charge"]) as Thing);
    book.tell("refund.updated", refund);
    if (status === "failed") book.tell("refund.failed", refund);
    book.tell("charge.refund.updated", refund);
  },
  refundsOf: (intent) => [...book.refunds.values()].filter(({ payment_intent }) => payment_intent === intent),
});
