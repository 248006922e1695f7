import type { Reader, Writer } from "../platform/database/database.ts";
import { emailKey } from "./accounts/email.ts";
import * as queries from "./import-customers.queries.ts";

/** A buyer for whom an order or a review was brought along: null where the person has been forgotten. */
export type ImportedBuyer = (queries.ImportedAddress & { readonly shipping_region_id: number }) | null;

/** Customers brought along under their numbers; of two with one address of mail, whatever its spelling, the first. */
export function importCustomers(
  tx: Writer,
  rows: readonly (queries.ImportedCustomer & { readonly n: number })[],
  now: Date,
) {
  return tx.all(
    queries.importCustomers(
      rows.map((row) => ({ ...row, email_key: emailKey(row.email) })),
      now,
    ),
  );
}

/** Who these customers are now, by their numbers. */
export async function buyersNow(
  reader: Reader,
  customerIds: readonly number[],
): Promise<ReadonlyMap<number, ImportedBuyer>> {
  const rows = await reader.all(queries.buyersNow(customerIds));
  return new Map(rows.map(({ customer_id, is_erased, ...buyer }) => [customer_id, is_erased ? null : buyer] as const));
}
