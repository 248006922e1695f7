import { ask, recordHeard, type Heard } from "./reconciliation/reconcile.ts";
import { refusal, unavailable } from "../platform/refusal.ts";
import type { Outcome, ProviderEvent } from "./providers/provider.ts";
import { orderOfReference, type OrderKey } from "./payments.queries.ts";
import { settleWithin, type SettlingDependencies } from "./settlement.ts";
import { knownEvent, recordProviderEvent } from "./provider-events.queries.ts";

type Known = ProviderEvent & { readonly reference: string };
/** The payment's outcome and, if money may have gone back, its refunds and disputes. */
type Standing = { readonly outcome: Outcome; readonly heard: Heard | undefined };

/** Thrown when another transaction has changed the payment while the provider was asked. */
class Overtaken extends Error {}

/**
 * Maximum number of tries: more than the concurrent events to be expected about one payment. After that the provider
 * sends the event again.
 */
const mostTries = 10;

/**
 * Handles a webhook event. An event only hints that a payment has changed; the provider is asked for the current state.
 * Early, duplicate and reordered events therefore give the same result. Events about unknown payments, or payments that
 * have not succeeded, change no payment.
 */
export async function recordProviderEventOf(
  dependencies: SettlingDependencies,
  body: Buffer,
  signature: string,
): Promise<void> {
  const { db, provider } = dependencies;
  const event = provider.readEvent(body, signature);
  if (!event)
    throw refusal("COM_02", "stripe-signature", {
      message: "Invalid Data: the event is not signed by the provider, or too old",
    });
  const { reference } = event;
  if (reference === undefined) return;
  const order = await db.first(orderOfReference(reference));
  if (!order) return;
  const key = { customerId: order.customer_id, orderId: order.order_id };
  for (let tries = 1; tries <= mostTries; tries += 1) {
    if (await db.first(knownEvent(event.id))) return;
    const overtaken = await takeIn(dependencies, key, { ...event, reference }).catch((error: unknown) => {
      if (error instanceof Overtaken) return error;
      throw error;
    });
    if (!overtaken) return;
  }
  throw unavailable();
}

async function takeIn(dependencies: SettlingDependencies, key: OrderKey, event: Known): Promise<void> {
  const { outcome, heard } = await standing(dependencies, key, event);
  await dependencies.db.transaction(async (tx) => {
    const now = new Date();
    if (!(await tx.first(recordProviderEvent({ ...event, now })))) return;
    if (outcome.status !== "succeeded") return;
    await settleWithin(tx, dependencies, { ...key, attempt: null, now }, outcome);
    if (heard && !(await recordHeard(tx, key, heard, now))) throw new Overtaken();
  });
}

async function standing(
  dependencies: SettlingDependencies,
  key: OrderKey,
  { kind, reference }: Known,
): Promise<Standing> {
  try {
    const outcome = await dependencies.provider.find(reference);
    const isPaid = outcome.status === "succeeded";
    const isAskedBack = isPaid && (outcome.charge.amount_refunded > 0 || /refund|dispute/.test(kind));
    return { outcome, heard: isAskedBack ? await ask(dependencies, key) : undefined };
  } catch (error) {
    // The 503 makes the provider send the event again.
    throw Object.assign(unavailable(), { cause: error });
  }
}
