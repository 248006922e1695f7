import { json, moment, orNull, row, text, whole } from "../../platform/database/columns.ts";
import { copies, reads } from "../../platform/database/statement.ts";
import { lineColumns } from "../placing/line-columns.ts";
import { ShipTo } from "../schemas.ts";

export const orderRows = copies(
  row({
    customer_id: whole,
    order_id: whole,
    status: text,
    currency: text,
    subtotal_cents: whole,
    shipping_cents: whole,
    tax_cents: whole,
    total_cents: whole,
    shipping_id: orNull(whole),
    shipping_type: text,
    tax_id: orNull(whole),
    tax_type: text,
    tax_basis_points: whole,
    ship_to: json(ShipTo),
    created_at: moment,
    paid_at: orNull(moment),
    shipped_at: orNull(moment),
  }),
)`customer_order`;

export const lineRows = copies(
  row({
    customer_id: whole,
    order_id: whole,
    ...lineColumns,
  }),
)`order_line`;

export const ownerRows = copies(row({ order_id: whole, customer_id: whole }))`order_owner`;

export const auditRows = copies(
  row({
    customer_id: whole,
    order_id: whole,
    entry: whole,
    from_status: orNull(text),
    to_status: text,
    by_whom: text,
    note: text,
    created_at: moment,
  }),
)`order_audit`;

/** The highest number that was given out or is there; 0 where there is none. */
export function highestNumber() {
  return reads(row({ order: whole }))`
  select greatest((select max(order_id) from order_owner), (select last_value from order_number where is_called), 0) as order`;
}
