import type { Database, Writer } from "../../platform/database/database.ts";
import { refusal } from "../../platform/refusal.ts";
import type { OrderKey } from "../order-key.ts";
import { moveLocked, requireLocked, requireNoMoneyOnItsWay, type Mover } from "./change-status.ts";
import { addAudit } from "./change-status.queries.ts";
import * as queries from "./deliver-order.queries.ts";
import { requireMayMove } from "./states.ts";

/** What arrived: the parcel with this number among the order's, from 1 on; without one, the whole order. */
export type Delivery = { readonly shipment?: number };

/**
 * Records that an order or one of its parcels arrived. The order becomes delivered with the last parcel of all its
 * units. Throws COM_02 (409) when that is not on its way; ORD_01 when there is no such order.
 */
export function deliverOrder(db: Database, key: OrderKey, delivery: Delivery, mover: Mover): Promise<void> {
  return db.transaction((tx) => deliverWithin(tx, key, delivery, mover));
}

/** Does what `deliverOrder` does, within the given transaction. */
export async function deliverWithin(tx: Writer, key: OrderKey, { shipment }: Delivery, mover: Mover): Promise<void> {
  const order = await requireLocked(tx, key);
  requireNoMoneyOnItsWay(order);
  const { byWhom, now, note = "" } = mover;
  if (shipment === undefined) {
    requireMayMove(order, "delivered");
    tx.send(queries.deliverShipments(key, null, now));
    return moveLocked(tx, key, order, { ...mover, to: "delivered" });
  }
  const arrived = await tx.all(queries.deliverShipments(key, shipment, now));
  if (arrived.length === 0) throw notOnItsWay(shipment);
  const rest = await tx.all(queries.undelivered(key));
  if (order.status === "shipped" && rest.length === 0) return moveLocked(tx, key, order, { ...mover, to: "delivered" });
  const said = `Parcel ${shipment} arrived`;
  const entry = { byWhom, note: note === "" ? said : `${said}; ${note}`, now };
  tx.send(addAudit({ ...key, from: order.status, to: order.status, ...entry }));
}

function notOnItsWay(shipment: number) {
  return refusal("COM_02", "shipment", {
    status: 409,
    message: `Invalid Data: the order has no parcel ${shipment} that is on its way`,
  });
}
