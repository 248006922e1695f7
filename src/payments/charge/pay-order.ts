import { holdForPayment, orderToPay, type OrderKey, type OrderToPay } from "../../orders/index.ts";
import { unavailable } from "../../platform/refusal.ts";
import { answerSeconds, askWithinSeconds } from "../providers/patience.ts";
import { PaymentElsewhere, PaymentNotOpened, type Outcome, type Purchase } from "../providers/provider.ts";
import * as queries from "../payments.queries.ts";
import type { Charge } from "../schemas.ts";
import { settle, settleByAsking, type SettlingDependencies } from "../settlement.ts";
import { begunElsewhere, beingPaid, noLongerPayable, refusalFor } from "./refusals.ts";
import { chargeOfNothing } from "./charge-nothing.ts";
import { readyPayment } from "./payment-reference.ts";

/** Request to pay one order; `askerHash` identifies a guest, and is null for the order's owner. */
export type Paying = {
  readonly order: OrderToPay;
  readonly token: string;
  readonly description: string;
  readonly askerHash: Buffer | null;
};

/** `isNew`: this request made the charge. */
export type Paid = { readonly charge: Charge; readonly isNew: boolean };

/**
 * Maximum number of tries: enough for one lost provider response and one concurrent duplicate request. Needing more
 * would be a bug.
 */
const mostTries = 3;

/** Charges an order's total exactly once. Repeats after a lost response and duplicates get the same reply. */
export async function payOrder(dependencies: SettlingDependencies, paying: Paying): Promise<Paid> {
  for (let tries = 1; tries <= mostTries; tries += 1) {
    const order = tries === 1 ? paying.order : await orderToPay(dependencies.db, paying.order.order_id);
    if (order.status !== "pending") return paidBefore(dependencies, order, paying.description);
    const until = Date.now() + askWithinSeconds * 1000;
    const attempt = await beginAttempt(dependencies, keyOf(order), paying.askerHash);
    if (attempt !== undefined) return payNow(dependencies, { ...paying, order }, attempt, until);
    await clearWay(dependencies, keyOf(order));
  }
  throw beingPaid();
}

/**
 * Returns the charge of an order that is no longer pending. Throws COM_02 when it has none, or the money went back or
 * has to.
 */
async function paidBefore({ db }: SettlingDependencies, order: OrderToPay, description: string): Promise<Paid> {
  const payment = await db.first(queries.payment(keyOf(order)));
  const free = payment ? undefined : chargeOfNothing(order, description);
  if (free) return { charge: free, isNew: false };
  if (!payment?.charge || payment.is_unwanted || payment.refunded_cents === payment.amount_cents)
    throw noLongerPayable(order.status);
  return { charge: payment.charge, isNew: false };
}

/**
 * Marks the order as being paid and records the attempt, before the provider is asked for money. Returns undefined when
 * the order is not pending or is already being paid.
 */
function beginAttempt(
  dependencies: SettlingDependencies,
  key: OrderKey,
  askerHash: Buffer | null,
): Promise<number | undefined> {
  return dependencies.db.transaction(async (tx) => {
    if (!(await holdForPayment(tx, key))) return undefined;
    return (await tx.first(queries.addAttempt(key, askerHash, new Date())))?.attempt;
  });
}

/**
 * Settles the attempt that blocks the order. Throws COM_09 while its response can still arrive; afterwards the response
 * is lost, and the provider is asked for the outcome.
 */
async function clearWay(dependencies: SettlingDependencies, key: OrderKey): Promise<void> {
  const asked = await dependencies.db.first(queries.askedAttempt(key));
  if (!asked) return;
  if (Date.now() - asked.created_at.getTime() < answerSeconds * 1000) throw beingPaid();
  await settleByAsking(dependencies, { ...key, attempt: asked.attempt }).catch((error: unknown) => {
    if (!(error instanceof PaymentElsewhere)) throw Object.assign(unavailable(), { cause: error });
    dependencies.leaveAlone(key.orderId, error);
    throw begunElsewhere();
  });
}

async function payNow(
  dependencies: SettlingDependencies,
  { order, token, description }: Paying,
  attempt: number,
  until: number,
): Promise<Paid> {
  const key = keyOf(order);
  const purchase = {
    orderId: order.order_id,
    amountCents: order.amount_cents,
    currency: order.currency,
    description,
    attempt,
    token,
    until,
  };
  const outcome = await ask(dependencies, key, purchase);
  notifyOwner(dependencies, key, outcome);
  const isTaken = await settle(dependencies, { ...key, attempt, now: new Date() }, outcome);
  if (outcome.status !== "succeeded") throw refusalFor(outcome);
  // The order was cancelled meanwhile, which requires a response later than `answerSeconds`: the money is refunded.
  if (!isTaken) throw noLongerPayable("cancelled");
  return { charge: outcome.charge, isNew: true };
}

function keyOf({ customer_id, order_id }: OrderToPay): OrderKey {
  return { customerId: customer_id, orderId: order_id };
}

async function ask(
  dependencies: SettlingDependencies,
  key: OrderKey,
  purchase: Purchase & { token: string; until: number },
): Promise<Outcome> {
  try {
    const ready = await readyPayment(dependencies, key, purchase);
    return "outcome" in ready ? ready.outcome : await dependencies.provider.charge(ready.reference, purchase);
  } catch (error) {
    return outcomeOfFailure(dependencies, key, error);
  }
}

/** Converts an error that came before the request for money into a failed outcome: nothing was charged. */
function outcomeOfFailure(dependencies: SettlingDependencies, { orderId }: OrderKey, error: unknown): Outcome {
  if (error instanceof PaymentElsewhere) {
    dependencies.leaveAlone(orderId, error);
    return { status: "failed", reason: error.message, verdict: "elsewhere" };
  }
  if (!(error instanceof PaymentNotOpened)) return { status: "failed", reason: String(error) };
  return { status: "failed", reason: error.message, verdict: error.verdict };
}

/** Logs failures that only the shop's owner can fix. */
function notifyOwner({ log }: SettlingDependencies, { orderId }: OrderKey, outcome: Outcome): void {
  if (outcome.status !== "failed" || !["currency", "rejected"].includes(outcome.verdict ?? "")) return;
  log.error(
    { orderId, reason: outcome.reason },
    "the payment provider does not take a payment as the shop asks for it",
  );
}
