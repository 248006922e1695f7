import { Type } from "typebox";
import { listOf, timestamp, orNull, row, text, boolean, integer } from "../../platform/database/columns.ts";
import { reads, sql, writes } from "../../platform/database/statement.ts";
import { Attention } from "../attention.ts";
import type { OrderKey } from "../order-key.ts";
import { DisputeStatus } from "../schemas.ts";
import { moves, type Status } from "./states.ts";

export const StatusText = Type.Unsafe<Status>(Type.Enum(Object.keys(moves)));

/** Columns of a locked order, as row type and as SQL. */
export const lockedColumns = {
  status: StatusText,
  is_being_paid: boolean,
  is_being_refunded: boolean,
  attention: listOf(Attention),
  created_at: timestamp,
  amount_cents: integer,
  refunded_cents: integer,
  lost_cents: integer,
  dispute_status: orNull(DisputeStatus),
  is_kept_for_invoice: boolean,
  shipment_count: integer,
} as const;
export const locked = sql`status, is_being_paid, is_being_refunded, attention, created_at, amount_cents, refunded_cents, lost_cents,
    dispute_status, is_kept_for_invoice, shipment_count`;

export type Move = OrderKey & { readonly from: Status; readonly to: Status; readonly now: Date };

export type Entry = OrderKey & {
  readonly from: Status | null;
  readonly to: Status;
  readonly byWhom: string;
  readonly note: string;
  readonly now: Date;
};

export type LineUnits = { readonly line_number: number; readonly quantity: number };

/** Locks an order's row until the transaction ends, and returns it. */
export function lockOrder({ customerId, orderId }: OrderKey) {
  return writes(row(lockedColumns))`
  select ${locked}
  from customer_order where customer_id = ${customerId} and order_id = ${orderId}
  for update`;
}

/**
 * Changes an order's status; returns no row when the status is not `from`. `isSettled` clears `attention`. Sending an
 * order that lacks something violates `customer_order_sent_check`. A cancelled order has no invoice: an address that
 * was kept for the invoice alone is removed.
 */
export function changeStatus({ customerId, orderId, from, to, now, isSettled }: Move & { isSettled: boolean }) {
  return writes(row({ order_id: integer }))`
  update customer_order set status = ${to}, is_being_paid = false, is_being_refunded = false,
    attention = case when ${isSettled}::boolean then '{}' else attention end,
    ship_to = case when is_kept_for_invoice and ${to} = 'cancelled' then '{}' else ship_to end,
    is_kept_for_invoice = is_kept_for_invoice and ${to} <> 'cancelled',
    paid_at = case when ${to} = 'paid' then ${now} when ${to} <> 'cancelled' then paid_at end,
    shipped_at = case when ${to} = 'shipped' then ${now} else shipped_at end
  where customer_id = ${customerId} and order_id = ${orderId} and status = ${from}
  returning order_id`;
}

/** Adds the next audit entry of an order that this transaction has locked. */
export function addAudit(audit: Entry) {
  return writes(row({}))`
  insert into order_audit (customer_id, order_id, entry, from_status, to_status, by_whom, note, created_at)
  values (${audit.customerId}, ${audit.orderId},
    (select coalesce(max(entry), 0) + 1 from order_audit where customer_id = ${audit.customerId} and order_id = ${audit.orderId}),
    ${audit.from}, ${audit.to}, ${audit.byWhom}, left(${audit.note}::text, 1000), ${audit.now})`;
}

/**
 * Returns, by line, the units that were taken from stock for an order and have not been returned. `decided_units` of
 * them were refunded by line, when it was decided whether they go back to stock.
 */
export function unitsOffTheShelf({ customerId, orderId }: OrderKey) {
  return reads(
    row({
      line_number: integer,
      product_id: integer,
      variant_key: text,
      quantity: integer,
      decided_units: integer,
    }),
  )`
  select line_number, product_id, variant_key, quantity - restocked_units as quantity,
    greatest(refunded_units - restocked_units, 0) as decided_units
  from order_line
  where customer_id = ${customerId} and order_id = ${orderId} and is_counted and restocked_units < quantity
  order by product_id, variant_key, line_number`;
}

/**
 * Adds to the units of each line that went back to stock. More than were taken for the line violates
 * `order_line_restocked_check`.
 */
export function addRestocked({ customerId, orderId }: OrderKey, lines: readonly LineUnits[]) {
  return writes(row({}))`
  update order_line set restocked_units = restocked_units + units
  from unnest(${lines.map(({ line_number }) => line_number)}::integer[], ${lines.map(({ quantity }) => quantity)}::integer[]) as returned (number, units)
  where customer_id = ${customerId} and order_id = ${orderId} and line_number = number`;
}

export function ownerOf(orderId: number) {
  return reads(row({ customer_id: integer }))`
  select customer_id from order_owner where order_id = ${orderId}`;
}
