import { moveOrder, orderToRefund, requireMayMove } from "../../orders/index.ts";
import type { OrderKey } from "../payments.queries.ts";
import type { SettlingDependencies } from "../settlement.ts";
import { notRefundable, type RefundOptions } from "./quote.ts";
import type { Announced, Refunded, Refunding } from "./refund-order.ts";

/** Refunds an order with a total of 0, without asking a provider. */
export async function refundNothing(
  dependencies: SettlingDependencies,
  key: OrderKey,
  { byWhom, wish: options = {}, announce }: Refunding,
): Promise<Refunded> {
  const announced = await quoteNothing(dependencies, key, options);
  announce?.(announced);
  const { isRestocking, order } = announced;
  const mover = { byWhom, note: "Nothing was to be paid", now: new Date(), isRestocking };
  await moveOrder(dependencies.db, key, "refunded", mover);
  return { amountCents: 0, currency: order.currency, status: "succeeded", reference: null, isEarlier: false };
}

/**
 * Quotes the refund of an order with a total of 0. It is refunded only as a whole: no money was paid that could go back
 * in part.
 */
export function quoteNothing({ db }: SettlingDependencies, key: OrderKey, options: RefundOptions): Promise<Announced> {
  return db.transaction(async (tx) => {
    const order = await orderToRefund(tx, key);
    if (!order) throw notRefundable("the order is gone");
    if (options.amountCents !== undefined || options.lines || options.isWithShipping)
      throw notRefundable(
        "nothing was to be paid for the order, so no sum, line or shipping of it can go back; without them the whole order is undone",
      );
    requireMayMove(order, "refunded");
    const isRestocking = options.isRestocking ?? true;
    const lines = order.lines.map(({ line_number, quantity }) => ({
      line_number,
      quantity,
      restock_units: isRestocking ? quantity : 0,
    }));
    return { order, amountCents: 0, refundedCents: 0, withdrawnCents: 0, isWithShipping: true, lines, isRestocking };
  });
}
