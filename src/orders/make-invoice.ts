import type { Database, Writer } from "../platform/database/database.ts";
import { refusal } from "../platform/refusal.ts";
import * as queries from "./make-invoice.queries.ts";
import type { OrderKey } from "./order-key.ts";
import { requireLocked } from "./states/change-status.ts";
import type { Status } from "./states/states.ts";

/** Whether an order in a status was paid, and has an invoice. */
const isPaid: Readonly<Record<Status, boolean>> = {
  pending: false,
  paid: true,
  shipped: true,
  delivered: true,
  cancelled: false,
  refunded: true,
};

/**
 * Returns the invoice of an order, which it makes when there is none: with the next number of the year, in UTC. Throws
 * COM_02 (409) for an order that is not paid, ORD_01 when there is no such order.
 */
export function makeInvoice(db: Database, key: OrderKey, now: Date): Promise<queries.InvoiceRow> {
  return db.transaction((tx) => makeInvoiceWithin(tx, key, now));
}

/**
 * Does what `makeInvoice` does, within the given transaction. Lock order: the order, then the year's numbers, which all
 * other invoices of the year wait for; so it comes last in its transaction.
 */
export async function makeInvoiceWithin(tx: Writer, key: OrderKey, now: Date): Promise<queries.InvoiceRow> {
  const { status } = await requireLocked(tx, key);
  const [[earlier], order] = await Promise.all([
    tx.all(queries.invoicesOf(key.customerId, [key.orderId])),
    tx.first(queries.billTo(key)),
  ]);
  if (earlier) return earlier;
  if (!isPaid[status]) throw uninvoiced(status);
  const year = now.getUTCFullYear();
  const taken = await tx.first(queries.takeNumber(year));
  if (!taken || !order) throw new Error(`Order ${key.orderId} got no number for its invoice.`);
  const invoice = { year, number: taken.number, bill_to: order.ship_to, issued_at: now };
  tx.send(queries.addInvoiceNumber(key, invoice));
  const added = await tx.first(queries.addInvoice(key, invoice));
  if (!added) throw new Error(`The invoice of order ${key.orderId} was not recorded.`);
  return added;
}

/** Formats an invoice's number, such as "2026-00017". */
export function invoiceNumber({ year, number }: Pick<queries.InvoiceRow, "year" | "number">): string {
  return `${year}-${String(number).padStart(5, "0")}`;
}

function uninvoiced(status: Status) {
  return refusal("COM_02", "order_id", {
    status: 409,
    message: `Invalid Data: an order that is ${status} has no invoice`,
  });
}
