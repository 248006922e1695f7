import { holdForPayment, orderToPay, type OrderKey, type OrderToPay } from "../../orders/index.ts";
import { refusal, unavailable } from "../../platform/refusal.ts";
import type { Outcome, Purchase } from "../providers/provider.ts";
import * as queries from "../queries.ts";
import type { Charge } from "../schemas.ts";
import { settle, settleByAsking, type SettlingNeeds } from "../settling/settling.ts";
import { answerSeconds } from "../settling/unanswered.ts";

/** What is asked for one order. */
export type Paying = { readonly order: OrderToPay; readonly token: string; readonly description: string };

/** `isNew`: this very request has paid it. */
export type Paid = { readonly charge: Charge; readonly isNew: boolean };

const keyOf = ({ customer_id, order_id }: OrderToPay): OrderKey => ({ customerId: customer_id, orderId: order_id });

const noLongerPayable = (status: string) =>
  refusal("COM_02", "order_id", { status: 409, message: `Invalid Data: an order that is ${status} cannot be paid` });

/** The charge of an order that is not pending any more. */
const paidBefore = async ({ db }: SettlingNeeds, order: OrderToPay): Promise<Paid> => {
  const payment = await db.first(queries.payment(keyOf(order)));
  if (!payment?.charge || payment.is_unwanted || payment.refunded_cents === payment.amount_cents)
    throw noLongerPayable(order.status);
  return { charge: payment.charge, isNew: false };
};

/** Holds the order and writes the attempt down, before anybody is asked for money; undefined when it cannot be held. */
const beginAttempt = (needs: SettlingNeeds, key: OrderKey): Promise<number | undefined> =>
  needs.db.transaction(async (tx) => {
    if (!(await holdForPayment(tx, key))) return undefined;
    return (await tx.first(queries.addAttempt(key, new Date())))?.attempt;
  });

/** Somebody else holds the order: either that will be answered, or its answer was lost and is asked for now. */
const clearWay = async (needs: SettlingNeeds, key: OrderKey): Promise<void> => {
  const asked = await needs.db.first(queries.askedAttempt(key));
  if (!asked) return;
  if (Date.now() - asked.created_at.getTime() < answerSeconds * 1000)
    throw refusal("COM_09", "order_id", {
      status: 409,
      message: "The order is being paid right now",
      retryAfterSeconds: 5,
    });
  await settleByAsking(needs, { ...key, attempt: asked.attempt }).catch((error: unknown) => {
    throw Object.assign(unavailable(), { cause: error });
  });
};

/** The provider's number for the order's payment, written down before it can be charged. */
const referenceFor = async ({ db, provider }: SettlingNeeds, key: OrderKey, purchase: Purchase): Promise<string> => {
  const known = await db.first(queries.payment(key));
  if (known?.provider === provider.name) return known.reference;
  const reference = await provider.open(purchase);
  return db.transaction(async (tx) => {
    const fresh = { ...key, ...purchase, provider: provider.name, reference, now: new Date() };
    if (await tx.first(queries.addPayment(fresh))) {
      tx.send(queries.addReference(fresh));
      return reference;
    }
    const kept = await tx.first(queries.payment(key));
    return kept?.reference ?? reference;
  });
};

const ask = async (needs: SettlingNeeds, key: OrderKey, purchase: Purchase & { token: string }): Promise<Outcome> => {
  try {
    const reference = await referenceFor(needs, key, purchase);
    return await needs.provider.charge(reference, purchase);
  } catch (error) {
    // What fails before the charge has charged nobody.
    return { status: "failed", reason: String(error) };
  }
};

const payNow = async (needs: SettlingNeeds, { order, token, description }: Paying, attempt: number): Promise<Paid> => {
  const key = keyOf(order);
  const purchase = {
    orderId: order.order_id,
    amountCents: order.amount_cents,
    currency: order.currency,
    description,
    attempt,
    token,
  };
  const outcome = await ask(needs, key, purchase);
  const isTaken = await settle(needs, { ...key, attempt, now: new Date() }, outcome);
  if (outcome.status === "refused") throw refusal("STR_01", "stripeToken", { message: outcome.reason });
  if (outcome.status !== "succeeded")
    throw Object.assign(unavailable(), {
      message: "The payment provider gave no answer; nobody is charged twice if you try again",
      cause: new Error(outcome.reason),
    });
  // Cancelled meanwhile, which takes an answer that was out for longer than anybody waits: the money goes back.
  if (!isTaken) throw noLongerPayable("cancelled");
  return { charge: outcome.charge, isNew: true };
};

/** Enough for a lost answer to be asked for and for a twin to come first; more would be a fault of ours. */
const mostTries = 3;

/** Charges an order's total. Whatever is retried, lost or asked twice, it is charged once and answered alike. */
export const payOrder = async (needs: SettlingNeeds, paying: Paying): Promise<Paid> => {
  for (let tries = 1; tries <= mostTries; tries += 1) {
    const order = tries === 1 ? paying.order : await orderToPay(needs.db, paying.order.order_id);
    if (order.status !== "pending") return paidBefore(needs, order);
    const attempt = await beginAttempt(needs, keyOf(order));
    if (attempt !== undefined) return payNow(needs, { ...paying, order }, attempt);
    await clearWay(needs, keyOf(order));
  }
  throw refusal("COM_09", "order_id", {
    status: 409,
    message: "The order is being paid right now",
    retryAfterSeconds: 5,
  });
};
