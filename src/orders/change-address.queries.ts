import { row, text, integer } from "../platform/database/columns.ts";
import { reads, writes } from "../platform/database/statement.ts";
import type { OrderKey } from "./order-key.ts";

export type Place = Readonly<
  Record<"address_1" | "address_2" | "city" | "region" | "postal_code" | "country", string | null>
>;

/** Where an order's way leads; no row where an import found none on record. */
export function regionOfWay({ customerId, orderId }: OrderKey) {
  return reads(row({ shipping_region_id: integer, shipping_region: text }))`
  select shipping_region_id, shipping_region
  from customer_order join shipping using (shipping_id) join shipping_region using (shipping_region_id)
  where customer_id = ${customerId} and order_id = ${orderId}`;
}

/**
 * Puts the whole address in the place of what there is; whom the order is for stays. Nothing is lacking then. No row: it was
 * this address already, and nothing was lacking.
 */
export function changeShipTo({ customerId, orderId }: OrderKey, place: Place) {
  return writes(row({ order_id: integer }))`
  update customer_order set ship_to = ship_to || ${JSON.stringify(place)}::jsonb, attention = '{}'
  where customer_id = ${customerId} and order_id = ${orderId}
    and (attention <> '{}' or ship_to is distinct from ship_to || ${JSON.stringify(place)}::jsonb)
  returning order_id`;
}
