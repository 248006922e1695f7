import { enqueue } from "../platform/jobs/jobs.queries.ts";
import { aboutCustomer } from "../platform/jobs/subject.ts";
import type { Database, Writer } from "../platform/database/database.ts";
import { refusal } from "../platform/refusal.ts";
import { moveLocked, type LockedOrder, type Mover } from "./states/move-order.ts";
import type { OrderKey } from "./order-key.ts";
import * as queries from "./payment.queries.ts";

/** The job that mails what was bought. */
export const confirmationTask = "mail-order-confirmation";

export type OrderToPay = Awaited<ReturnType<typeof orderToPay>>;

/** An order as whoever pays it needs to know it; refuses a number that no order has. */
export async function orderToPay(db: Database, orderId: number) {
  const order = await db.first(queries.orderToPay(orderId));
  if (!order) throw refusal("ORD_01", "order_id");
  return order;
}

/** From now until it is paid or released the order is neither cancelled nor paid by anybody else; false: it cannot be held. */
export async function holdForPayment(tx: Writer, key: OrderKey): Promise<boolean> {
  return (await tx.first(queries.holdForPayment(key))) !== undefined;
}

/** The payment came to nothing. */
export async function releaseUnpaid(tx: Writer, key: OrderKey): Promise<void> {
  void (await tx.all(queries.releaseUnpaid(key)));
}

/**
 * Money has come for an order that this transaction has locked. It becomes paid and its confirmation will be mailed, both in
 * this transaction; an order that was paid before stays as it is. "unwanted": it was cancelled, and the money must go back.
 */
export async function recordPayment(
  tx: Writer,
  key: OrderKey,
  order: LockedOrder,
  mover: Mover,
): Promise<"paid" | "known" | "unwanted"> {
  if (order.status === "cancelled") return "unwanted";
  if (order.status !== "pending") return "known";
  await moveLocked(tx, key, order, { ...mover, to: "paid" });
  tx.send(enqueue(confirmationTask, key, { subject: aboutCustomer(key.customerId) }));
  return "paid";
}
