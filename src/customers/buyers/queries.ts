import { row, text, whole } from "../../platform/database/columns.ts";
import { reads, writes } from "../../platform/database/statement.ts";
import { customerRow } from "../accounts/customer-row.ts";
import { addressColumns } from "../accounts/queries.ts";

/** Who buys, and where to. The row is held until the order stands: nobody is forgotten halfway through buying. */
export const buyer = (customerId: number) => writes(
  row({ name: text, ...addressColumns, shipping_region_id: whole }),
  customerRow(customerId),
)`
  select name, address_1, address_2, city, region, postal_code, country, shipping_region_id from customer
  where customer_id = ${customerId} and erased_at is null
  for share`;

export const mailbox = (customerId: number) => reads(row({ name: text, email: text }))`
  select name, email from customer where customer_id = ${customerId} and erased_at is null`;
