import type { Database, Writer } from "../../platform/database/database.ts";
import { twoDecimals } from "../../platform/money.ts";
import { forgetKeys } from "../idempotency/queries.ts";
import { lockOrder, moveLocked, requireNoMoneyOnItsWay } from "../states/moving.ts";
import * as queries from "./queries.ts";

/** What a customer bought, for the customer's own copy of everything. */
export const exportOrders = async (db: Database, customerId: number) => {
  const [orders, lines] = await Promise.all([
    db.all(queries.ordersForExport(customerId)),
    db.all(queries.linesForExport(customerId)),
  ]);
  const linesByOrder = Map.groupBy(lines, ({ order_id }) => order_id);
  return orders.map(({ amount_cents, shipping_cents, tax_cents, created_at, paid_at, shipped_at, ...order }) => ({
    ...order,
    total_amount: twoDecimals(amount_cents),
    shipping_amount: twoDecimals(shipping_cents),
    tax_amount: twoDecimals(tax_cents),
    created_on: created_at.toISOString(),
    paid_on: paid_at?.toISOString() ?? null,
    shipped_on: shipped_at?.toISOString() ?? null,
    lines: (linesByOrder.get(order.order_id) ?? []).map(({ order_id: _, unit_cost_cents, ...line }) => ({
      ...line,
      unit_cost: twoDecimals(unit_cost_cents),
    })),
  }));
};

/**
 * What is unpaid will not be sent to anybody: whoever knows its number must not pay for it any more. Refuses while one is
 * being paid: it would be paid and nobody would know where to send it.
 */
const cancelUnpaid = async (tx: Writer, customerId: number): Promise<void> => {
  const leaving = { to: "cancelled", byWhom: "shop", note: "The customer was erased", now: new Date() } as const;
  for (const { order_id: orderId } of await tx.all(queries.unpaidOrders(customerId))) {
    const order = await lockOrder(tx, { customerId, orderId });
    if (order?.status !== "pending") continue;
    requireNoMoneyOnItsWay(order);
    await moveLocked(tx, { customerId, orderId }, order, leaving);
  }
};

/** Takes the person out of their orders, within the transaction that erases the person. */
export const forgetBuyer = async (tx: Writer, customerId: number): Promise<void> => {
  await cancelUnpaid(tx, customerId);
  await tx.all(queries.forgetShipTo(customerId));
  await tx.all(queries.forgetNotes(customerId));
  await tx.all(forgetKeys(customerId));
};
