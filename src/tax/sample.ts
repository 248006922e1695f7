import type { Writer } from "../platform/database/database.ts";
import { centsOf } from "../platform/money.ts";
import { addTax, continueNumbering } from "./queries.ts";

export type SampleTax = { readonly type: string; readonly percentage: string };

/** Fills an empty shop's kinds of tax. */
export const fillTax = async (tx: Writer, taxes: readonly SampleTax[]): Promise<void> => {
  for (const [index, { type, percentage }] of taxes.entries())
    await tx.all(addTax({ taxId: index + 1, type, basisPoints: centsOf(percentage) ?? 0 }));
  await tx.all(continueNumbering(0));
};
