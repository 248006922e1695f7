import { json, timestamp, orNull, row, text, integer } from "../platform/database/columns.ts";
import { copies, reads } from "../platform/database/statement.ts";
import { lineColumns } from "./placement/line-columns.ts";
import { ShipTo } from "./schemas.ts";

export const orderRows = copies(
  row({
    customer_id: integer,
    order_id: integer,
    status: text,
    currency: text,
    subtotal_cents: integer,
    shipping_cents: integer,
    tax_cents: integer,
    total_cents: integer,
    shipping_id: orNull(integer),
    shipping_type: text,
    tax_id: orNull(integer),
    tax_type: text,
    tax_basis_points: integer,
    ship_to: json(ShipTo),
    created_at: timestamp,
    paid_at: orNull(timestamp),
    shipped_at: orNull(timestamp),
  }),
)`customer_order`;

export const lineRows = copies(
  row({
    customer_id: integer,
    order_id: integer,
    ...lineColumns,
  }),
)`order_line`;

export const ownerRows = copies(row({ order_id: integer, customer_id: integer }))`order_owner`;

export const auditRows = copies(
  row({
    customer_id: integer,
    order_id: integer,
    entry: integer,
    from_status: orNull(text),
    to_status: text,
    by_whom: text,
    note: text,
    created_at: timestamp,
  }),
)`order_audit`;

/** Returns the highest order number that was drawn or is in use; 0 when there is none. */
export function highestNumber() {
  return reads(row({ order: integer }))`
  select greatest((select max(order_id) from order_owner), (select last_value from order_number where is_called), 0) as order`;
}
