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

/** Where a customer reads mail; undefined when the customer is gone. */
export const mailboxOf = (db: Database, customerId: number) => db.first(queries.mailbox(customerId));
