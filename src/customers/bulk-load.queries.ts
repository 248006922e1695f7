import { timestamp, orNull, row, text, integer } from "../platform/database/columns.ts";
import { copies, reads } from "../platform/database/statement.ts";

export const customerRows = copies(
  row({
    customer_id: integer,
    name: text,
    email: text,
    password_hash: orNull(text),
    credit_card: orNull(text),
    address_1: orNull(text),
    city: orNull(text),
    region: orNull(text),
    postal_code: orNull(text),
    country: orNull(text),
    shipping_region_id: integer,
    day_phone: orNull(text),
    mob_phone: orNull(text),
    created_at: timestamp,
  }),
)`customer`;

export const customerEmailRows = copies(row({ email_key: text, customer_id: integer }))`customer_email`;

/** Returns the highest customer ID that was issued or exists; 0 if there is none. */
export function highestNumber() {
  return reads(row({ customer: integer }))`
  select greatest((select max(customer_id) from customer), (select last_value from customer_number where is_called), 0) as customer`;
}
