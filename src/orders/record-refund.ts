import { returnStock } from "../stock/index.ts";
import type { Writer } from "../platform/database/database.ts";
import { lockOrder, moveLocked, type LockedOrder, type Mover } from "./states/change-status.ts";
import type { OrderKey } from "./order-key.ts";
import { addAudit, addRestocked, type LineUnits } from "./states/change-status.queries.ts";
import { unitsToSend } from "./states/ship-order.queries.ts";
import * as queries from "./record-refund.queries.ts";

export type OrderToRefund = NonNullable<Awaited<ReturnType<typeof orderToRefund>>>;

const nothing = { quantity: 0, due: 0 };

/** `isSettled`: no refund of the order waits for its outcome. `keptOff`: units that were refunded and not returned. */
type Returned = queries.ReturnedMoney &
  Mover & {
    readonly isAllBack: boolean;
    readonly isSettled: boolean;
    readonly isRestocking: boolean;
    readonly keptOff: readonly LineUnits[];
  };

/** `due`: how many of the line's units are to be back in stock in total, these included. */
type UnitsBack = LineUnits & { readonly due: number };

/** Locks an order and returns it with its amounts and lines; undefined when there is no such order. */
export async function orderToRefund(tx: Writer, key: OrderKey) {
  const [order, terms, lines] = await Promise.all([
    lockOrder(tx, key),
    tx.first(queries.orderTerms(key)),
    tx.all(queries.orderLines(key)),
  ]);
  return order && terms ? { ...order, ...terms, lines } : undefined;
}

/** Keeps a paid order from being sent until its refund is answered. */
export async function holdForRefund(tx: Writer, key: OrderKey): Promise<void> {
  void (await tx.all(queries.holdForRefund(key)));
}

/** Adds an audit entry about the money of an order that this transaction has locked, and whose status stays. */
export function noteOnOrder(tx: Writer, key: OrderKey, { status }: LockedOrder, mover: Mover): void {
  return tx.send(addAudit({ ...key, from: status, to: status, note: "", ...mover }));
}

/** Puts units of a locked order's lines back into stock: of each line no more than are due and were taken for it. */
export async function restock(tx: Writer, key: OrderKey, units: readonly UnitsBack[]): Promise<void> {
  const returned = (await tx.all(queries.orderLines(key))).flatMap((line) => {
    const { quantity: asked, due } = units.find(({ line_number }) => line_number === line.line_number) ?? nothing;
    const quantity = line.is_counted ? Math.min(asked, Math.min(due, line.quantity) - line.restocked_units) : 0;
    return quantity > 0 ? [{ ...line, quantity }] : [];
  });
  if (returned.length > 0) tx.send(addRestocked(key, returned));
  await returnStock(tx, returned);
}

/** Records which units of a locked order's lines were refunded or are about to be; those are not sent any more. */
export function recordRefundedUnits(tx: Writer, key: OrderKey, lines: readonly LineUnits[]): void {
  return tx.send(queries.recordRefundedUnits(key, lines));
}

/**
 * Records how much of a locked order's money has gone back. A paid order becomes refunded once all of it has; one of
 * which a part was sent becomes shipped once nothing is left to send. A shipped or delivered order keeps its status,
 * which says where the goods are.
 */
export async function recordReturnedMoney(
  tx: Writer,
  key: OrderKey,
  order: LockedOrder,
  money: Returned,
): Promise<void> {
  const { byWhom, now, isRestocking, keptOff } = money;
  await tx.all(queries.recordReturnedMoney(key, money));
  if (order.status !== "paid") return;
  if (order.shipment_count > 0) return endSending(tx, key, order, money);
  if (money.isAllBack) await moveLocked(tx, key, order, { byWhom, now, to: "refunded", isRestocking, keptOff });
}

/**
 * Ends an order of which a part was sent, once all of its money has gone back, or all units that were not sent are
 * refunded. Units that were neither sent nor refunded by line go back to stock with the money.
 */
async function endSending(tx: Writer, key: OrderKey, order: LockedOrder, money: Returned): Promise<void> {
  const { byWhom, now, isAllBack, isRestocking, isSettled } = money;
  const left = await tx.all(unitsToSend(key));
  if (!isAllBack && (left.length > 0 || !isSettled)) return;
  if (isAllBack && isRestocking)
    await restock(
      tx,
      key,
      left.map((line) => ({ ...line, due: Number.MAX_SAFE_INTEGER })),
    );
  const note = "All that was not sent is refunded";
  await moveLocked(tx, key, order, { byWhom, now, note, to: "shipped", isRegionWaived: true });
}
