import type { Database } from "../../platform/database/database.ts";
import { sweepRows, unhurried } from "../../platform/jobs/sweep.ts";
import type { Sweeping } from "../../platform/jobs/task.ts";
import { lockOrder, moveLocked } from "./change-status.ts";
import type { OrderKey } from "../order-key.ts";
import { unpaidSince } from "./cancel-unpaid.queries.ts";

const batch = 100;

/**
 * Cancels orders that were not paid in time and puts their units back into stock. Returns the number of cancelled
 * orders.
 */
export async function cancelUnpaid(
  db: Database,
  minutes: number,
  now = new Date(),
  sweeping: Sweeping = unhurried,
): Promise<number> {
  const before = new Date(now.getTime() - minutes * 60_000);
  let cancelled = 0;
  await sweepRows(sweeping, {
    batch,
    start: { created_at: new Date(0), order_id: 0 },
    find: (limit, after) => db.all(unpaidSince(before, limit, after)),
    tell: ({ order_id: order }) => ({ order }),
    async work({ customer_id: customerId, order_id: orderId }) {
      if (await cancelStillUnpaid(db, { customerId, orderId }, minutes, now)) cancelled += 1;
    },
  });
  return cancelled;
}

/**
 * Cancels one order, unless it was paid or cancelled meanwhile or is being paid. Its row is locked, so of two
 * concurrent sweeps, or of a sweep and a payment, the second sees what the first changed.
 */
function cancelStillUnpaid(db: Database, key: OrderKey, minutes: number, now: Date): Promise<boolean> {
  return db.transaction(async (tx) => {
    const order = await lockOrder(tx, key);
    if (!order || order.status !== "pending" || order.is_being_paid) return false;
    await moveLocked(tx, key, order, {
      to: "cancelled",
      byWhom: "shop",
      note: `Not paid within ${minutes} minutes`,
      now,
    });
    return true;
  });
}
