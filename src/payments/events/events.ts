import { ask, recordHeard, type Heard } from "../afterwards/afterwards.ts";
import { refusal, unavailable } from "../../platform/refusal.ts";
import type { Outcome, ProviderEvent } from "../providers/provider.ts";
import { orderOfReference, type OrderKey } from "../queries.ts";
import { settleWithin, type SettlingNeeds } from "../settling/settling.ts";
import { knownEvent, takeInEvent } from "./queries.ts";

/** How the payment stands, and where money may have gone back, what came of it since. */
type Known = ProviderEvent & { readonly reference: string };
type Standing = { readonly outcome: Outcome; readonly heard: Heard | undefined };

/** Something else was written down of the payment while the provider was asked. */
class Overtaken extends Error {}

/** As many as may come at once about one payment, and then some; after that the provider sends the event again. */
const mostTries = 10;

/**
 * Takes in what the provider tells. An event is a hint that a payment moved, and how it stands now the provider is
 * asked: so events may come early, twice or in any order and end the same. What is not about a payment of ours, and
 * what brought no money, changes nothing.
 */
export async function takeInEventOf(needs: SettlingNeeds, body: Buffer, signature: string): Promise<void> {
  const { db, provider } = needs;
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
    const overtaken = await takeIn(needs, key, { ...event, reference }).catch((error: unknown) => {
      if (error instanceof Overtaken) return error;
      throw error;
    });
    if (!overtaken) return;
  }
  throw unavailable();
}

async function takeIn(needs: SettlingNeeds, key: OrderKey, event: Known): Promise<void> {
  const { outcome, heard } = await standing(needs, key, event);
  await needs.db.transaction(async (tx) => {
    const now = new Date();
    if (!(await tx.first(takeInEvent({ ...event, now })))) return;
    if (outcome.status !== "succeeded") return;
    await settleWithin(tx, needs, { ...key, attempt: null, now }, outcome);
    if (heard && !(await recordHeard(tx, key, heard, now))) throw new Overtaken();
  });
}

async function standing(needs: SettlingNeeds, key: OrderKey, { kind, reference }: Known): Promise<Standing> {
  try {
    const outcome = await needs.provider.find(reference);
    const isPaid = outcome.status === "succeeded";
    const isAskedBack = isPaid && (outcome.charge.amount_refunded > 0 || /refund|dispute/.test(kind));
    return { outcome, heard: isAskedBack ? await ask(needs, key) : undefined };
  } catch (error) {
    // The provider sends the event again when it is told that we could not take it in.
    throw Object.assign(unavailable(), { cause: error });
  }
}
