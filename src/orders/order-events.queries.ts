import { integer, orNull, row, text, timestamp } from "../platform/database/columns.ts";
import { reads } from "../platform/database/statement.ts";
import type { OrderKey } from "./order-key.ts";
import { StatusText } from "./states/change-status.queries.ts";

/** Selects the audit of an order, the oldest entry first. */
export function auditOf({ customerId, orderId }: OrderKey) {
  return reads(
    row({
      entry: integer,
      from_status: orNull(StatusText),
      to_status: StatusText,
      by_whom: text,
      note: text,
      created_at: timestamp,
    }),
  )`
  select entry, from_status, to_status, by_whom, note, created_at from order_audit
  where customer_id = ${customerId} and order_id = ${orderId} order by entry`;
}
