import type { ProviderRefund } from "../providers/provider.ts";
import * as queries from "./reconcile.queries.ts";
import type { Recording } from "./recording.ts";

/**
 * Assigns the provider's references to succeeded refunds that were recorded without one. Matches each with one refund
 * of the same amount at the provider, and each of those once. Deletes refunds without a match: such a row represents
 * several refunds, or one of another amount.
 */
export async function numberRefunds(recording: Recording, found: readonly ProviderRefund[]): Promise<void> {
  const { tx, key } = recording;
  const known = await tx.all(queries.refundsOf(key));
  const numberless = known.filter(({ reference, status }) => reference === null && status === "succeeded");
  if (numberless.length === 0) return;
  const unknown = found.filter((one) => !known.some(({ reference }) => reference === one.reference)).toSorted(inOrder);
  for (const { refund, amount_cents } of numberless) {
    const same = unknown.filter(
      ({ amountCents, number }) => amountCents === amount_cents && [null, refund].includes(number),
    );
    const its = same.find(({ number }) => number === refund) ?? same[0];
    if (!its) continue;
    unknown.splice(unknown.indexOf(its), 1);
    tx.send(queries.numberRefund(key, { refund, reference: its.reference }));
  }
  tx.send(queries.forgetNumberless(key));
}

/** Sorts succeeded refunds first, then the oldest first. */
function inOrder(one: ProviderRefund, other: ProviderRefund): number {
  return (
    Number(other.status === "succeeded") - Number(one.status === "succeeded") ||
    one.createdAt.getTime() - other.createdAt.getTime() ||
    (one.reference < other.reference ? -1 : 1)
  );
}
