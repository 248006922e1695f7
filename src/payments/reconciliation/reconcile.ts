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

/** How the provider says that a payment stands, and which revision of it was known when it was asked. */
export type Heard = { readonly revision: number; readonly aftermath: Aftermath };

/** As many as may come at once about one payment, and then some. */
const mostTries = 10;

/** Brings what the shop knows of a payment in line with the provider. */
export async function reconcile(dependencies: SettlingDependencies, key: OrderKey): Promise<void> {
  for (let tries = 1; tries <= mostTries; tries += 1) {
    const heard = await ask(dependencies, key);
    if (!heard || (await dependencies.db.transaction((tx) => recordHeard(tx, key, heard, new Date())))) return;
  }
  throw new Error(`The payment of order ${key.orderId} changes faster than it can be asked about.`);
}

/** Asks how a payment's refunds and disputes stand; undefined for one that is at another account, or none. */
export async function ask(dependencies: SettlingDependencies, key: OrderKey): Promise<Heard | undefined> {
  const payment = await dependencies.db.first(paymentOf(key));
  const provider = payment && (await providerOf(dependencies, payment));
  if (!provider) return undefined;
  return { revision: payment.revision, aftermath: await provider.aftermathOf(payment.reference) };
}

/**
 * Writes down what was heard, unless anything was written down since it was asked for: an older answer never stands over
 * a newer one. Answers whether it did.
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

/** Locks the order, then its payment: everything that writes down what came of a payment begins so. */
export async function beginRecording(tx: Writer, key: OrderKey, now: Date): Promise<Recording> {
  const order = await requireLocked(tx, key);
  const payment = await tx.first(paymentOf(key));
  if (!payment) throw new Error(`Order ${key.orderId} has refunds and no payment.`);
  return { tx, key, order, payment, now };
}
