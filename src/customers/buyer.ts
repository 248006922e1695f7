import type { Database, Writer } from "../platform/database/database.ts";
import { refusal } from "../platform/refusal.ts";
import * as queries from "./buyer.queries.ts";

export type Buyer = Awaited<ReturnType<typeof buyerWithin>>;

/** Who buys and where to, unchanged until the transaction ends; refuses when the customer is gone. */
export async function buyerWithin(tx: Writer, customerId: number) {
  const found = await tx.first(queries.buyer(customerId));
  if (!found) throw refusal("AUT_02");
  return found;
}

/** Keeps a customer from being erased until the transaction ends; refuses when the customer is gone. To be the first lock. */
export async function holdCustomer(tx: Writer, customerId: number): Promise<void> {
  if (!(await tx.first(queries.presence(customerId)))) throw refusal("AUT_02");
}

/** Where a customer reads mail; undefined when the customer is gone. */
export function mailboxOf(db: Database, customerId: number) {
  return db.first(queries.mailbox(customerId));
}
