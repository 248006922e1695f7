import type { Database } from "../platform/database/database.ts";
import { gauge, type Metric } from "../platform/telemetry/exposition.ts";
import { unsettledPayments } from "./open-payments.queries.ts";

/** Maximum number of attempts and of payments that are counted. */
const mostCounted = 10_000;

/** Returns how many payments, refunds and disputes are not settled. */
export async function paymentGauges(db: Database): Promise<Metric[]> {
  const [now] = await db.all(unsettledPayments(mostCounted));
  if (!now) throw new Error("A count is always answered.");
  return [
    gauge("selvedge_payments_unanswered", "Attempts to pay whose outcome is not known.", now.unanswered),
    gauge(
      "selvedge_payments_unanswered_oldest_seconds",
      "For how long the outcome of the oldest is not known.",
      now.oldest_unanswered_seconds,
    ),
    gauge("selvedge_payments_followed", "Payments with a refund or dispute that is not settled.", now.followed),
    gauge("selvedge_payments_unwanted", "Payments of orders that could not take them, not refunded yet.", now.unwanted),
    gauge(
      "selvedge_payments_overdue_seconds",
      "For how long the provider should have been asked about the longest due of the followed payments.",
      now.oldest_overdue_seconds,
    ),
  ];
}
