import type { Database } from "../platform/database/database.ts";
import type { OrderKey } from "./order-key.ts";
import { findOrder } from "./read-orders.ts";
import { linesOf } from "./read-orders.queries.ts";
import { shipmentsOf } from "./shipments.ts";

/**
 * Returns the parcels of a customer's order, the first one first; none for an order that was not sent, or sent before
 * parcels were recorded. Throws ORD_01 when there is no such order.
 */
export async function listShipments(db: Database, key: OrderKey) {
  const [shipments, ordered] = await Promise.all([shipmentsOf(db, key), db.all(linesOf(key))]);
  if (shipments.length === 0) await findOrder(db, key);
  return shipments.map(({ shipment, carrier, tracking_number, shipped_at, delivered_at, lines }) => ({
    shipment,
    carrier,
    tracking_number,
    shipped_on: shipped_at.toISOString(),
    delivered_on: delivered_at?.toISOString() ?? null,
    lines: ordered.flatMap(({ line_number, product_id, product_name, attributes }) =>
      lines
        .filter((sent) => sent.line_number === line_number)
        .map(({ quantity }) => ({ product_id, product_name, attributes, quantity })),
    ),
  }));
}
