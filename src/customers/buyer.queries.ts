import { row, text, boolean, integer } from "../platform/database/columns.ts";
import { reads, writes } from "../platform/database/statement.ts";
import { customerRow } from "./customer-row.ts";
import { addressColumns, mailedName } from "./accounts/accounts.queries.ts";

/**
 * Who buys, and where to. The row is held until the order stands: nobody is forgotten halfway through buying, and a
 * customer's orders are placed one after the other, so that what is pending of theirs can be counted.
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

/** Somebody who is there, and is not erased until the transaction ends. An erasure that has begun is waited for. */
export function presence(customerId: number) {
  return writes(row({ customer_id: integer }), customerRow(customerId))`
  select customer_id from customer where customer_id = ${customerId} and erased_at is null for share`;
}

/** Without a name until the address is proven: whoever reads mail there may be a stranger to who chose the name. */
export function mailbox(customerId: number) {
  return reads(row({ name: text, email: text }))`
  select ${mailedName}, email from customer where customer_id = ${customerId} and erased_at is null`;
}
