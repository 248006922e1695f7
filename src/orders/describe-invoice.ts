import type { Database } from "../platform/database/database.ts";
import { onOneLine } from "../platform/mail/address.ts";
import { inCurrency } from "../platform/money.ts";
import { refusal } from "../platform/refusal.ts";
import { placeOf, unitsOfLine } from "./letters/confirmation.letter.ts";
import { confirmed } from "./letters/confirmation.queries.ts";
import { invoiceNumber, makeInvoice } from "./make-invoice.ts";
import type { OrderKey } from "./order-key.ts";
import { linesOf } from "./read-orders.queries.ts";

/**
 * Returns an order's invoice as text: number and day, to whom it is made out, lines and sums. Makes it when there is
 * none. Throws as `makeInvoice` does.
 */
export async function describeInvoice(db: Database, key: OrderKey, now: Date): Promise<string[]> {
  const invoice = await makeInvoice(db, key, now);
  const [order, lines] = await Promise.all([db.first(confirmed(key)), db.all(linesOf(key))]);
  if (!order) throw refusal("ORD_01", "order_id");
  const amount = (cents: number) => inCurrency(cents, order.currency);
  return [
    `Invoice ${invoiceNumber(invoice)} of ${invoice.issued_at.toISOString().slice(0, 10)}, order ${key.orderId}`,
    ...placeOf(invoice.bill_to).map((line) => `  ${onOneLine(line)}`),
    ...lines.map(
      (line) => `  ${onOneLine(unitsOfLine(line, line.quantity))}: ${amount(line.quantity * line.unit_cost_cents)}`,
    ),
    `  ${onOneLine(order.shipping_type)}: ${amount(order.shipping_cents)}`,
    `  ${onOneLine(order.tax_type)}: ${amount(order.tax_cents)}`,
    `  Total: ${amount(order.amount_cents)}`,
  ];
}
