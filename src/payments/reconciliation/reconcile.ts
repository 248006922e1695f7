import { requireLocked } from "../../orders/index.ts";
import type { Writer } from "../../platform/database/database.ts";
import { providerOf } from "../account.ts";
import type { Aftermath } from "../providers/provider.ts";
import { payment as paymentOf, type OrderKey } from "../payments.queries.ts";
import type { SettlingDependencies } from "../settlement.ts";
import { recordDisputes } from "./disputes.ts";
import * as queries from "./reconcile.queries.ts";
import { recordRefunds } from "./refunds.ts";
import type { Recording } from "./recording.ts";
import { recordTotals } from "./totals.ts";

/** Refunds and disputes in the provider's response, and the payment's revision when the request was made. */
export type Heard = { readonly revision: number; readonly aftermath: Aftermath };

/** Maximum number of tries: more than the concurrent changes that one payment can be expected to have. */
const mostTries = 10;

/** Updates the refunds and disputes of a payment to those that the provider lists. */
export async function reconcile(dependencies: SettlingDependencies, key: OrderKey): Promise<void> {
  for (let tries = 1; tries <= mostTries; tries += 1) {
    const heard = await ask(dependencies, key);
    if (!heard || (await dependencies.db.transaction((tx) => recordHeard(tx, key, heard, new Date())))) return;
  }
  throw new Error(`The payment of order ${key.orderId} changes faster than it can be asked about.`);
}

/**
 * Asks the provider for a payment's refunds and disputes. Undefined when the payment is at another account, or there is
 * none.
 */
export async function ask(dependencies: SettlingDependencies, key: OrderKey): Promise<Heard | undefined> {
  const payment = await dependencies.db.first(paymentOf(key));
  const provider = payment && (await providerOf(dependencies, payment));
  if (!provider) return undefined;
  return { revision: payment.revision, aftermath: await provider.aftermathOf(payment.reference) };
}

/**
 * Records the provider's response unless the payment has changed since the request: an older response never overwrites
 * a newer one. Returns whether it was recorded.
 */
export async function recordHeard(
  tx: Writer,
  key: OrderKey,
  { revision, aftermath }: Heard,
  now: Date,
): Promise<boolean> {
  const recording = await beginRecording(tx, key, now);
  if (!(await tx.first(queries.claimRevision(key, revision)))) return false;
  await recordRefunds(recording, aftermath.refunds);
  await recordDisputes(recording, aftermath.disputes);
  await recordTotals(recording);
  return true;
}

/**
 * Locks the order and reads its payment; every transaction that records refunds or disputes begins so. Lock order: the
 * order, then its payment, which the first write to it locks.
 */
export async function beginRecording(tx: Writer, key: OrderKey, now: Date): Promise<Recording> {
  const order = await requireLocked(tx, key);
  const payment = await tx.first(paymentOf(key));
  if (!payment) throw new Error(`Order ${key.orderId} has refunds and no payment.`);
  return { tx, key, order, payment, now };
}
