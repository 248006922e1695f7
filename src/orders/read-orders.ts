import type { Database } from "../platform/database/database.ts";
import { twoDecimals } from "../platform/money.ts";
import { refusal } from "../platform/refusal.ts";
import type { OrderKey } from "./order-key.ts";
import { beforeAll, readCursor, writeCursor } from "./order-cursor.ts";
import * as queries from "./read-orders.queries.ts";

type SummaryRow = NonNullable<Awaited<ReturnType<typeof rowOf>>>;

/** Returns a page of the customer's orders, newest first, and the cursor of the next page if there is one. */
export async function listOrders(
  db: Database,
  customerId: number,
  { limit, cursor }: { limit: number; cursor?: string | undefined },
) {
  const after = cursor === undefined ? beforeAll : readCursor(cursor);
  const rows = await db.all(queries.ordersOf(customerId, limit + 1, after));
  const last = rows.length > limit ? rows[limit - 1] : undefined;
  return {
    orders: rows.slice(0, limit).map(summaryOf),
    next: last && writeCursor({ createdAt: last.created_at, orderId: last.order_id }),
  };
}

/** Returns an order's lines; none for an imported order without lines. Throws ORD_01 when there is no such order. */
export async function linesOf(db: Database, key: OrderKey) {
  const rows = await db.all(queries.linesOf(key));
  if (rows.length === 0) await findOrder(db, key);
  return rows.map(({ unit_cost_cents, line_number: _, ...line }) => ({
    ...line,
    unit_cost: twoDecimals(unit_cost_cents),
    subtotal: twoDecimals(line.quantity * unit_cost_cents),
  }));
}

export async function findOrder(db: Database, key: OrderKey) {
  const found = await rowOf(db, key);
  if (!found) throw refusal("ORD_01", "order_id");
  return summaryOf(found);
}

function rowOf(db: Database, key: OrderKey) {
  return db.first(queries.order(key));
}

function summaryOf(row: SummaryRow) {
  return {
    order_id: row.order_id,
    total_amount: twoDecimals(row.amount_cents),
    created_on: row.created_at.toISOString(),
    shipped_on: row.shipped_at?.toISOString() ?? null,
    status: row.status,
    name: row.ship_to.name ?? "",
    subtotal_amount: twoDecimals(row.subtotal_cents),
    shipping_amount: twoDecimals(row.shipping_cents),
    tax_amount: twoDecimals(row.tax_cents),
    attention: row.attention,
    refunded_amount: twoDecimals(row.refunded_cents),
    dispute_status: row.dispute_status,
    currency: row.currency.toUpperCase(),
    ship_to: row.ship_to,
    shipping_type: row.shipping_type,
    tax_type: row.tax_type,
  };
}
