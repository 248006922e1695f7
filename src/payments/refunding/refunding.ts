import { orderToPay, recordRefund, type OrderKey } from "../../orders/index.ts";
import { refusal } from "../../platform/refusal.ts";
import * as queries from "../queries.ts";
import type { SettlingNeeds } from "../settling/settling.ts";

type Mover = Parameters<typeof recordRefund>[2];

/** Gives a payment back; asked twice, the provider gives once. */
export const returnMoney = async (
  { db, provider }: SettlingNeeds,
  key: OrderKey,
  reference: string,
  by: Mover,
): Promise<void> => {
  await provider.refund(reference);
  await db.transaction(async (tx) => {
    await recordRefund(tx, key, by);
    await tx.all(queries.recordRefund(key, by.now));
  });
};

export type Refunded = { readonly amountCents: number; readonly currency: string };

/** Refunds an order that is paid and not sent. */
export const refundOrder = async (needs: SettlingNeeds, orderId: number, byWhom: string): Promise<Refunded> => {
  const order = await orderToPay(needs.db, orderId);
  if (!order) throw refusal("ORD_01", "order_id");
  if (order.status !== "paid")
    throw refusal("COM_02", "order_id", {
      status: 409,
      message: `Invalid Data: an order that is ${order.status} cannot be refunded`,
    });
  const key = { customerId: order.customer_id, orderId };
  const payment = await needs.db.first(queries.payment(key));
  if (!payment?.charge)
    throw refusal("COM_02", "order_id", { status: 409, message: "Invalid Data: nothing was paid for the order" });
  if (payment.provider !== needs.provider.name)
    throw refusal("COM_02", "order_id", {
      status: 409,
      message: `Invalid Data: the order was paid by ${payment.provider}, which is not set up`,
    });
  await returnMoney(needs, key, payment.reference, { byWhom, now: new Date() });
  return { amountCents: payment.amount_cents, currency: payment.currency };
};
