import type { Database, Writer } from "../../platform/database/database.ts";
import { refusal } from "../../platform/refusal.ts";
import { requireSendable, unsent } from "../attention.ts";
import { mailNews } from "../letters/send-news.ts";
import type { OrderKey } from "../order-key.ts";
import { moveLocked, requireLocked, requireNoMoneyOnItsWay, type LockedOrder, type Mover } from "./change-status.ts";
import { addAudit, type LineUnits } from "./change-status.queries.ts";
import { requireUndisputed } from "./require-undisputed.ts";
import * as queries from "./ship-order.queries.ts";
import { requireMayMove } from "./states.ts";

/**
 * A parcel of an order: all units that are left to send, unless `lines` names some. Carrier and tracking number have 1
 * to 100 characters.
 */
export type Parcel = {
  /** Line numbers of the order, from 1 on; without a quantity, all units of the line that are left. */
  readonly lines?: readonly { readonly lineNumber: number; readonly quantity?: number }[];
  readonly carrier?: string;
  readonly trackingNumber?: string;
};

/** A parcel that was sent: its number among the order's, its units, and those that are left to send. */
export type Shipped = {
  readonly shipment: number;
  readonly lines: readonly LineUnits[];
  readonly rest: readonly LineUnits[];
};

/**
 * Sends an order, or a part of it, and mails its buyer. The order becomes shipped with the last of its units. Throws
 * COM_02 (409) when it may not be sent, or so many units are not left; ORD_01 when there is no such order.
 */
export function shipOrder(db: Database, key: OrderKey, parcel: Parcel, mover: Mover): Promise<Shipped> {
  return db.transaction((tx) => shipWithin(tx, key, parcel, mover));
}

/** Does what `shipOrder` does, within the given transaction. */
export async function shipWithin(tx: Writer, key: OrderKey, parcel: Parcel, mover: Mover): Promise<Shipped> {
  const order = await requireLocked(tx, key);
  requireNoMoneyOnItsWay(order);
  requireMayMove(order, "shipped");
  const left = await tx.all(queries.unitsToSend(key));
  requireReady(key, order, left, mover);
  const lines = chosenOf(left, parcel.lines);
  const shipment = order.shipment_count + 1;
  await record(tx, { ...key, shipment, byWhom: mover.byWhom, now: mover.now }, parcel, lines);
  const rest = withoutUnits(left, lines);
  const refunded = await tx.all(queries.refundedUnsent(key));
  if (rest.length === 0) await moveLocked(tx, key, order, { ...mover, to: "shipped" });
  else tx.send(addAudit({ ...key, from: order.status, to: order.status, ...partSent(shipment, lines, mover) }));
  const { carrier, trackingNumber } = parcel;
  tx.send(mailNews(key, { became: "shipped", lines, rest, unsent: refunded, carrier, trackingNumber }));
  return { shipment, lines, rest };
}

/** Throws COM_02 (409) when nothing is left to send, or the order has to wait. */
function requireReady(
  { orderId }: OrderKey,
  order: LockedOrder,
  left: readonly LineUnits[],
  { isRegionWaived, isDisputeWaived = false }: Mover,
): void {
  if (left.length === 0)
    throw unsent(
      order.shipment_count > 0
        ? "all its units were sent or refunded"
        : `all its units were refunded; give back the rest with npm run refund -- ${orderId}`,
    );
  requireSendable(order.attention, isRegionWaived);
  if (!isDisputeWaived) requireUndisputed(order);
}

function chosenOf(left: readonly LineUnits[], wanted: Parcel["lines"]): readonly LineUnits[] {
  if (!wanted) return left;
  if (wanted.length === 0) throw unsent("no line of it is named");
  if (new Set(wanted.map(({ lineNumber }) => lineNumber)).size < wanted.length) throw unsent("a line is named twice");
  return wanted.map(({ lineNumber, quantity: asked }) => {
    const most = left.find(({ line_number }) => line_number === lineNumber)?.quantity ?? 0;
    const quantity = asked ?? most;
    if (most === 0) throw unsent(`line ${lineNumber} has no units that are left to send`);
    if (quantity < 1 || quantity > most) throw unsent(`of line ${lineNumber} only ${most} are left to send`);
    return { line_number: lineNumber, quantity };
  });
}

/** Records a parcel and its units. Throws COM_02 when a concurrent change has left fewer units than that. */
async function record(
  tx: Writer,
  {
    shipment,
    byWhom,
    now,
    ...key
  }: OrderKey & { readonly shipment: number; readonly byWhom: string; readonly now: Date },
  parcel: Parcel,
  lines: readonly LineUnits[],
): Promise<void> {
  const names = { carrier: parcel.carrier ?? null, trackingNumber: parcel.trackingNumber ?? null };
  tx.send(queries.addShipment({ ...key, shipment, ...names, byWhom, now }), {
    shipment_carrier_check: invalid("carrier"),
    shipment_tracking_number_check: invalid("tracking_number"),
  });
  for (const line of lines) tx.send(queries.addShipmentLine(key, shipment, line));
  tx.send(queries.countShipment(key));
  const sent = await tx.all(queries.addShipped(key, lines));
  if (sent.length < lines.length) throw unsent("fewer units are left to send");
}

/** Returns units without those of `others`, line by line. */
function withoutUnits(lines: readonly LineUnits[], others: readonly LineUnits[]): LineUnits[] {
  return lines
    .map(({ line_number, quantity }) => ({
      line_number,
      quantity: quantity - (others.find((other) => other.line_number === line_number)?.quantity ?? 0),
    }))
    .filter(({ quantity }) => quantity > 0);
}

/** Returns the audit entry about a parcel that is not the order's last. */
function partSent(shipment: number, lines: readonly LineUnits[], { byWhom, note = "", now }: Mover) {
  const units = lines.reduce((sum, { quantity }) => sum + quantity, 0);
  const sent = `Parcel ${shipment} was sent with ${units} ${units === 1 ? "unit" : "units"}`;
  return { byWhom, note: note === "" ? sent : `${sent}; ${note}`, now };
}

function invalid(field: string) {
  return refusal("COM_02", field, { message: `Invalid Data: ${field} must have 1 to 100 characters` });
}
