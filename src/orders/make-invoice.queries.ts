import type { Static } from "typebox";
import { integer, json, row, timestamp } from "../platform/database/columns.ts";
import { reads, writes } from "../platform/database/statement.ts";
import type { OrderKey } from "./order-key.ts";
import { ShipTo } from "./schemas.ts";

const InvoiceRow = row({
  order_id: integer,
  year: integer,
  number: integer,
  bill_to: json(ShipTo),
  issued_at: timestamp,
});
export type InvoiceRow = Static<typeof InvoiceRow>;

/** Selects the invoices of a customer's orders. */
export function invoicesOf(customerId: number, orderIds: readonly number[]) {
  return reads(InvoiceRow)`
  select order_id, year, number, bill_to, issued_at from invoice
  where customer_id = ${customerId} and order_id = any (${orderIds}::bigint[]) order by order_id`;
}

/** Selects to whom an invoice of the order is made out. */
export function billTo({ customerId, orderId }: OrderKey) {
  return reads(row({ ship_to: json(ShipTo) }))`
  select ship_to from customer_order where customer_id = ${customerId} and order_id = ${orderId}`;
}

/**
 * Takes the next number of a year. Other transactions that take one wait until this one ends; when it fails, its number
 * is taken by the next.
 */
export function takeNumber(year: number) {
  return writes(row({ number: integer }), `invoices of ${year}`)`
  insert into invoice_series (year, last_number) values (${year}, 1)
  on conflict (year) do update set last_number = invoice_series.last_number + excluded.last_number
  returning last_number as number`;
}

export function addInvoice({ customerId, orderId }: OrderKey, invoice: Omit<InvoiceRow, "order_id">) {
  return writes(InvoiceRow)`
  insert into invoice (customer_id, order_id, year, number, bill_to, issued_at)
  values (${customerId}, ${orderId}, ${invoice.year}, ${invoice.number}, ${JSON.stringify(invoice.bill_to)}, ${invoice.issued_at})
  returning order_id, year, number, bill_to, issued_at`;
}

/** Adds the look-up of an invoice. A number that was taken already violates `invoice_number_pkey`. */
export function addInvoiceNumber(
  { customerId, orderId }: OrderKey,
  { year, number }: Pick<InvoiceRow, "year" | "number">,
) {
  return writes(row({}))`
  insert into invoice_number (year, number, customer_id, order_id) values (${year}, ${number}, ${customerId}, ${orderId})`;
}

/** Removes name and address from the invoice of an order. */
export function blankInvoice({ customerId, orderId }: OrderKey) {
  return writes(row({}))`
  update invoice set bill_to = '{}' where customer_id = ${customerId} and order_id = ${orderId} and bill_to <> '{}'`;
}

/** Removes name and address from a customer's invoices, except those of orders that were paid since then. */
export function blankInvoicesBefore(customerId: number, since: Date) {
  return writes(row({}))`
  update invoice set bill_to = '{}'
  where customer_id = ${customerId} and bill_to <> '{}' and not exists (
    select from customer_order
    where customer_order.customer_id = ${customerId} and customer_order.order_id = invoice.order_id and paid_at >= ${since})`;
}
