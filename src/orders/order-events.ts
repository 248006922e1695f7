import type { Database } from "../platform/database/database.ts";
import { invoiceNumber } from "./make-invoice.ts";
import { invoicesOf } from "./make-invoice.queries.ts";
import { auditOf } from "./order-events.queries.ts";
import type { OrderKey } from "./order-key.ts";
import { mailsAbout } from "./order-mails.ts";
import { notesOf } from "./order-notes.queries.ts";
import type { Status } from "./states/states.ts";

/**
 * What happened to an order. `recorded`: something about its money, its parcels or its address, in words; `noted`: by
 * the shop's people. `byWhom`: "shop" for what the program did by itself.
 */
export type OrderEvent = {
  readonly at: Date;
  readonly kind: "placed" | Exclude<Status, "pending"> | "recorded" | "noted" | "mailed" | "invoiced";
  readonly byWhom: string;
  readonly text: string;
};

type Audit = Awaited<ReturnType<typeof audit>>[number];

/** Returns what happened to an order, the oldest first. Mails are kept for 30 days. */
export async function orderEvents(db: Database, key: OrderKey): Promise<OrderEvent[]> {
  const { customerId, orderId } = key;
  const [entries, notes, mails, invoices] = await Promise.all([
    audit(db, key),
    db.all(notesOf(customerId, [orderId])),
    mailsAbout(db, key),
    db.all(invoicesOf(customerId, [orderId])),
  ]);
  return [
    ...entries.map(eventOf),
    ...notes.map((note): OrderEvent => ({
      at: note.created_at,
      kind: "noted",
      byWhom: note.by_whom,
      text: note.content,
    })),
    ...mails.map((mail): OrderEvent => ({ at: mail.sent_at, kind: "mailed", byWhom: "shop", text: mail.subject })),
    ...invoices.map((one): OrderEvent => ({
      at: one.issued_at,
      kind: "invoiced",
      byWhom: "shop",
      text: invoiceNumber(one),
    })),
  ].toSorted((one, other) => one.at.getTime() - other.at.getTime());
}

function audit(db: Database, key: OrderKey) {
  return db.all(auditOf(key));
}

function eventOf({ from_status: from, to_status: to, by_whom: byWhom, note: text, created_at: at }: Audit): OrderEvent {
  return { at, kind: kindOf(from, to), byWhom, text };
}

function kindOf(from: Status | null, to: Status): OrderEvent["kind"] {
  if (from === to) return "recorded";
  return to === "pending" ? "placed" : to;
}
