import { refusal, unavailable } from "../../platform/refusal.ts";
import type { Outcome, Provider } from "../providers/provider.ts";
import { orderOfReference } from "../queries.ts";
import { settleWithin, type SettlingNeeds } from "../settling/settling.ts";
import { knownEvent, takeInEvent } from "./queries.ts";

const standing = (provider: Provider, reference: string): Promise<Outcome> =>
  provider.find(reference).catch((error: unknown) => {
    // The provider sends the event again when it is told that we could not take it in.
    throw Object.assign(unavailable(), { cause: error });
  });

/**
 * Takes in what the provider tells. An event is a hint that a payment moved, and how it stands now the provider is
 * asked: so events may come early, twice or in any order and end the same. What is not about a payment of ours, and
 * what brought no money, changes nothing.
 */
export const takeInEventOf = async (needs: SettlingNeeds, body: Buffer, signature: string): Promise<void> => {
  const { db, provider } = needs;
  const event = provider.readEvent(body, signature);
  if (!event)
    throw refusal("COM_02", "stripe-signature", {
      message: "Invalid Data: the event is not signed by the provider, or too old",
    });
  if (event.reference === undefined || (await db.first(knownEvent(event.id)))) return;
  const order = await db.first(orderOfReference(event.reference));
  if (!order) return;
  const outcome = await standing(provider, event.reference);
  await db.transaction(async (tx) => {
    const now = new Date();
    if (!(await tx.first(takeInEvent({ ...event, now })))) return;
    if (outcome.status !== "succeeded") return;
    await settleWithin(
      tx,
      needs,
      { customerId: order.customer_id, orderId: order.order_id, attempt: null, now },
      outcome,
    );
  });
};
