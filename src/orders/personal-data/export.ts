import type { Database } from "../../platform/database/database.ts";
import { pagesOf } from "../../platform/database/pages.ts";
import { twoDecimals } from "../../platform/money.ts";
import * as queries from "./personal-data.queries.ts";
import { dayOf, keptUntil, type Retention } from "./retention.ts";

/** Number of orders per page: with a cart's hundred lines each, about two megabytes at most. */
const page = 5;

/** Yields a customer's orders, newest first, for the export of their personal data. */
export async function* exportOrders(db: Database, customerId: number, retention: Retention) {
  const pages = pagesOf<queries.ExportedOrder>(page, (limit, after) =>
    db.all(queries.ordersForExport(customerId, limit, after)),
  );
  for await (const orders of pages) {
    const orderIds = orders.map(({ order_id }) => order_id);
    const [lines, history] = await Promise.all([
      db.all(queries.linesForExport(customerId, orderIds)),
      db.all(queries.historyForExport(customerId, orderIds)),
    ]);
    yield* whole(orders, lines, history, retention);
  }
}

function whole(
  orders: readonly queries.ExportedOrder[],
  lines: readonly queries.ExportedLine[],
  history: readonly queries.ExportedNote[],
  retention: Retention,
) {
  const linesByOrder = Map.groupBy(lines, ({ order_id }) => order_id);
  const historyByOrder = Map.groupBy(history, ({ order_id }) => order_id);
  return orders.map(({ amount_cents, shipping_cents, tax_cents, created_at, paid_at, shipped_at, ...order }) => ({
    ...order,
    total_amount: twoDecimals(amount_cents),
    shipping_amount: twoDecimals(shipping_cents),
    tax_amount: twoDecimals(tax_cents),
    created_on: created_at.toISOString(),
    paid_on: paid_at?.toISOString() ?? null,
    shipped_on: shipped_at?.toISOString() ?? null,
    kept_after_erasure: keptOf(paid_at, retention),
    lines: (linesByOrder.get(order.order_id) ?? []).map(({ order_id: _, unit_cost_cents, ...line }) => ({
      ...line,
      unit_cost: twoDecimals(unit_cost_cents),
    })),
    history: (historyByOrder.get(order.order_id) ?? []).map(({ to_status, note, created_at: noted }) => ({
      status: to_status,
      note,
      created_on: noted.toISOString(),
    })),
  }));
}

/** Returns what is kept of a paid order when its customer is erased; null for an unpaid one. */
function keptOf(paidAt: Date | null, retention: Retention) {
  return (
    paidAt && {
      what: "name, address, lines and amounts",
      why: "The law asks the shop to keep its invoices",
      until: dayOf(keptUntil(paidAt, retention)),
    }
  );
}
