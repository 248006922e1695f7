import { totalsOf } from "./placement/totals.ts";
import type { Status } from "./states/states.ts";

export { auditRows, highestNumber, lineRows, orderRows, ownerRows } from "./bulk-load.queries.ts";

/** A historical order: what was bought, and when it reached each status, from pending on. */
export type HistoricalOrder = {
  readonly customer_id: number;
  readonly order_id: number;
  readonly currency: string;
  readonly shipping: {
    readonly shipping_id: number;
    readonly shipping_type: string;
    readonly shipping_cost_cents: number;
  };
  readonly tax: { readonly tax_id: number; readonly tax_type: string; readonly tax_basis_points: number };
  readonly ship_to: Readonly<Record<string, string>>;
  readonly lines: readonly {
    readonly product_id: number;
    readonly product_name: string;
    readonly attributes: string;
    readonly variant_key: string;
    readonly quantity: number;
    readonly unit_cost_cents: number;
  }[];
  readonly history: readonly {
    readonly status: Status;
    readonly at: Date;
    readonly by_whom: string;
    readonly note: string;
  }[];
};

/** Returns the rows that the order would have left, with totals exact to the cent. */
export function rowsOfHistorical({ shipping, tax, lines, history, ship_to, currency, ...key }: HistoricalOrder) {
  const { subtotalCents, shippingCents, taxCents, totalCents } = totalsOf(lines, {
    shippingCents: shipping.shipping_cost_cents,
    taxBasisPoints: tax.tax_basis_points,
  });
  const since = (status: Status): Date | null => history.find((step) => step.status === status)?.at ?? null;
  return {
    order: {
      ...key,
      status: history.at(-1)?.status ?? "pending",
      currency,
      subtotal_cents: subtotalCents,
      shipping_cents: shippingCents,
      tax_cents: taxCents,
      total_cents: totalCents,
      shipping_id: shipping.shipping_id,
      shipping_type: shipping.shipping_type,
      ...tax,
      ship_to,
      created_at: since("pending") ?? new Date(0),
      paid_at: since("paid"),
      shipped_at: since("shipped"),
    },
    lines: lines.map((line, index) => ({ ...key, ...line, line_number: index + 1, is_counted: false })),
    owner: key,
    audit: history.map(({ status, at, by_whom, note }, index) => ({
      ...key,
      entry: index + 1,
      from_status: history[index - 1]?.status ?? null,
      to_status: status,
      by_whom,
      note,
      created_at: at,
    })),
  };
}
