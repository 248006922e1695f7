import type { OrderKey } from "../../orders/index.ts";
import { providerOf, recordAccount, requireMayBegin } from "../account.ts";
import { PaymentElsewhere, type Outcome, type Purchase } from "../providers/provider.ts";
import * as queries from "../payments.queries.ts";
import type { SettlingDependencies } from "../settlement.ts";

/** The reference under which the money may be asked for; or what has come of the payment already. */
export type Ready = { readonly reference: string } | { readonly outcome: Outcome };

/**
 * The provider's number for the order's payment. One that was opened before is asked for first: it may have succeeded, and
 * one that was cancelled at the provider never will, so another may take its place. So it is with a test payment where a
 * provider has been set up since. A payment that was begun at another account is left alone.
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

/** Opens a payment at the provider and writes it down before it can be charged, instead of one that is spent. */
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
    // One that nobody confirms stays behind at the provider and charges nobody.
    const kept = await tx.first(queries.payment(key));
    return { reference: kept?.reference ?? reference };
  });
}
