import type { Database } from "../../platform/database/database.ts";
import { pagesOf } from "../../platform/database/pages.ts";
import { twoDecimals } from "../../platform/money.ts";
import { invoiceNumber } from "../make-invoice.ts";
import { invoicesOf, type InvoiceRow } from "../make-invoice.queries.ts";
import { notesOf, type NoteRow } from "../order-notes.queries.ts";
import * as queries from "./personal-data.queries.ts";
import { shipmentsOfOrders, type Shipment } from "../shipments.ts";
import { dayOf, keptUntil, type Retention } from "./retention.ts";

type Parts = {
  readonly lines: readonly queries.ExportedLine[];
  readonly history: readonly queries.ExportedNote[];
  readonly shipments: readonly Shipment[];
  readonly invoices: readonly InvoiceRow[];
  readonly notes: readonly NoteRow[];
};

/** Number of orders per page: with a cart's hundred lines each, about two megabytes at most. */
const page = 5;

/** Yields a customer's orders, newest first, for the export of their personal data. */
export async function* exportOrders(db: Database, customerId: number, retention: Retention) {
  const pages = pagesOf<queries.ExportedOrder>(page, (limit, after) =>
    db.all(queries.ordersForExport(customerId, limit, after)),
  );
  for await (const orders of pages) {
    const orderIds = orders.map(({ order_id }) => order_id);
    const [lines, history, shipments, invoices, notes] = await Promise.all([
      db.all(queries.linesForExport(customerId, orderIds)),
      db.all(queries.historyForExport(customerId, orderIds)),
      shipmentsOfOrders(db, customerId, orderIds),
      db.all(invoicesOf(customerId, orderIds)),
      db.all(notesOf(customerId, orderIds)),
    ]);
    yield* whole(orders, { lines, history, shipments, invoices, notes }, retention);
  }
}

function whole(
  orders: readonly queries.ExportedOrder[],
  { lines, history, shipments, invoices, notes }: Parts,
  retention: Retention,
) {
  const notesByOrder = Map.groupBy(notes, ({ order_id }) => order_id);
  const shipmentsByOrder = Map.groupBy(shipments, ({ order_id }) => order_id);
  const linesByOrder = Map.groupBy(lines, ({ order_id }) => order_id);
  const historyByOrder = Map.groupBy(history, ({ order_id }) => order_id);
  return orders.map(({ amount_cents, shipping_cents, tax_cents, created_at, paid_at, shipped_at, ...order }) => ({
    ...order,
    total_amount: twoDecimals(amount_cents),
    shipping_amount: twoDecimals(shipping_cents),
    tax_amount: twoDecimals(tax_cents),
    created_on: created_at.toISOString(),
    paid_on: paid_at?.toISOString() ?? null,
    shipped_on: shipped_at?.toISOString() ?? null,
    kept_after_erasure: keptOf(paid_at, retention),
    lines: (linesByOrder.get(order.order_id) ?? []).map(({ order_id: _, unit_cost_cents, ...line }) => ({
      ...line,
      unit_cost: twoDecimals(unit_cost_cents),
    })),
    invoice: invoiceOf(invoices.find(({ order_id }) => order_id === order.order_id)),
    shipments: (shipmentsByOrder.get(order.order_id) ?? []).map(shown),
    notes: (notesByOrder.get(order.order_id) ?? []).map(({ content, created_at: noted }) => ({
      note: content,
      created_on: noted.toISOString(),
    })),
    history: (historyByOrder.get(order.order_id) ?? []).map(({ to_status, note, created_at: noted }) => ({
      status: to_status,
      note,
      created_on: noted.toISOString(),
    })),
  }));
}

function invoiceOf(invoice: InvoiceRow | undefined) {
  if (!invoice) return null;
  return { number: invoiceNumber(invoice), issued_on: invoice.issued_at.toISOString(), bill_to: invoice.bill_to };
}

/** Returns a parcel without who in the shop sent it: that is another person's data. */
function shown({ shipment, carrier, tracking_number, shipped_at, delivered_at, lines }: Shipment) {
  return {
    shipment,
    carrier,
    tracking_number,
    shipped_on: shipped_at.toISOString(),
    delivered_on: delivered_at?.toISOString() ?? null,
    lines,
  };
}

/** Returns what is kept of a paid order when its customer is erased; null for an unpaid one. */
function keptOf(paidAt: Date | null, retention: Retention) {
  return (
    paidAt && {
      what: "name, address, lines and amounts",
      why: "The law asks the shop to keep its invoices",
      until: dayOf(keptUntil(paidAt, retention)),
    }
  );
}
