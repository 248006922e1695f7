import { integer, row, text, timestamp } from "../platform/database/columns.ts";
import { reads, sql } from "../platform/database/statement.ts";

const ListedRow = row({
  order_id: integer,
  customer_id: integer,
  created_at: timestamp,
  status: text,
  currency: text,
  amount_cents: integer,
  refunded_cents: integer,
  name: text,
});
const listed = sql`order_id, customer_id, created_at, status, currency, amount_cents, refunded_cents,
    coalesce(ship_to ->> 'name', '') as name`;

/** Returns the shop's orders below a number, the highest number first. */
export function ordersOfShop(below: number, limit: number) {
  return reads(ListedRow)`
  select ${listed} from order_owner join customer_order using (customer_id, order_id)
  where order_id < ${below} order by order_id desc limit ${limit}`;
}

/** Returns those in one status. */
export function ordersInStatus(status: string, below: number, limit: number) {
  return reads(ListedRow)`
  select ${listed} from customer_order where status = ${status} and order_id < ${below}
  order by order_id desc limit ${limit}`;
}
