import { float, integer, row, text } from "../platform/database/columns.ts";
import { reads } from "../platform/database/statement.ts";

/**
 * Counts orders that are not done, by what they wait for, with their money and the age of the oldest; of those that
 * wait to be paid and of those that wait to be sent, at most `most` each. Finished orders are not counted: there is no
 * end to them. `overdueBefore`: an order that was placed earlier should have been paid or cancelled.
 */
export function openOrders(overdueBefore: Date, most: number) {
  return reads(row({ waits_for: text, currency: text, orders: integer, cents: integer, oldest_seconds: float }))`
  select waits_for, currency, count(*) as orders, sum(cents)::bigint as cents,
    greatest(0, extract(epoch from now() - min(since)))::float8 as oldest_seconds
  from (
    (select case when created_at < ${overdueBefore} then 'overdue_payment' else 'payment' end as waits_for,
      currency, amount_cents as cents, created_at as since
    from customer_order where status = 'pending' and imported_at is null limit ${most})
    union all
    (select case when dispute_status = 'open' then 'dispute' when attention <> '{}' then 'attention' else 'shipping' end,
      currency, amount_cents - refunded_cents, paid_at
    from customer_order where status = 'paid' order by paid_at, order_id limit ${most})
  ) as open_order
  group by waits_for, currency order by waits_for, currency`;
}
