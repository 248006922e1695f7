import type { Database, Reader, Writer } from "../platform/database/database.ts";
import { pagesOf } from "../platform/database/pages.ts";
import * as queries from "./personal-data.queries.ts";

/** Rows that are read at once for an export. */
const exportPage = 100;

const signs = "[:alnum:]._%+-";

/** What an import set aside about a customer, for the customer's own copy of everything. */
export async function* exportRejects(db: Database, customerId: number) {
  const pages = pagesOf<queries.RejectOfCustomer>(exportPage, (limit, after) =>
    db.all(queries.rejectsOf(customerId, limit, after)),
  );
  for await (const rejects of pages) yield* rejects.map(({ source_key: _, ...reject }) => reject);
}

/** Removes what an import has noted once more about persons who were forgotten before it. */
export async function forgetErased(tx: Writer): Promise<void> {
  await tx.all(queries.forgetRejectsOfErased());
  await tx.all(queries.forgetTakenOfErased());
}

/** Removes it, and what the import knew the customer by, within the transaction that erases the person. */
export async function eraseImported(tx: Writer, customerId: number): Promise<void> {
  await tx.all(queries.forgetRejectsOf(customerId));
  await tx.all(queries.forgetTaken(customerId));
}

/** Which rows an import kept of whoever has an address of mail, account or not. */
export function findRejectedRows(reader: Reader, emailKey: string) {
  return reader.all(queries.rejectedRowsOf(soughtBy(emailKey)));
}

export function eraseRejectedRows(tx: Writer, emailKey: string) {
  return tx.all(queries.eraseRejectedRows(soughtBy(emailKey)));
}

function soughtBy(emailKey: string): queries.Sought {
  return { emailKey, pattern: naming(emailKey) };
}

/** An address of mail as it stands in a text, and not as the end or the beginning of a longer one. */
function naming(emailKey: string): string {
  const literal = emailKey.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
  return String.raw`(^|[^${signs}])${literal}($|[^[:alnum:].-]|\.($|[^[:alnum:]]))`;
}
