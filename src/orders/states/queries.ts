import { Type } from "typebox";
import { listOf, moment, row, text, truth, whole } from "../../platform/database/columns.ts";
import { reads, writes } from "../../platform/database/statement.ts";
import { Attention } from "../attention/attention.ts";
import { moves, type Status } from "./states.ts";

export type OrderKey = { readonly customerId: number; readonly orderId: number };

export const StatusText = Type.Unsafe<Status>(Type.Enum(Object.keys(moves)));

/** The order as it is until the transaction ends. */
export const lockOrder = ({ customerId, orderId }: OrderKey) => writes(
  row({
    status: StatusText,
    is_being_paid: truth,
    is_being_refunded: truth,
    attention: listOf(Attention),
    created_at: moment,
    amount_cents: whole,
  }),
)`
  select status, is_being_paid, is_being_refunded, attention, created_at, amount_cents
  from customer_order where customer_id = ${customerId} and order_id = ${orderId}
  for update`;

export type Move = OrderKey & { readonly from: Status; readonly to: Status; readonly now: Date };

/** What is settled lacks nothing any more. An order that lacks something and leaves violates `customer_order_sent_check`. */
export const changeStatus = ({
  customerId,
  orderId,
  from,
  to,
  now,
  isSettled,
}: Move & { isSettled: boolean }) => writes(row({ order_id: whole }))`
  update customer_order set status = ${to}, is_being_paid = false, is_being_refunded = false,
    attention = case when ${isSettled}::boolean then '{}' else attention end,
    paid_at = case when ${to} = 'paid' then ${now} when ${to} <> 'cancelled' then paid_at end,
    shipped_at = case when ${to} = 'shipped' then ${now} else shipped_at end
  where customer_id = ${customerId} and order_id = ${orderId} and status = ${from}
  returning order_id`;

export type Entry = OrderKey & {
  readonly from: Status | null;
  readonly to: Status;
  readonly byWhom: string;
  readonly note: string;
  readonly now: Date;
};

/** The next entry of an order that this transaction has locked. */
export const addAudit = (audit: Entry) => writes(row({}))`
  insert into order_audit (customer_id, order_id, entry, from_status, to_status, by_whom, note, created_at)
  values (${audit.customerId}, ${audit.orderId},
    (select coalesce(max(entry), 0) + 1 from order_audit where customer_id = ${audit.customerId} and order_id = ${audit.orderId}),
    ${audit.from}, ${audit.to}, ${audit.byWhom}, left(${audit.note}::text, 1000), ${audit.now})`;

/** Units that were taken from the shelf for an order and have not gone back, by line. */
export const unitsOffTheShelf = ({ customerId, orderId }: OrderKey) => reads(
  row({ line_number: whole, product_id: whole, attributes_known: text, quantity: whole }),
)`
  select line_number, product_id, attributes_known, quantity - restocked_units as quantity from order_line
  where customer_id = ${customerId} and order_id = ${orderId} and is_counted and restocked_units < quantity
  order by product_id, attributes_known, line_number`;

export type LineUnits = { readonly line_number: number; readonly quantity: number };

/** More than were taken from the shelf for a line violates `order_line_restocked_check`. */
export const addRestocked = ({ customerId, orderId }: OrderKey, lines: readonly LineUnits[]) => writes(row({}))`
  update order_line set restocked_units = restocked_units + units
  from unnest(${lines.map(({ line_number }) => line_number)}::integer[], ${lines.map(({ quantity }) => quantity)}::integer[]) as returned (number, units)
  where customer_id = ${customerId} and order_id = ${orderId} and line_number = number`;

export const ownerOf = (orderId: number) => reads(row({ customer_id: whole }))`
  select customer_id from order_owner where order_id = ${orderId}`;
