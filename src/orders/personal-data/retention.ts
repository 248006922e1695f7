/**
 * Retention of invoices. Tax law counts whole years: an invoice is kept for this many years after the end of the year
 * in which it was paid.
 */
export type Retention = { readonly invoiceRetentionYears: number };

/** Returns the moment from which the address of an order paid at `paidAt` need not be kept any more. */
export function keptUntil(paidAt: Date, { invoiceRetentionYears }: Retention): Date {
  return newYear(paidAt.getUTCFullYear() + invoiceRetentionYears + 1);
}

/** Returns the earliest moment of payment whose invoice is still kept. */
export function keptSince(now: Date, { invoiceRetentionYears }: Retention): Date {
  return newYear(now.getUTCFullYear() - invoiceRetentionYears);
}

export function dayOf(moment: Date): string {
  return moment.toISOString().slice(0, 10);
}

function newYear(year: number): Date {
  return new Date(Date.UTC(year, 0, 1));
}
