import { Type } from "typebox";
import { moment, row, text, truth, whole } from "../../platform/database/columns.ts";
import { reads, writes } from "../../platform/database/statement.ts";
import type { OrderKey } from "../states/queries.ts";
import { moves, type Status } from "../states/states.ts";

/** An order by its number alone, whoever's it is. */
export const orderToPay = (orderId: number) => reads(
  row({
    customer_id: whole,
    order_id: whole,
    status: Type.Unsafe<Status>(Type.Enum(Object.keys(moves))),
    is_being_paid: truth,
    amount_cents: whole,
    currency: text,
    created_at: moment,
  }),
)`
  select customer_id, order_id, status, is_being_paid, amount_cents, currency, created_at from customer_order
  where customer_id = (select customer_id from order_owner where order_id = ${orderId}) and order_id = ${orderId}`;

/** No row: the order is not to be paid, or somebody is at it. */
export const holdForPayment = ({ customerId, orderId }: OrderKey) => writes(row({ order_id: whole }))`
  update customer_order set is_being_paid = true
  where customer_id = ${customerId} and order_id = ${orderId} and status = 'pending' and not is_being_paid
  returning order_id`;

export const releaseUnpaid = ({ customerId, orderId }: OrderKey) => writes(row({}))`
  update customer_order set is_being_paid = false
  where customer_id = ${customerId} and order_id = ${orderId} and is_being_paid`;

/** No row: the order is not paid, or was sent. Asked again, it stays held. */
export const holdForRefund = ({ customerId, orderId }: OrderKey) => writes(row({ order_id: whole }))`
  update customer_order set is_being_refunded = true
  where customer_id = ${customerId} and order_id = ${orderId} and status = 'paid'
  returning order_id`;

export const releaseUnrefunded = ({ customerId, orderId }: OrderKey) => writes(row({}))`
  update customer_order set is_being_refunded = false
  where customer_id = ${customerId} and order_id = ${orderId} and is_being_refunded`;

/** Orders whose refund nobody has answered, after the one named. */
export const unansweredRefunds = (limit: number, after: number) => reads(row({ customer_id: whole, order_id: whole }))`
  select customer_id, order_id from customer_order where is_being_refunded and order_id > ${after}
  order by order_id limit ${limit}`;
