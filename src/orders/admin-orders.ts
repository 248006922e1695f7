import type { Database } from "../platform/database/database.ts";
import { readNumberCursor, writeCursor } from "../platform/http/cursor.ts";
import { twoDecimals } from "../platform/money.ts";
import { refusal } from "../platform/refusal.ts";
import * as queries from "./admin-orders.queries.ts";
import { findOrder, linesOf } from "./read-orders.ts";
import { ownerOf } from "./states/move-order.ts";

export type Wanted = { readonly status?: string; readonly limit: number; readonly cursor?: string };

/** Returns a page of the shop's orders, the highest number first, and the cursor of the next page if there is one. */
export async function listOrdersForStaff(db: Database, { status, limit, cursor }: Wanted) {
  const below = cursor === undefined ? Number.MAX_SAFE_INTEGER : readNumberCursor(cursor);
  const rows = await db.all(
    status === undefined ? queries.ordersOfShop(below, limit + 1) : queries.ordersInStatus(status, below, limit + 1),
  );
  const last = rows.length > limit ? rows[limit - 1] : undefined;
  return {
    orders: rows.slice(0, limit).map((order) => ({
      order_id: order.order_id,
      customer_id: order.customer_id,
      created_on: order.created_at.toISOString(),
      status: order.status,
      total_amount: twoDecimals(order.amount_cents),
      refunded_amount: twoDecimals(order.refunded_cents),
      currency: order.currency.toUpperCase(),
      name: order.name,
    })),
    next: last && writeCursor([last.order_id]),
  };
}

/** Returns an order with its lines, whichever customer's it is. Throws ORD_01 when there is none of this number. */
export async function findOrderForStaff(db: Database, orderId: number) {
  const customerId = await ownerOf(db, orderId);
  if (customerId === undefined) throw refusal("ORD_01", "order_id");
  const key = { customerId, orderId };
  const [order, lines] = await Promise.all([findOrder(db, key), linesOf(db, key)]);
  return { ...order, customer_id: customerId, lines };
}
