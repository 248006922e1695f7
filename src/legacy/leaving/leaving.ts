import type { Database, Reader, Writer } from "../../platform/database/database.ts";
import { pagesOf } from "../../platform/database/pages.ts";
import * as queries from "./queries.ts";

/** What an import set aside about a customer, for the customer's own copy of everything. */
export async function* exportRejects(db: Database, customerId: number) {
  const pages = pagesOf<queries.RejectOfCustomer>(exportPage, (limit, after) =>
    db.all(queries.rejectsOf(customerId, limit, after)),
  );
  for await (const rejects of pages) yield* rejects.map(({ source_key: _, ...reject }) => reject);
}
/** Rows that are read at once for an export. */
const exportPage = 100;

/** Removes what an import has noted once more about persons who were forgotten before it. */
export const forgetErased = async (tx: Writer): Promise<void> => {
  await tx.all(queries.forgetRejectsOfErased());
  await tx.all(queries.forgetTakenOfErased());
};

/** Removes it, and what the import knew the customer by, within the transaction that erases the person. */
export const forgetImported = async (tx: Writer, customerId: number): Promise<void> => {
  await tx.all(queries.forgetRejectsOf(customerId));
  await tx.all(queries.forgetTaken(customerId));
};

const signs = "[:alnum:]._%+-";

/** An address of mail as it stands in a text, and not as the end or the beginning of a longer one. */
const naming = (emailKey: string): string => {
  const literal = emailKey.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
  return String.raw`(^|[^${signs}])${literal}($|[^[:alnum:].-]|\.($|[^[:alnum:]]))`;
};

const soughtBy = (emailKey: string): queries.Sought => ({ emailKey, pattern: naming(emailKey) });

/** Which rows an import kept of whoever has an address of mail, account or not. */
export const findRejectedRows = (reader: Reader, emailKey: string) =>
  reader.all(queries.rejectedRowsOf(soughtBy(emailKey)));

export const eraseRejectedRows = (tx: Writer, emailKey: string) =>
  tx.all(queries.eraseRejectedRows(soughtBy(emailKey)));
