import { row, text, integer } from "../platform/database/columns.ts";
import { reads, writes } from "../platform/database/statement.ts";
import type { OrderKey } from "./order-key.ts";

export type Place = Readonly<
  Record<"address_1" | "address_2" | "city" | "region" | "postal_code" | "country", string | null>
>;

/** Returns the region of an order's shipping method; no row when an imported order has none on record. */
export function regionOfWay({ customerId, orderId }: OrderKey) {
  return reads(row({ shipping_region_id: integer, shipping_region: text }))`
  select shipping_region_id, shipping_region
  from customer_order join shipping using (shipping_id) join shipping_region using (shipping_region_id)
  where customer_id = ${customerId} and order_id = ${orderId}`;
}

/**
 * Replaces the whole address, keeps the recipient's name, and clears `attention`. Returns no row when the order had
 * this address already and lacked nothing.
 */
export function changeShipTo({ customerId, orderId }: OrderKey, place: Place) {
  return writes(row({ order_id: integer }))`
  update customer_order set ship_to = ship_to || ${JSON.stringify(place)}::jsonb, attention = '{}'
  where customer_id = ${customerId} and order_id = ${orderId}
    and (attention <> '{}' or ship_to is distinct from ship_to || ${JSON.stringify(place)}::jsonb)
  returning order_id`;
}
