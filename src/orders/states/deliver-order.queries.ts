import { integer, row } from "../../platform/database/columns.ts";
import { reads, writes } from "../../platform/database/statement.ts";
import type { OrderKey } from "../order-key.ts";

/** Records that parcels of an order arrived: the one with this number, or all; returns those that had not before. */
export function deliverShipments({ customerId, orderId }: OrderKey, shipment: number | null, now: Date) {
  return writes(row({ shipment: integer }))`
  update shipment set delivered_at = ${now}
  where customer_id = ${customerId} and order_id = ${orderId} and delivered_at is null and (${shipment}::integer is null or shipment = ${shipment}::integer)
  returning shipment`;
}

/** Selects the parcels of an order that have not arrived. */
export function undelivered({ customerId, orderId }: OrderKey) {
  return reads(row({ shipment: integer }))`
  select shipment from shipment
  where customer_id = ${customerId} and order_id = ${orderId} and delivered_at is null order by shipment`;
}
