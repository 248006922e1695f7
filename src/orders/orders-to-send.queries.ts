import { json, listOf, timestamp, orNull, row, text, integer } from "../platform/database/columns.ts";
import { reads, sql } from "../platform/database/statement.ts";
import { Attention } from "./attention.ts";
import { DisputeStatus, ShipTo } from "./schemas.ts";
import type { OrderKey } from "./order-key.ts";

const waitingColumns = {
  order_id: integer,
  status: text,
  paid_at: orNull(timestamp),
  currency: text,
  amount_cents: integer,
  refunded_cents: integer,
  dispute_status: orNull(DisputeStatus),
  attention: listOf(Attention),
  shipping_type: text,
  ship_to: json(ShipTo),
  shipment_count: integer,
};
const waiting = sql`order_id, status, paid_at, currency, amount_cents, refunded_cents, dispute_status, attention, shipping_type, ship_to, shipment_count`;

/** Paid orders that were not sent, the oldest payment first. */
export function ordersToSend(limit: number) {
  return reads(row(waitingColumns))`
  select ${waiting}
  from customer_order where status = 'paid' order by paid_at, order_id limit ${limit}`;
}

export function orderForShop({ customerId, orderId }: OrderKey) {
  return reads(row(waitingColumns))`
  select ${waiting}
  from customer_order where customer_id = ${customerId} and order_id = ${orderId}`;
}

export function linesForShop({ customerId, orderId }: OrderKey) {
  return reads(
    row({
      line_number: integer,
      product_id: integer,
      product_name: text,
      attributes: text,
      quantity: integer,
      refunded_units: integer,
      shipped_units: integer,
    }),
  )`
  select line_number, product_id, product_name, attributes, quantity, refunded_units, shipped_units
  from order_line where customer_id = ${customerId} and order_id = ${orderId} order by line_number`;
}
