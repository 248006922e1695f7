import type { Database } from "../platform/database/database.ts";
import { gauge, type Metric } from "../platform/telemetry/exposition.ts";
import { openOrders } from "./open-orders.queries.ts";

/** Maximum number of orders that are counted; `docs/operations/monitoring.md` states it. */
const mostCounted = 10_000;

/** Returns how many orders wait and for what, with their money. */
export async function orderGauges(db: Database, paymentMinutes: number): Promise<Metric[]> {
  const overdueBefore = new Date(Date.now() - paymentMinutes * 60_000);
  const rows = await db.all(openOrders(overdueBefore, mostCounted));
  const samples = (number: (row: (typeof rows)[number]) => number) =>
    rows.map((row) => ({ labels: { waits_for: row.waits_for, currency: row.currency }, value: number(row) }));
  return [
    gauge(
      "selvedge_open_orders",
      "Orders that are not done, by what they wait for.",
      samples(({ orders }) => orders),
    ),
    gauge(
      "selvedge_open_orders_cents",
      "Their money, in hundredths of the currency.",
      samples(({ cents }) => cents),
    ),
    gauge(
      "selvedge_open_orders_oldest_seconds",
      "For how long the oldest of them waits, since it was placed or paid.",
      samples((row) => row.oldest_seconds),
    ),
  ];
}
