import type { Reader, Writer } from "../platform/database/database.ts";
import { emailKey } from "./accounts/email.ts";
import * as queries from "./import-customers.queries.ts";

/** Customer of an imported order or review; null when the customer has been erased. */
export type ImportedBuyer = (queries.ImportedAddress & { readonly shipping_region_id: number }) | null;

/** Imports customers with their IDs. Of two with the same email key (spelling ignored), only the first is inserted. */
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

/** Returns the current name and address of these customers, by ID. */
export async function buyersNow(
  reader: Reader,
  customerIds: readonly number[],
): Promise<ReadonlyMap<number, ImportedBuyer>> {
  const rows = await reader.all(queries.buyersNow(customerIds));
  return new Map(rows.map(({ customer_id, is_erased, ...buyer }) => [customer_id, is_erased ? null : buyer] as const));
}

/** Returns which of these customers were imported: their numbers are those of the source shop. */
export async function importedAmong(reader: Reader, customerIds: readonly number[]): Promise<ReadonlySet<number>> {
  if (customerIds.length === 0) return new Set();
  const rows = await reader.all(queries.importedAmong(customerIds));
  return new Set(rows.map(({ customer_id }) => customer_id));
}

/** Returns a page of the imported customers who have been erased since, by their numbers, after the given one. */
export async function erasedImports(reader: Reader, limit: number, after?: number): Promise<number[]> {
  const rows = await reader.all(queries.erasedImports(limit, after));
  return rows.map(({ customer_id }) => customer_id);
}
