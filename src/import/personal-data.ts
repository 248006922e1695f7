import type { Database, Reader, Writer } from "../platform/database/database.ts";
import { pagesOf } from "../platform/database/pages.ts";
import * as queries from "./personal-data.queries.ts";

/** Number of rows per page of an export. */
const exportPage = 100;

const signs = "[:alnum:]._%+-";

/** Yields a customer's rejected rows for the personal data export. */
export async function* exportRejects(db: Database, customerId: number) {
  const pages = pagesOf<queries.RejectOfCustomer>(exportPage, (limit, after) =>
    db.all(queries.rejectsOf(customerId, limit, after)),
  );
  for await (const rejects of pages) yield* rejects.map(({ source_key: _, ...reject }) => reject);
}

/** Deletes what this import has recorded again about customers who were erased before it. */
export async function forgetErased(tx: Writer): Promise<void> {
  await tx.all(queries.forgetRejectsOfErased());
  await tx.all(queries.forgetImportedOfErased());
}

/** Deletes a customer's rejected rows and fingerprint, within the transaction that erases the customer. */
export async function eraseImported(tx: Writer, customerId: number): Promise<void> {
  await tx.all(queries.forgetRejectsOf(customerId));
  await tx.all(queries.forgetTaken(customerId));
}

/** Returns the rejected rows of the person with an e-mail address, with or without an account. */
export function findRejectedRows(reader: Reader, emailKey: string) {
  return reader.all(queries.rejectedRowsOf(soughtBy(emailKey)));
}

export function eraseRejectedRows(tx: Writer, emailKey: string) {
  return tx.all(queries.eraseRejectedRows(soughtBy(emailKey)));
}

function soughtBy(emailKey: string): queries.Sought {
  return { emailKey, pattern: naming(emailKey) };
}

/** Returns a pattern for an e-mail address in a text, but not as the beginning or end of a longer one. */
function naming(emailKey: string): string {
  const literal = emailKey.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
  return String.raw`(^|[^${signs}])${literal}($|[^[:alnum:].-]|\.($|[^[:alnum:]]))`;
}
