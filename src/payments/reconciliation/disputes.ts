import { noteOnOrder } from "../../orders/index.ts";
import { inCurrency } from "../../platform/money.ts";
import { notifyOwner } from "../notify-owner.ts";
import type { ProviderDispute } from "../providers/provider.ts";
import * as queries from "./reconcile.queries.ts";
import type { Recording } from "./recording.ts";

const news = { open: "dispute-opened", won: "dispute-won", lost: "dispute-lost", closed: undefined } as const;

type Known = { readonly provider_status: string; readonly amount_cents: number; readonly is_withdrawn: boolean };

/** Sums of a payment's disputes; `status` is the one that the order shows. */
export type Disputed = {
  readonly status: ProviderDispute["status"] | null;
  /** Withdrawn from the shop and not given back. */
  readonly withdrawnCents: number;
  /** Part of the withdrawn money that stays with the customer. */
  readonly lostCents: number;
};

/** Records the current state of every dispute that the provider lists. A dispute without changes changes nothing. */
export async function recordDisputes(recording: Recording, found: readonly ProviderDispute[]): Promise<void> {
  if (found.length === 0) return;
  const { tx, key, now } = recording;
  const known = await tx.all(queries.disputesOf(key));
  for (const dispute of found) {
    const before = known.find(({ reference }) => reference === dispute.reference);
    if (before && isKnown(before, dispute)) continue;
    tx.send(before ? queries.changeDispute(key, dispute, now) : queries.addDispute(key, dispute, now));
    note(recording, dispute);
    if (before?.status !== dispute.status) tell(recording, dispute);
  }
}

/** Sums up the disputes. The status shown is that of an open dispute, else of a lost one, else of the newest. */
export async function disputesNow({ tx, key, payment }: Recording): Promise<Disputed> {
  const all = await tx.all(queries.disputesOf(key));
  const withdrawn = all.filter((one) => one.is_withdrawn);
  const sum = (some: typeof all): number => {
    // Money in another currency cannot be compared: such a dispute counts for all that was paid.
    const cents = some.map((one) => (one.currency === payment.currency ? one.amount_cents : payment.amount_cents));
    return Math.min(
      payment.amount_cents,
      cents.reduce((total, more) => total + more, 0),
    );
  };
  const shown = all.find(({ status }) => status === "open") ?? all.find(({ status }) => status === "lost") ?? all[0];
  return {
    status: shown?.status ?? null,
    withdrawnCents: sum(withdrawn),
    lostCents: sum(withdrawn.filter(({ status }) => status === "lost")),
  };
}

function note({ tx, key, order, payment, now }: Recording, dispute: ProviderDispute): void {
  const { amountCents, currency, providerStatus, reference, reason, isWithdrawn } = dispute;
  const money = isWithdrawn ? "the money is withdrawn" : "the money is with the shop";
  noteOnOrder(tx, key, order, {
    byWhom: payment.provider,
    note: `Dispute over ${inCurrency(amountCents, currency)}: ${providerStatus}, ${money} (${reference}, ${reason})`,
    now,
  });
}

function tell({ tx, key }: Recording, { status, amountCents, currency, reference, reason, dueAt }: ProviderDispute) {
  const kind = news[status];
  if (!kind) return;
  const until = status === "open" && dueAt ? `${reason}; evidence is taken until ${dueAt.toISOString()}` : reason;
  tx.send(notifyOwner({ kind, orderId: key.orderId, amountCents, currency, reference, reason: until }));
}

function isKnown(before: Known, dispute: ProviderDispute): boolean {
  return (
    before.provider_status === dispute.providerStatus &&
    before.amount_cents === dispute.amountCents &&
    before.is_withdrawn === dispute.isWithdrawn
  );
}
