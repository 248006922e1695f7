import type { Database, Writer } from "../../platform/database/database.ts";
import * as queries from "./queries.ts";

/** What an import set aside about a customer, for the customer's own copy of everything. */
export const exportRejects = (db: Database, customerId: number) => db.all(queries.rejectsOf(customerId));

/** Removes it, within the transaction that erases the person. */
export const forgetRejects = async (tx: Writer, customerId: number): Promise<void> =>
  void (await tx.all(queries.forgetRejectsOf(customerId)));
