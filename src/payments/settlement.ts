import type { Log } from "../platform/log.ts";
import { lockOrder, requireLocked, recordPayment, releaseUnpaid, type OrderKey } from "../orders/index.ts";
import type { Writer } from "../platform/database/database.ts";
import { providerOf, type AccountDependencies } from "./account.ts";
import { PaymentElsewhere, type Outcome } from "./providers/provider.ts";
import * as queries from "./payments.queries.ts";
import type { Charge } from "./schemas.ts";

export type SettlingDependencies = AccountDependencies & {
  readonly log: Pick<Log, "warn" | "error">;
  /** Logs once per order that its payment is at another account and that this server leaves it alone. */
  leaveAlone(orderId: number, why: PaymentElsewhere): void;
};

/** `attempt` is the attempt that had this outcome; null when a webhook event reports on the payment as a whole. */
type Settling = OrderKey & { readonly attempt: number | null; readonly now: Date };

/**
 * Asks the provider for the outcome of an attempt whose response was lost, and records it. An attempt without a payment
 * never reached the provider and is recorded as failed. Throws PaymentElsewhere when the payment is at an account that
 * this server has no key for.
 */
export async function settleByAsking(
  dependencies: SettlingDependencies,
  attempt: OrderKey & { readonly attempt: number },
): Promise<void> {
  const settling = { ...attempt, now: new Date() };
  const payment = await dependencies.db.first(queries.payment(attempt));
  if (!payment) {
    await settle(dependencies, settling, { status: "failed", reason: "The provider was never asked." });
    return;
  }
  const provider = await providerOf(dependencies, payment);
  if (!provider) throw new PaymentElsewhere(`${payment.reference} is at another account.`);
  await settle({ ...dependencies, provider }, settling, await provider.find(payment.reference));
}

export function settle(dependencies: SettlingDependencies, settling: Settling, outcome: Outcome): Promise<boolean> {
  return dependencies.db.transaction((tx) => settleWithin(tx, dependencies, settling, outcome));
}

/**
 * Records a payment's outcome and the order's resulting state in one transaction. An unknown outcome changes nothing.
 * Returns whether the order accepts the money.
 */
export async function settleWithin(
  tx: Writer,
  dependencies: SettlingDependencies,
  settling: Settling,
  outcome: Outcome,
): Promise<boolean> {
  if (outcome.status === "unknown") return false;
  if (outcome.status === "succeeded") return settleSuccess(tx, dependencies, settling, outcome.charge);
  await lockOrder(tx, settling);
  const settled = await tx.first(
    queries.settleAttempt({ ...settling, status: outcome.status, reason: outcome.reason }),
  );
  if (settled) await releaseUnpaid(tx, settling);
  return false;
}

async function settleSuccess(
  tx: Writer,
  { provider }: SettlingDependencies,
  settling: Settling,
  charge: Charge,
): Promise<boolean> {
  const { now } = settling;
  const by = { byWhom: provider.name, note: charge.id, now };
  const [order, expected] = await Promise.all([requireLocked(tx, settling), tx.first(queries.payment(settling))]);
  if (!expected) throw new Error(`Order ${settling.orderId} has a charge and no payment.`);
  requireExact(charge, expected);
  const isUnwanted = (await recordPayment(tx, settling, order, by)) === "unwanted";
  const followAt = isUnwanted || charge.amount_refunded > 0 ? now : null;
  tx.send(queries.recordSuccess({ ...settling, charge, isUnwanted, followAt }));
  tx.send(queries.settleAttempt({ ...settling, status: "succeeded", reason: null }));
  return !isUnwanted;
}

/** Throws when the charge differs from the order's amount or currency. */
function requireExact(charge: Charge, expected: { amount_cents: number; currency: string; reference: string }): void {
  if (charge.amount === expected.amount_cents && charge.currency === expected.currency) return;
  throw new Error(
    `${expected.reference} brought ${charge.amount} ${charge.currency} where ${expected.amount_cents} ${expected.currency} were asked`,
  );
}
