import type { Writer } from "../platform/database/database.ts";
import { centsOf } from "../platform/money.ts";
import { addTax } from "./tax.queries.ts";

export type SampleTax = { readonly type: string; readonly percentage: string };

/** Inserts the sample taxes into an empty shop; does not advance the ID sequence. */
export async function fillTax(tx: Writer, taxes: readonly SampleTax[]): Promise<void> {
  for (const [index, { type, percentage }] of taxes.entries())
    await tx.all(addTax({ taxId: index + 1, type, basisPoints: centsOf(percentage) ?? 0 }));
}
