import type { Database } from "../../platform/database/database.ts";
import { blankInvoice } from "../make-invoice.queries.ts";
import { addAudit } from "../states/change-status.queries.ts";
import { blankInvoices } from "./personal-data.queries.ts";
import { dayOf, keptSince, type Retention } from "./retention.ts";

const batch = 200;

/**
 * Removes name and address from erased customers' orders whose invoices need not be kept any more, and adds an audit
 * entry to each. Returns the number of orders.
 */
export async function blankOldInvoices(
  db: Database,
  retention: Retention,
  { now = new Date(), signal }: { readonly now?: Date; readonly signal?: AbortSignal } = {},
): Promise<number> {
  const since = keptSince(now, retention);
  const note = `Name and address were kept for the invoice, paid before ${dayOf(since)}, and are removed`;
  for (let blanked = 0; ;) {
    const found = await db.transaction(async (tx) => {
      const rows = await tx.all(blankInvoices(since, batch));
      for (const { customer_id: customerId, order_id: orderId, status } of rows) {
        tx.send(addAudit({ customerId, orderId, from: status, to: status, byWhom: "shop", note, now }));
        tx.send(blankInvoice({ customerId, orderId }));
      }
      return rows.length;
    });
    blanked += found;
    if (found < batch || signal?.aborted) return blanked;
  }
}
