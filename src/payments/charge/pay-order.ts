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

/** What is asked for one order; `askerHash` is of whoever is not signed in. */
export type Paying = {
  readonly order: OrderToPay;
  readonly token: string;
  readonly description: string;
  readonly askerHash: Buffer | null;
};

/** `isNew`: this very request has paid it. */
export type Paid = { readonly charge: Charge; readonly isNew: boolean };

/** Enough for a lost answer to be asked for and for a twin to come first; more would be a fault of ours. */
const mostTries = 3;

/** Charges an order's total. Whatever is retried, lost or asked twice, it is charged once and answered alike. */
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

/** The charge of an order that is not pending any more. */
async function paidBefore({ db }: SettlingDependencies, order: OrderToPay, description: string): Promise<Paid> {
  const payment = await db.first(queries.payment(keyOf(order)));
  const free = payment ? undefined : chargeOfNothing(order, description);
  if (free) return { charge: free, isNew: false };
  if (!payment?.charge || payment.is_unwanted || payment.refunded_cents === payment.amount_cents)
    throw noLongerPayable(order.status);
  return { charge: payment.charge, isNew: false };
}

/** Holds the order and writes the attempt down, before anybody is asked for money; undefined when it cannot be held. */
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

/** Somebody else holds the order: either that will be answered, or its answer was lost and is asked for now. */
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
  tellOwner(dependencies, key, outcome);
  const isTaken = await settle(dependencies, { ...key, attempt, now: new Date() }, outcome);
  if (outcome.status !== "succeeded") throw refusalFor(outcome);
  // Cancelled meanwhile, which takes an answer that was out for longer than anybody waits: the money goes back.
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

/** What failed before the money was asked for has charged nobody. */
function outcomeOfFailure(dependencies: SettlingDependencies, { orderId }: OrderKey, error: unknown): Outcome {
  if (error instanceof PaymentElsewhere) {
    dependencies.leaveAlone(orderId, error);
    return { status: "failed", reason: error.message, verdict: "elsewhere" };
  }
  if (!(error instanceof PaymentNotOpened)) return { status: "failed", reason: String(error) };
  return { status: "failed", reason: error.message, verdict: error.verdict };
}

/** What no buyer can mend, the shop's owner is told. */
function tellOwner({ log }: SettlingDependencies, { orderId }: OrderKey, outcome: Outcome): void {
  if (outcome.status !== "failed" || !["currency", "rejected"].includes(outcome.verdict ?? "")) return;
  log.error(
    { orderId, reason: outcome.reason },
    "the payment provider does not take a payment as the shop asks for it",
  );
}
