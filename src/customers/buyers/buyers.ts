import type { Database, Writer } from "../../platform/database/database.ts";
import { refusal } from "../../platform/refusal.ts";
import * as queries from "./queries.ts";

export type Buyer = Awaited<ReturnType<typeof buyerWithin>>;

/** Who buys and where to, unchanged until the transaction ends; refuses when the customer is gone. */
export const buyerWithin = async (tx: Writer, customerId: number) => {
  const found = await tx.first(queries.buyer(customerId));
  if (!found) throw refusal("AUT_02");
  return found;
};

/** Keeps a customer from being erased until the transaction ends; refuses when the customer is gone. To be the first lock. */
export const holdCustomer = async (tx: Writer, customerId: number): Promise<void> => {
  if (!(await tx.first(queries.presence(customerId)))) throw refusal("AUT_02");
};

/** Where a customer reads mail; undefined when the customer is gone. */
export const mailboxOf = (db: Database, customerId: number) => db.first(queries.mailbox(customerId));
