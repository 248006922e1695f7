import { erasedImports, importedAmong } from "../customers/index.ts";
import { importedOrdersOf } from "../orders/index.ts";
import type { Database, Reader, Writer } from "../platform/database/database.ts";
import { pagesOf } from "../platform/database/pages.ts";
import * as queries from "./personal-data.queries.ts";

/** Number of rows per page of an export. */
const exportPage = 100;

const signs = "[:alnum:]._%+-";

/** Number of erased customers read at a time. */
const erasedPage = 1000;

/**
 * Yields a customer's rejected rows for the personal data export. Customers who were not imported have none: their
 * numbers are not those of the source shop.
 */
export async function* exportRejects(db: Database, customerId: number) {
  if (!(await importedAmong(db, [customerId])).has(customerId)) return;
  const pages = pagesOf<queries.RejectOfCustomer>(exportPage, (limit, after) =>
    db.all(queries.rejectsOf(customerId, limit, after)),
  );
  for await (const rejects of pages) yield* rejects.map(({ source_key: _, ...reject }) => reject);
}

/** Deletes what this import has recorded again about customers who were erased before it. */
export async function forgetErased(tx: Writer): Promise<void> {
  const pages = pagesOf<number>(erasedPage, (limit, after) => erasedImports(tx, limit, after));
  for await (const customerIds of pages) for (const customerId of customerIds) await eraseRowsOf(tx, customerId);
}

/** Deletes a customer's rejected rows and fingerprint, within the transaction that erases the customer. */
export async function eraseImported(tx: Writer, customerId: number): Promise<void> {
  const isImported = (await importedAmong(tx, [customerId])).has(customerId);
  if (isImported) await eraseRowsOf(tx, customerId);
  else await tx.all(queries.deleteFingerprint(customerId));
}

/** Returns the rejected rows of the person with an e-mail address, with or without an account. */
export async function findRejectedRows(reader: Reader, emailKey: string) {
  return reader.all(queries.rejectedRowsOf(await soughtBy(reader, emailKey)));
}

export async function eraseRejectedRows(tx: Writer, emailKey: string) {
  return tx.all(queries.eraseRejectedRows(await soughtBy(tx, emailKey)));
}

/** Deletes the rejected rows and the fingerprint of an imported customer, whom the source may still contain. */
async function eraseRowsOf(tx: Writer, customerId: number): Promise<void> {
  const orders = await tx.all(importedOrdersOf(customerId));
  await tx.all(
    queries.deleteRejectsOf(
      customerId,
      orders.map(({ order_id }) => String(order_id)),
    ),
  );
  await tx.all(queries.deleteFingerprint(customerId));
}

async function soughtBy(reader: Reader, emailKey: string) {
  const sought: queries.Sought = { emailKey, pattern: naming(emailKey) };
  const numbers = (await reader.all(queries.numbersOf(sought))).map(({ customer_id }) => Number(customer_id));
  const imported = await importedAmong(
    reader,
    numbers.filter((number) => Number.isSafeInteger(number)),
  );
  return { ...sought, imported: [...imported].map(String) };
}

/** Returns a pattern for an e-mail address in a text, but not as the beginning or end of a longer one. */
function naming(emailKey: string): string {
  const literal = emailKey.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
  return String.raw`(^|[^${signs}])${literal}($|[^[:alnum:].-]|\.($|[^[:alnum:]]))`;
}
