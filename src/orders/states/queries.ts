import { Type } from "typebox";
import { listOf, moment, row, text, truth, whole } from "../../platform/database/columns.ts";
import { reads, writes } from "../../platform/database/statement.ts";
import { Attention } from "../attention/attention.ts";
import { moves, type Status } from "./states.ts";

export type OrderKey = { readonly customerId: number; readonly orderId: number };

export const StatusText = Type.Unsafe<Status>(Type.Enum(Object.keys(moves)));

/** The order as it is until the transaction ends, and the number of its next audit entry. */
export const lockOrder = ({ customerId, orderId }: OrderKey) => writes(
  row({
    status: StatusText,
    is_being_paid: truth,
    is_being_refunded: truth,
    attention: listOf(Attention),
    created_at: moment,
    next_entry: whole,
  }),
)`
  select status, is_being_paid, is_being_refunded, attention, created_at,
    (select coalesce(max(entry), 0) + 1 from order_audit where customer_id = ${customerId} and order_id = ${orderId}) as next_entry
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
    paid_at = case when ${to} = 'paid' then ${now} else paid_at end,
    shipped_at = case when ${to} = 'shipped' then ${now} else shipped_at end
  where customer_id = ${customerId} and order_id = ${orderId} and status = ${from}
  returning order_id`;

export type Entry = OrderKey & {
  readonly entry: number;
  readonly from: Status | null;
  readonly to: Status;
  readonly byWhom: string;
  readonly note: string;
  readonly now: Date;
};

export const addAudit = (audit: Entry) => writes(row({}))`
  insert into order_audit (customer_id, order_id, entry, from_status, to_status, by_whom, note, created_at)
  values (${audit.customerId}, ${audit.orderId}, ${audit.entry}, ${audit.from}, ${audit.to}, ${audit.byWhom}, ${audit.note}, ${audit.now})`;

/** Lines for which units were taken from the shelf. */
export const countedLines = ({ customerId, orderId }: OrderKey) => reads(
  row({ product_id: whole, product_name: text, attributes: text, attributes_known: text, quantity: whole }),
)`
  select product_id, product_name, attributes, attributes_known, quantity from order_line
  where customer_id = ${customerId} and order_id = ${orderId} and is_counted
  order by product_id, attributes_known`;

export const ownerOf = (orderId: number) => reads(row({ customer_id: whole }))`
  select customer_id from order_owner where order_id = ${orderId}`;
