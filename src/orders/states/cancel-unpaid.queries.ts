import { timestamp, row, integer } from "../../platform/database/columns.ts";
import { reads } from "../../platform/database/statement.ts";

/**
 * Returns pending orders that were placed here before the given moment, the oldest first, after the given order. Leaves
 * out imported orders and those being paid right now.
 */
export function unpaidSince(before: Date, limit: number, after: { created_at: Date; order_id: number }) {
  return reads(row({ customer_id: integer, order_id: integer, created_at: timestamp }))`
  select customer_id, order_id, created_at from customer_order
  where status = 'pending' and imported_at is null and created_at < ${before} and not is_being_paid
    and (created_at, order_id) > (${after.created_at}, ${after.order_id})
  order by created_at, order_id limit ${limit}`;
}
