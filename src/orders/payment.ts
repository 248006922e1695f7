import { enqueue } from "../platform/jobs/jobs.queries.ts";
import { aboutCustomer } from "../platform/jobs/subject.ts";
import type { Database, Writer } from "../platform/database/database.ts";
import { refusal } from "../platform/refusal.ts";
import { moveLocked, type LockedOrder, type Mover } from "./states/change-status.ts";
import type { OrderKey } from "./order-key.ts";
import * as queries from "./payment.queries.ts";

/** Name of the job that mails an order's confirmation. */
export const confirmationTask = "mail-order-confirmation";

export type OrderToPay = Awaited<ReturnType<typeof orderToPay>>;

/** Returns what a payment needs to know of an order. Throws ORD_01 when there is no such order. */
export async function orderToPay(db: Database, orderId: number) {
  const order = await db.first(queries.orderToPay(orderId));
  if (!order) throw refusal("ORD_01", "order_id");
  return order;
}

/**
 * Marks an order as being paid: until it is paid or released, it is neither cancelled nor paid by another request.
 * Returns false when the order is not pending or is being paid already.
 */
export async function holdForPayment(tx: Writer, key: OrderKey): Promise<boolean> {
  return (await tx.first(queries.holdForPayment(key))) !== undefined;
}

/** Ends the hold of `holdForPayment` when the payment has failed. */
export async function releaseUnpaid(tx: Writer, key: OrderKey): Promise<void> {
  void (await tx.all(queries.releaseUnpaid(key)));
}

/**
 * Records a payment of an order that this transaction has locked: the order becomes paid and its confirmation mail is
 * enqueued, both in this transaction. Returns "known" for an order that was paid before, which stays as it is, and
 * "unwanted" for a cancelled order, whose payment must be refunded.
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
  const { customerId, orderId } = key;
  tx.send(enqueue(confirmationTask, { customerId, orderId }, { subject: aboutCustomer(customerId) }));
  return "paid";
}
