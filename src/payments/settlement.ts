import type { Log } from "../platform/log.ts";
import { lockOrder, requireLocked, recordPayment, releaseUnpaid, type OrderKey } from "../orders/index.ts";
import type { Writer } from "../platform/database/database.ts";
import { providerOf, type AccountDependencies } from "./account.ts";
import { PaymentElsewhere, type Outcome } from "./providers/provider.ts";
import * as queries from "./payments.queries.ts";
import type { Charge } from "./schemas.ts";

export type SettlingDependencies = AccountDependencies & {
  readonly log: Pick<Log, "warn" | "error">;
  /** Says once that an order's payment is at another account and nothing is done about it here. */
  leaveAlone(orderId: number, why: PaymentElsewhere): void;
};

/** `attempt` is the one that this came of; null when the provider told it of the payment as a whole. */
type Settling = OrderKey & { readonly attempt: number | null; readonly now: Date };

/**
 * Asks the provider what came of an attempt whose answer was lost; one that was never asked for came to nothing. Throws
 * PaymentElsewhere for one that nobody here may ask about.
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
 * Writes down what came of a payment, in one transaction with what becomes of its order; no answer changes nothing.
 * Answers whether the order takes the money.
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

/** Money for another sum or in another currency is not this order's. */
function requireExact(charge: Charge, expected: { amount_cents: number; currency: string; reference: string }): void {
  if (charge.amount === expected.amount_cents && charge.currency === expected.currency) return;
  throw new Error(
    `${expected.reference} brought ${charge.amount} ${charge.currency} where ${expected.amount_cents} ${expected.currency} were asked`,
  );
}
