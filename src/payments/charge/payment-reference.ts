import type { OrderKey } from "../../orders/index.ts";
import { providerOf, recordAccount, requireMayBegin } from "../account.ts";
import { PaymentElsewhere, type Outcome, type Purchase } from "../providers/provider.ts";
import * as queries from "../payments.queries.ts";
import type { SettlingDependencies } from "../settlement.ts";

/** The provider's reference to charge, or the outcome that the payment already has. */
export type Ready = { readonly reference: string } | { readonly outcome: Outcome };

/**
 * Returns the provider's reference for the order's payment, or its outcome. Asks first about a payment that was opened
 * earlier: it may have succeeded. A payment that was cancelled at the provider can never succeed and is replaced by a
 * new one, as is a test payment from before a provider was configured. Throws PaymentElsewhere when the payment was
 * begun at another account.
 */
export async function readyPayment(
  dependencies: SettlingDependencies,
  key: OrderKey,
  purchase: Purchase,
): Promise<Ready> {
  const known = await dependencies.db.first(queries.payment(key));
  if (!known) return openPayment(dependencies, key, purchase);
  const provider = await providerOf(dependencies, known);
  if (!provider) throw new PaymentElsewhere(`The payment of order ${key.orderId} was begun at another account.`);
  if (provider.name !== dependencies.provider.name) return openPayment(dependencies, key, purchase, known.reference);
  const outcome = await provider.find(known.reference);
  if (outcome.status === "failed" && outcome.verdict === "cancelled")
    return openPayment(dependencies, key, purchase, known.reference);
  return outcome.status === "succeeded" || outcome.status === "unknown" ? { outcome } : { reference: known.reference };
}

/**
 * Opens a payment at the provider and records it before it can be charged; replaces the reference `spent`, if given.
 */
async function openPayment(
  { db, provider, mayChangeAccount, ...dependencies }: SettlingDependencies,
  key: OrderKey,
  purchase: Purchase,
  spent?: string,
): Promise<Ready> {
  const account = await provider.account();
  await requireMayBegin({ ...dependencies, db, provider, mayChangeAccount }, account);
  const reference = await provider.open(purchase);
  return db.transaction(async (tx) => {
    await recordAccount(tx, account, mayChangeAccount);
    const fresh = { ...key, ...purchase, ...account, reference, now: new Date() };
    const adding = spent === undefined ? queries.addPayment(fresh) : queries.replacePayment(fresh, spent);
    if (await tx.first(adding)) {
      tx.send(queries.addReference(fresh));
      return { reference };
    }
    // A concurrent request recorded another reference. Ours stays unconfirmed at the provider and is never charged.
    const kept = await tx.first(queries.payment(key));
    return { reference: kept?.reference ?? reference };
  });
}
