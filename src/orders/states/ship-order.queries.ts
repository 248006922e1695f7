import { integer, row } from "../../platform/database/columns.ts";
import { reads, writes } from "../../platform/database/statement.ts";
import type { OrderKey } from "../order-key.ts";
import type { LineUnits } from "./change-status.queries.ts";

export type NewShipment = OrderKey & {
  readonly shipment: number;
  readonly carrier: string | null;
  readonly trackingNumber: string | null;
  readonly byWhom: string;
  readonly now: Date;
};

/** Selects the units of an order's lines that were neither sent nor refunded. */
export function unitsToSend({ customerId, orderId }: OrderKey) {
  return reads(row({ line_number: integer, quantity: integer }))`
  select line_number, quantity - shipped_units - refunded_units as quantity from order_line
  where customer_id = ${customerId} and order_id = ${orderId} and shipped_units + refunded_units < quantity order by line_number`;
}

/** Selects the units of an order's lines that were refunded, or are about to be, and were not sent. */
export function refundedUnsent({ customerId, orderId }: OrderKey) {
  return reads(row({ line_number: integer, quantity: integer }))`
  select line_number, least(refunded_units, quantity - shipped_units) as quantity from order_line
  where customer_id = ${customerId} and order_id = ${orderId} and refunded_units > 0 and shipped_units < quantity order by line_number`;
}

/** Adds a parcel of an order that this transaction has locked. */
export function addShipment({ customerId, orderId, shipment, carrier, trackingNumber, byWhom, now }: NewShipment) {
  return writes(row({ shipment: integer }))`
  insert into shipment (customer_id, order_id, shipment, carrier, tracking_number, by_whom, shipped_at)
  values (${customerId}, ${orderId}, ${shipment}, ${carrier}, ${trackingNumber}, ${byWhom}, ${now})
  returning shipment`;
}

export function addShipmentLine({ customerId, orderId }: OrderKey, shipment: number, line: LineUnits) {
  return writes(row({}))`
  insert into shipment_line (customer_id, order_id, shipment, line_number, quantity)
  values (${customerId}, ${orderId}, ${shipment}, ${line.line_number}, ${line.quantity})`;
}

/** Counts the parcels of an order. A cancelled or refunded order has none: `customer_order_shipments_check`. */
export function countShipment({ customerId, orderId }: OrderKey) {
  return writes(row({}))`
  update customer_order set shipment_count = shipment_count + 1
  where customer_id = ${customerId} and order_id = ${orderId}`;
}

/**
 * Adds to the units of each line that were sent; returns the lines of which so many were left. More than were bought
 * violates `order_line_shipped_check`.
 */
export function addShipped({ customerId, orderId }: OrderKey, lines: readonly LineUnits[]) {
  return writes(row({ line_number: integer }))`
  update order_line set shipped_units = shipped_units + units
  from unnest(${lines.map(({ line_number }) => line_number)}::integer[], ${lines.map(({ quantity }) => quantity)}::integer[]) as sent (number, units)
  where customer_id = ${customerId} and order_id = ${orderId} and line_number = number and shipped_units + refunded_units + units <= quantity
  returning line_number`;
}
