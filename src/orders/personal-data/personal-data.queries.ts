import type { Static } from "typebox";
import { json, listOf, timestamp, orNull, row, text, boolean, integer } from "../../platform/database/columns.ts";
import { reads, writes } from "../../platform/database/statement.ts";
import { Attention } from "../attention.ts";
import { ShipTo } from "../schemas.ts";
import { locked, lockedColumns, StatusText } from "../states/change-status.queries.ts";

const ExportedOrderRow = row({
  order_id: integer,
  status: text,
  currency: text,
  amount_cents: integer,
  shipping_cents: integer,
  tax_cents: integer,
  shipping_type: text,
  tax_type: text,
  ship_to: json(ShipTo),
  attention: listOf(Attention),
  created_at: timestamp,
  paid_at: orNull(timestamp),
  shipped_at: orNull(timestamp),
});
export type ExportedOrder = Static<typeof ExportedOrderRow>;

/** Later than any order. */
const end = { created_at: new Date("9999-01-01"), order_id: Number.MAX_SAFE_INTEGER };

const ExportedLineRow = row({
  order_id: integer,
  product_id: integer,
  product_name: text,
  attributes: text,
  quantity: integer,
  unit_cost_cents: integer,
});
export type ExportedLine = Static<typeof ExportedLineRow>;

const ExportedNoteRow = row({ order_id: integer, to_status: text, note: text, created_at: timestamp });
export type ExportedNote = Static<typeof ExportedNoteRow>;

/** Returns a customer's orders, newest first, after the given one. */
export function ordersForExport(
  customerId: number,
  limit: number,
  after: Pick<ExportedOrder, "created_at" | "order_id"> = end,
) {
  return reads(ExportedOrderRow)`
  select order_id, status, currency, amount_cents, shipping_cents, tax_cents, shipping_type, tax_type, ship_to, attention, created_at, paid_at, shipped_at
  from customer_order
  where customer_id = ${customerId} and (created_at, order_id) < (${after.created_at}, ${after.order_id})
  order by created_at desc, order_id desc limit ${limit}`;
}

export function linesForExport(customerId: number, orderIds: readonly number[]) {
  return reads(ExportedLineRow)`
  select order_id, product_id, product_name, attributes, quantity, unit_cost_cents from order_line
  where customer_id = ${customerId} and order_id = any (${orderIds}::bigint[]) order by order_id, line_number`;
}

/**
 * Returns the status changes of orders and the notes about them. Leaves out who in the shop made them: that is another
 * person's data.
 */
export function historyForExport(customerId: number, orderIds: readonly number[]) {
  return reads(ExportedNoteRow)`
  select order_id, to_status, note, created_at from order_audit
  where customer_id = ${customerId} and order_id = any (${orderIds}::bigint[]) order by order_id, entry`;
}

/** Blanks the notes that an import brought: comments and remarks. */
export function blankImportedNotes(customerId: number) {
  return writes(row({}))`
  update order_audit set note = '' where customer_id = ${customerId} and by_whom = 'import'`;
}

/** Locks a customer's orders in ascending order, like every transaction that locks several. */
export function holdOrders(customerId: number) {
  return writes(row({}))`
  select from customer_order where customer_id = ${customerId} order by order_id for update`;
}

/**
 * Returns a customer's orders. `is_paid_elsewhere`: an imported order that was paid in the older shop, not after its
 * import.
 */
export function ordersOf(customerId: number) {
  return reads(
    row({
      order_id: integer,
      ...lockedColumns,
      is_paid_elsewhere: boolean,
      has_address: boolean,
      paid_at: orNull(timestamp),
      shipped_at: orNull(timestamp),
    }),
  )`
  select order_id, ${locked}, coalesce(paid_at <= imported_at, false) as is_paid_elsewhere, ship_to <> '{}' as has_address, paid_at, shipped_at
  from customer_order where customer_id = ${customerId} order by order_id`;
}

/** Removes name and address from a customer's orders, except those paid since then: these keep them for the invoice. */
export function forgetShipTo(customerId: number, since: Date) {
  return writes(row({}))`
  update customer_order set
    ship_to = case when paid_at >= ${since} then ship_to else '{}' end,
    is_kept_for_invoice = coalesce(paid_at >= ${since}, false)
  where customer_id = ${customerId} and ship_to <> '{}'`;
}

/** Removes name and address from orders that kept them for the invoice and were paid before then. */
export function blankInvoices(before: Date, limit: number) {
  return writes(row({ customer_id: integer, order_id: integer, status: StatusText }))`
  update customer_order set ship_to = '{}', is_kept_for_invoice = false
  where (customer_id, order_id) in (
    select customer_id, order_id from customer_order where is_kept_for_invoice and paid_at < ${before} order by paid_at limit ${limit})
  returning customer_id, order_id, status`;
}
