import type { Database, Writer } from "../platform/database/database.ts";
import { refusal } from "../platform/refusal.ts";
import * as queries from "./buyer.queries.ts";

export type Buyer = Awaited<ReturnType<typeof buyerWithin>>;

/** Returns name and address, locked until the transaction ends; throws AUT_02 when the customer is erased. */
export async function buyerWithin(tx: Writer, customerId: number) {
  const found = await tx.first(queries.buyer(customerId));
  if (!found) throw refusal("AUT_02");
  return found;
}

/** Prevents erasure until the transaction ends; throws AUT_02 when already erased. Lock order: the first lock. */
export async function holdCustomer(tx: Writer, customerId: number): Promise<void> {
  if (!(await tx.first(queries.presence(customerId)))) throw refusal("AUT_02");
}

/** Returns the customer's email, whether it is verified, and the name for a mail; undefined when the customer is erased. */
export function mailboxOf(db: Database, customerId: number) {
  return db.first(queries.mailbox(customerId));
}
