import type { Database } from "../platform/database/database.ts";
import type { OrderKey } from "./order-key.ts";
import * as queries from "./shipments.queries.ts";

/** A parcel of an order, numbered from 1 on, with the units of the order's lines that are in it. */
export type Shipment = queries.ShipmentRow & {
  readonly lines: readonly { readonly line_number: number; readonly quantity: number }[];
};

/**
 * Returns the parcels of an order, the first one first. Orders that were sent before parcels were recorded, or in an
 * older shop, have none.
 */
export function shipmentsOf(db: Database, { customerId, orderId }: OrderKey): Promise<Shipment[]> {
  return shipmentsOfOrders(db, customerId, [orderId]);
}

/** Returns the parcels of several orders of a customer, by order. */
export async function shipmentsOfOrders(
  db: Database,
  customerId: number,
  orderIds: readonly number[],
): Promise<Shipment[]> {
  const [shipments, lines] = await Promise.all([
    db.all(queries.shipmentsOf(customerId, orderIds)),
    db.all(queries.shipmentLinesOf(customerId, orderIds)),
  ]);
  return shipments.map((one) => ({
    ...one,
    lines: lines
      .filter(({ order_id, shipment }) => order_id === one.order_id && shipment === one.shipment)
      .map(({ line_number, quantity }) => ({ line_number, quantity })),
  }));
}
