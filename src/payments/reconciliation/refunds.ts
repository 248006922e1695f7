import { mailNews, noteOnOrder, restock } from "../../orders/index.ts";
import { inCurrency } from "../../platform/money.ts";
import { notifyOwner } from "../notify-owner.ts";
import { numberRefunds } from "./number-refunds.ts";
import type { ProviderRefund } from "../providers/provider.ts";
import * as queries from "./reconcile.queries.ts";
import type { Recording } from "./recording.ts";

export type RefundNow = Awaited<ReturnType<typeof refundsOf>>[number];

const openStatuses: readonly queries.Status[] = ["asked", "pending", "requires_action"];

type Stands = Pick<ProviderRefund, "reference" | "status" | "reason">;

/** Maximum age of a refund found at the provider at which the customer is still mailed about it. */
const newsDays = 7;

/** Records that the provider did not accept a refund; another refund may then be requested. */
export async function recordRefusal(recording: Recording, refund: RefundNow, reason: string): Promise<void> {
  const refused = { from: refund.status, to: "refused", reference: null, reason, settledAt: recording.now } as const;
  await recording.tx.all(queries.changeRefund({ ...recording.key, refund: refund.refund, ...refused }));
  note(recording, refund, { status: "refused", reference: null, reason });
}

/** Records every refund that the provider lists, once per reference, those made at the provider included. */
export async function recordRefunds(recording: Recording, found: readonly ProviderRefund[]): Promise<void> {
  if (found.length === 0) return;
  await numberRefunds(recording, found);
  const known = await refundsOf(recording);
  for (const refund of found.toSorted((one, other) => one.createdAt.getTime() - other.createdAt.getTime())) {
    const ours =
      known.find(({ reference }) => reference === refund.reference) ??
      known.find((one) => one.refund === refund.number && one.reference === null);
    if (ours) await recordStanding(recording, ours, refund);
    else await recordElsewhere(recording, refund, recording.payment.provider);
  }
}

export function refundsOf({ tx, key }: Pick<Recording, "tx" | "key">) {
  return tx.all(queries.refundsOf(key));
}

/** Records the status of a refund that the shop has on record. An unchanged status changes nothing. */
export async function recordStanding(recording: Recording, refund: RefundNow, stands: Stands): Promise<void> {
  if (refund.status === stands.status && refund.reference === stands.reference) return;
  const settledAt = isOpen(stands.status) ? null : recording.now;
  const { status: to, reference, reason } = stands;
  const change = { ...recording.key, refund: refund.refund, from: refund.status, to, reference, reason, settledAt };
  await recording.tx.all(queries.changeRefund(change));
  if (refund.status !== stands.status) await follow(recording, refund, stands);
}

/** Records a refund that was made at the provider, not by the shop. */
async function recordElsewhere(recording: Recording, found: ProviderRefund, byWhom: string): Promise<void> {
  const { tx, key, order, payment, now } = recording;
  const { reference, amountCents, status, reason, createdAt } = found;
  const settledAt = isOpen(status) ? null : now;
  const how = { isWithShipping: false, isRestocking: true, byWhom, note: null };
  const added = await tx.first(
    queries.addRefund({ ...key, status, amountCents, reference, reason, createdAt, settledAt, ...how }),
  );
  if (!added) return;
  await follow(recording, added, found, isNews(found, now));
  if (order.status !== "paid" || isVain(status)) return;
  const { orderId } = key;
  const { currency } = payment;
  tx.send(notifyOwner({ kind: "refund-elsewhere", orderId, amountCents, currency, reference, reason }));
}

function isOpen(status: queries.Status): boolean {
  return openStatuses.includes(status);
}

/**
 * Does what follows from a refund's new status. Each step happens once, because it comes with a change of the refund's
 * row.
 */
async function follow(recording: Recording, refund: RefundNow, stands: Stands, isTold = true): Promise<void> {
  const { tx, key, payment } = recording;
  note(recording, refund, stands);
  if (stands.status === "succeeded" && refund.is_restocking) await restockLines(recording, refund);
  if (stands.status === "succeeded" && isTold) await tell(recording, refund);
  if (isVain(stands.status))
    tx.send(
      notifyOwner({
        kind: "refund-failed",
        orderId: key.orderId,
        amountCents: refund.amount_cents,
        currency: payment.currency,
        reference: stands.reference,
        reason: stands.reason,
      }),
    );
}

/** Enqueues the mail to the buyer: the amount, what it is for, and all that has gone back by now. */
async function tell(recording: Recording, { refund, amount_cents, is_with_shipping }: RefundNow): Promise<void> {
  const { tx, key } = recording;
  const [lines, refunds] = await Promise.all([tx.all(queries.refundedLines(key)), refundsOf(recording)]);
  const news = {
    became: "refunded",
    amountCents: amount_cents,
    backCents: refunds
      .filter(({ status }) => status === "succeeded")
      .reduce((cents, one) => cents + one.amount_cents, 0),
    isWithShipping: is_with_shipping,
    lines: lines
      .filter((line) => line.refund === refund)
      .map(({ line_number, quantity }) => ({ line_number, quantity })),
  } as const;
  tx.send(mailNews(key, news));
}

function note(
  { tx, key, order, payment, now }: Recording,
  refund: RefundNow,
  { status, reference, reason }: { status: queries.Status; reference: string | null; reason: string | null },
): void {
  const about = [reference, reason].filter((part) => part !== null).join(", ");
  const said = words(status, inCurrency(refund.amount_cents, payment.currency));
  noteOnOrder(tx, key, order, { byWhom: refund.by_whom, note: about === "" ? said : `${said} (${about})`, now });
}

function words(status: queries.Status, amount: string): string {
  if (status === "succeeded") return `${amount} went back`;
  if (status === "refused") return `The provider does not give ${amount} back`;
  return isVain(status) ? `${amount} did not go back` : `${amount} is on its way back`;
}

/**
 * Returns a refund's units to stock. `due` counts the units of all succeeded refunds with restocking: a refund that
 * failed after it had succeeded has already returned its units, so its repetition returns none.
 */
async function restockLines({ tx, key }: Recording, { refund }: RefundNow): Promise<void> {
  const back = (await tx.all(queries.refundedLines(key))).filter((line) => line.is_succeeded && line.restock_units > 0);
  const dueOf = (lineNumber: number): number =>
    back.filter((line) => line.line_number === lineNumber).reduce((units, line) => units + line.restock_units, 0);
  const units = back
    .filter((line) => line.refund === refund)
    .map(({ line_number, restock_units: quantity }) => ({ line_number, quantity, due: dueOf(line_number) }));
  await restock(tx, key, units);
}

function isNews({ createdAt }: ProviderRefund, now: Date): boolean {
  return now.getTime() - createdAt.getTime() < newsDays * 86_400_000;
}

/** Whether the refund failed or was cancelled. */
function isVain(status: queries.Status): boolean {
  return status === "failed" || status === "canceled";
}
