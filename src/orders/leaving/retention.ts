/** Taxes ask for invoices by whole years: what was paid in one is kept for so many years after its end. */
export type Retention = { readonly invoiceRetentionYears: number };

const newYear = (year: number): Date => new Date(Date.UTC(year, 0, 1));

/** Since when the address of an order paid at that moment need not be kept any more. */
export const keptUntil = (paidAt: Date, { invoiceRetentionYears }: Retention): Date =>
  newYear(paidAt.getUTCFullYear() + invoiceRetentionYears + 1);

/** What was paid before this is kept no longer. */
export const keptSince = (now: Date, { invoiceRetentionYears }: Retention): Date =>
  newYear(now.getUTCFullYear() - invoiceRetentionYears);

export const dayOf = (moment: Date): string => moment.toISOString().slice(0, 10);
