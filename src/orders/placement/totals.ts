/** Amounts of an order, in cents. */
export type Totals = {
  readonly subtotalCents: number;
  readonly shippingCents: number;
  readonly taxCents: number;
  readonly totalCents: number;
};

type Line = { readonly quantity: number; readonly unit_cost_cents: number };
type Terms = { readonly shippingCents: number; readonly taxBasisPoints: number };

const basisPointsOfAll = 10_000n;

/** Calculates an order's amounts. Tax is on lines and shipping together, rounded once. */
export function totalsOf(lines: readonly Line[], { shippingCents, taxBasisPoints }: Terms): Totals {
  const subtotalCents = lines.reduce((sum, { quantity, unit_cost_cents }) => sum + quantity * unit_cost_cents, 0);
  const taxCents = shareOf(subtotalCents + shippingCents, taxBasisPoints);
  return { subtotalCents, shippingCents, taxCents, totalCents: subtotalCents + shippingCents + taxCents };
}

/**
 * Returns a share of an amount in hundredths of a percent, half a cent rounded up. Calculates with integers that cannot
 * overflow.
 */
export function shareOf(cents: number, basisPoints: number): number {
  return Number((BigInt(cents) * BigInt(basisPoints) * 2n + basisPointsOfAll) / (basisPointsOfAll * 2n));
}
