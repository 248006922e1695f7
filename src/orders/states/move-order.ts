import type { Database, Writer } from "../../platform/database/database.ts";
import type { OrderKey } from "../order-key.ts";
import { moveLocked, requireLocked, requireNoMoneyOnItsWay, type Mover } from "./change-status.ts";
import { deliverWithin } from "./deliver-order.ts";
import { shipWithin } from "./ship-order.ts";
import type { Target } from "./states.ts";

type Moving = Mover & { readonly isRestocking?: boolean };

/**
 * Locks an order and moves it to another status, in a transaction of its own: to `shipped` with all units that are left
 * to send, to `delivered` with all its parcels.
 */
export function moveOrder(db: Database, key: OrderKey, to: Target, mover: Moving): Promise<void> {
  return db.transaction((tx) => moveOrderWithin(tx, key, to, mover));
}

/** Does what `moveOrder` does, within the given transaction. */
export async function moveOrderWithin(tx: Writer, key: OrderKey, to: Target, mover: Moving): Promise<void> {
  if (to === "shipped") return void (await shipWithin(tx, key, {}, mover));
  if (to === "delivered") return deliverWithin(tx, key, {}, mover);
  const order = await requireLocked(tx, key);
  requireNoMoneyOnItsWay(order);
  await moveLocked(tx, key, order, { ...mover, to });
}
