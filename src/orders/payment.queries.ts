import { Type } from "typebox";
import { timestamp, row, text, boolean, integer } from "../platform/database/columns.ts";
import { reads, writes } from "../platform/database/statement.ts";
import type { OrderKey } from "./order-key.ts";
import { moves, type Status } from "./states/states.ts";

/** Returns an order by its number alone, of any customer. */
export function orderToPay(orderId: number) {
  return reads(
    row({
      customer_id: integer,
      order_id: integer,
      status: Type.Unsafe<Status>(Type.Enum(Object.keys(moves))),
      is_being_paid: boolean,
      amount_cents: integer,
      currency: text,
      created_at: timestamp,
    }),
  )`
  select customer_id, order_id, status, is_being_paid, amount_cents, currency, created_at from customer_order
  where customer_id = (select customer_id from order_owner where order_id = ${orderId}) and order_id = ${orderId}`;
}

/** Returns no row when the order is not pending or is already being paid. */
export function holdForPayment({ customerId, orderId }: OrderKey) {
  return writes(row({ order_id: integer }))`
  update customer_order set is_being_paid = true
  where customer_id = ${customerId} and order_id = ${orderId} and status = 'pending' and not is_being_paid
  returning order_id`;
}

export function releaseUnpaid({ customerId, orderId }: OrderKey) {
  return writes(row({}))`
  update customer_order set is_being_paid = false
  where customer_id = ${customerId} and order_id = ${orderId} and is_being_paid`;
}
