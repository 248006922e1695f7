/** Taxes ask for invoices by whole years: what was paid in one is kept for so many years after its end. */
export type Retention = { readonly invoiceRetentionYears: number };

/** Since when the address of an order paid at that moment need not be kept any more. */
export function keptUntil(paidAt: Date, { invoiceRetentionYears }: Retention): Date {
  return newYear(paidAt.getUTCFullYear() + invoiceRetentionYears + 1);
}

/** What was paid before this is kept no longer. */
export function keptSince(now: Date, { invoiceRetentionYears }: Retention): Date {
  return newYear(now.getUTCFullYear() - invoiceRetentionYears);
}

export function dayOf(moment: Date): string {
  return moment.toISOString().slice(0, 10);
}

function newYear(year: number): Date {
  return new Date(Date.UTC(year, 0, 1));
}
