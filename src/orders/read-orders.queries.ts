import { json, listOf, timestamp, orNull, row, text, integer } from "../platform/database/columns.ts";
import { reads, sql } from "../platform/database/statement.ts";
import { Attention } from "./attention.ts";
import { DisputeStatus, ShipTo } from "./schemas.ts";
import type { OrderKey } from "./order-key.ts";

const SummaryRow = row({
  order_id: integer,
  amount_cents: integer,
  subtotal_cents: integer,
  shipping_cents: integer,
  tax_cents: integer,
  refunded_cents: integer,
  dispute_status: orNull(DisputeStatus),
  currency: text,
  created_at: timestamp,
  shipped_at: orNull(timestamp),
  status: text,
  ship_to: json(ShipTo),
  shipping_type: text,
  tax_type: text,
  attention: listOf(Attention),
});
const summary = sql`order_id, amount_cents, subtotal_cents, shipping_cents, tax_cents, refunded_cents, dispute_status, currency, created_at, shipped_at, status,
    ship_to, shipping_type, tax_type, attention`;

/** Position at which a page of orders ended. */
export type After = { readonly createdAt: Date; readonly orderId: number };

/** Returns orders newest first; of orders with equal times, the higher number first. */
export function ordersOf(customerId: number, limit: number, after: After) {
  return reads(SummaryRow)`
  select ${summary} from customer_order
  where customer_id = ${customerId} and (created_at, order_id) < (${after.createdAt}, ${after.orderId})
  order by created_at desc, order_id desc limit ${limit}`;
}

export function order({ customerId, orderId }: OrderKey) {
  return reads(SummaryRow)`
  select ${summary} from customer_order where customer_id = ${customerId} and order_id = ${orderId}`;
}

export function linesOf({ customerId, orderId }: OrderKey) {
  return reads(
    row({
      order_id: integer,
      line_number: integer,
      product_id: integer,
      attributes: text,
      product_name: text,
      quantity: integer,
      unit_cost_cents: integer,
    }),
  )`
  select order_id, line_number, product_id, attributes, product_name, quantity, unit_cost_cents from order_line
  where customer_id = ${customerId} and order_id = ${orderId} order by line_number`;
}
