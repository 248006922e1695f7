import { noteOnOrder } from "../../orders/index.ts";
import { inCurrency } from "../../platform/money.ts";
import { tellOwner } from "../owner/owner.ts";
import type { ProviderDispute } from "../providers/provider.ts";
import * as queries from "./queries.ts";
import type { Recording } from "./recording.ts";

const news = { open: "dispute-opened", won: "dispute-won", lost: "dispute-lost", closed: undefined } as const;

const note = ({ tx, key, order, payment, now }: Recording, dispute: ProviderDispute): void => {
  const { amountCents, currency, providerStatus, reference, reason, isWithdrawn } = dispute;
  const money = isWithdrawn ? "the money is withdrawn" : "the money is with the shop";
  noteOnOrder(tx, key, order, {
    byWhom: payment.provider,
    note: `Dispute over ${inCurrency(amountCents, currency)}: ${providerStatus}, ${money} (${reference}, ${reason})`,
    now,
  });
};

const tell = ({ tx, key }: Recording, { status, amountCents, currency, reference, reason, dueAt }: ProviderDispute) => {
  const kind = news[status];
  if (!kind) return;
  const until = status === "open" && dueAt ? `${reason}; evidence is taken until ${dueAt.toISOString()}` : reason;
  tx.send(tellOwner({ kind, orderId: key.orderId, amountCents, currency, reference, reason: until }));
};

/** Writes down every dispute that the provider has, as it stands now; what is known changes nothing. */
export const recordDisputes = async (recording: Recording, found: readonly ProviderDispute[]): Promise<void> => {
  if (found.length === 0) return;
  const { tx, key, now } = recording;
  const known = await tx.all(queries.disputesOf(key));
  for (const dispute of found) {
    const before = known.find(({ reference }) => reference === dispute.reference);
    if (before?.provider_status === dispute.providerStatus && before.is_withdrawn === dispute.isWithdrawn) continue;
    tx.send(before ? queries.changeDispute(key, dispute, now) : queries.addDispute(key, dispute, now));
    note(recording, dispute);
    if (before?.status !== dispute.status) tell(recording, dispute);
  }
};

/** How the order's dispute stands: an open one before those that ended, of these the newest. */
export const disputeStatus = async ({ tx, key }: Recording): Promise<ProviderDispute["status"] | null> => {
  const all = await tx.all(queries.disputesOf(key));
  return (all.find(({ status }) => status === "open") ?? all[0])?.status ?? null;
};
