import { row, whole } from "../../platform/database/columns.ts";
import { reads } from "../../platform/database/statement.ts";

/** Orders placed here that wait for their payment since before the given moment, the oldest first; not those being paid right now. */
export const unpaidSince = (before: Date, limit: number) => reads(row({ customer_id: whole, order_id: whole }))`
  select customer_id, order_id from customer_order
  where status = 'pending' and imported_at is null and created_at < ${before} and not is_being_paid
  order by created_at limit ${limit}`;
