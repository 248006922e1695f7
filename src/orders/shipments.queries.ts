import type { Static } from "typebox";
import { integer, orNull, row, text, timestamp } from "../platform/database/columns.ts";
import { reads, writes } from "../platform/database/statement.ts";

const ShipmentRow = row({
  order_id: integer,
  shipment: integer,
  carrier: orNull(text),
  tracking_number: orNull(text),
  by_whom: text,
  shipped_at: timestamp,
  delivered_at: orNull(timestamp),
});
export type ShipmentRow = Static<typeof ShipmentRow>;

const ShipmentLineRow = row({ order_id: integer, shipment: integer, line_number: integer, quantity: integer });

/** Selects the parcels of a customer's orders, the first one first. */
export function shipmentsOf(customerId: number, orderIds: readonly number[]) {
  return reads(ShipmentRow)`
  select order_id, shipment, carrier, tracking_number, by_whom, shipped_at, delivered_at from shipment
  where customer_id = ${customerId} and order_id = any (${orderIds}::bigint[]) order by order_id, shipment`;
}

export function shipmentLinesOf(customerId: number, orderIds: readonly number[]) {
  return reads(ShipmentLineRow)`
  select order_id, shipment, line_number, quantity from shipment_line
  where customer_id = ${customerId} and order_id = any (${orderIds}::bigint[]) order by order_id, shipment, line_number`;
}

/** Erases the tracking numbers of a customer's parcels: carriers show the address to those who have the number. */
export function eraseTracking(customerId: number) {
  return writes(row({}))`
  update shipment set tracking_number = null where customer_id = ${customerId} and tracking_number is not null`;
}
