import { row, text, boolean, integer } from "../platform/database/columns.ts";
import { reads, writes } from "../platform/database/statement.ts";
import { customerRow } from "./customer-row.ts";
import { addressColumns, mailedName } from "./accounts/accounts.queries.ts";

/**
 * Locks the customer's row (FOR NO KEY UPDATE) and returns name and address. Until the order is committed the customer
 * is not erased, and their orders are placed one after the other, so that the pending ones can be counted.
 */
export function buyer(customerId: number) {
  return writes(
    row({ name: text, ...addressColumns, shipping_region_id: integer, is_proven: boolean }),
    customerRow(customerId),
  )`
  select name, address_1, address_2, city, region, postal_code, country, shipping_region_id,
    email_verified_at is not null as is_proven
  from customer
  where customer_id = ${customerId} and erased_at is null
  for no key update`;
}

/** Locks the customer's row (FOR SHARE): an erasure waits for this transaction, and this waits for one in progress. */
export function presence(customerId: number) {
  return writes(row({ customer_id: integer }), customerRow(customerId))`
  select customer_id from customer where customer_id = ${customerId} and erased_at is null for share`;
}

/** Returns an empty name until the email is verified: its reader may not be the person who chose the name. */
export function mailbox(customerId: number) {
  return reads(row({ name: text, email: text, is_proven: boolean }))`
  select ${mailedName}, email, email_verified_at is not null as is_proven from customer where customer_id = ${customerId} and erased_at is null`;
}
