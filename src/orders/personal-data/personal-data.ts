import type { Database, Writer } from "../../platform/database/database.ts";
import { forgetKeys } from "../../platform/idempotency/idempotency.queries.ts";
import { refusal } from "../../platform/refusal.ts";
import { blankInvoicesBefore } from "../make-invoice.queries.ts";
import { eraseNotes } from "../order-notes.queries.ts";
import { eraseTracking } from "../shipments.queries.ts";
import { moveAllLocked, requireNoMoneyOnItsWay } from "../states/change-status.ts";
import { addAudit } from "../states/change-status.queries.ts";
import { isMoneyless } from "../states/states.ts";
import { exportOrders } from "./export.ts";
import * as queries from "./personal-data.queries.ts";
import { dayOf, keptSince, keptUntil, type Retention } from "./retention.ts";

export type PersonalDataSettings = Retention & { readonly deliveryDays: number };

type Order = Awaited<ReturnType<typeof heldOrders>>[number];

/** What ends an order's need of its customer, told to that customer. */
const remedies = {
  refundEnds: "Erase the account when the refund has ended",
  disputeEnds: "Erase the account when the dispute has ended",
  cancel: "Cancel an order that leaves nothing to refund with POST /orders/{order_id}/cancel first",
  refund: "Erase the account when everything has arrived, or ask the shop for a refund first",
  arrival: "Erase the account when everything has arrived",
} as const;

type Need = { readonly reason: string; readonly remedy: keyof typeof remedies };

const dayMilliseconds = 86_400_000;

/** Maximum number of orders that a refusal names; it says how many more there are. */
const mostNamed = 10;

/** Export and erasure of a customer's personal data in orders. */
export function ordersOfCustomers(settings: PersonalDataSettings) {
  return {
    export: (db: Database, customerId: number) => exportOrders(db, customerId, settings),
    forget: (tx: Writer, customerId: number) => eraseBuyer(tx, customerId, settings),
  };
}

/**
 * Erases a customer's personal data from their orders, within the transaction that erases the customer. Cancels unpaid
 * orders; keeps what an invoice needs for its retention period. Throws COM_02 (409) while an order is being paid, or is
 * paid, not delivered and not wholly refunded.
 */
async function eraseBuyer(tx: Writer, customerId: number, settings: PersonalDataSettings): Promise<void> {
  const now = new Date();
  const since = keptSince(now, settings);
  const orders = await heldOrders(tx, customerId);
  const pending = orders.filter(({ status }) => status === "pending");
  pending.forEach(requireNoMoneyOnItsWay);
  requireNothingOnItsWay(orders, settings, now);
  await cancelUnpaid(tx, customerId, pending, now);
  tx.send(queries.blankImportedNotes(customerId));
  tx.send(eraseTracking(customerId));
  tx.send(eraseNotes(customerId));
  for (const order of orders)
    if (order.has_address && order.status !== "pending")
      tx.send(
        addAudit({
          customerId,
          orderId: order.order_id,
          from: order.status,
          to: order.status,
          byWhom: "shop",
          note: noteOf(order, since, settings),
          now,
        }),
      );
  tx.send(queries.forgetShipTo(customerId, since));
  tx.send(blankInvoicesBefore(customerId, since));
  await tx.all(forgetKeys(customerId));
}

/**
 * Locks the customer's orders until the transaction ends, and returns them. Lock order: orders ascending, then the
 * stock of all of them at once.
 */
function heldOrders(tx: Writer, customerId: number) {
  tx.send(queries.holdOrders(customerId));
  return tx.all(queries.ordersOf(customerId));
}

/** Throws COM_02 (409) when the customer is owed goods or money: without the address, they could not be sent. */
function requireNothingOnItsWay(orders: readonly Order[], settings: PersonalDataSettings, now: Date): void {
  const needs = orders.flatMap((order) => {
    const need = needOf(order, settings, now);
    return need ? [{ ...need, reason: `order ${order.order_id} ${need.reason}` }] : [];
  });
  if (needs.length === 0) return;
  const named = needs.slice(0, mostNamed).map(({ reason }) => reason);
  const more = needs.length > mostNamed ? [`${needs.length - mostNamed} more`] : [];
  const advice = [...new Set(needs.map(({ remedy }) => remedies[remedy]))];
  throw refusal("COM_02", "order_id", {
    status: 409,
    message: `Invalid Data: ${[[...named, ...more].join("; "), ...advice].join(". ")}`,
  });
}

/**
 * Returns why an order still needs its customer; undefined when it does not. Of an order that was paid in an older
 * shop, it is unknown whether it was delivered. Of an order that was sent and whose whole price went back, the customer
 * is owed neither goods nor money; an order that cost nothing is owed until it has arrived.
 */
function needOf(order: Order, { deliveryDays }: PersonalDataSettings, now: Date): Need | undefined {
  if (order.is_paid_elsewhere) return undefined;
  if (order.is_being_refunded) return { reason: "is being refunded", remedy: "refundEnds" };
  if (order.dispute_status === "open") return { reason: "is disputed", remedy: "disputeEnds" };
  const isFree = order.amount_cents === 0;
  if (order.status === "paid" && order.shipment_count > 0 && isMoneyless(order))
    return { reason: "is sent in part", remedy: "arrival" };
  if (order.status === "paid")
    return isMoneyless(order)
      ? { reason: "is not sent yet, and leaves nothing to refund", remedy: "cancel" }
      : { reason: "is paid and not sent yet", remedy: "refund" };
  if (order.status !== "shipped" || !order.shipped_at) return undefined;
  if (isMoneyless(order) && !isFree) return undefined;
  const arrival = new Date(order.shipped_at.getTime() + deliveryDays * dayMilliseconds);
  return arrival > now
    ? {
        reason: `is on its way, and counts as delivered from ${dayOf(arrival)}`,
        remedy: isFree ? "arrival" : "refund",
      }
    : undefined;
}

/** Cancels unpaid orders: they will never be sent, so they must not be paid by a client that knows their number. */
function cancelUnpaid(tx: Writer, customerId: number, orders: readonly Order[], now: Date): Promise<void> {
  return moveAllLocked(
    tx,
    orders.map((locked) => ({ customerId, orderId: locked.order_id, locked })),
    { to: "cancelled", byWhom: "shop", note: "The customer was erased", now },
  );
}

/** Returns the audit note about an order's name and address. */
function noteOf({ paid_at }: Order, since: Date, settings: PersonalDataSettings): string {
  return paid_at && paid_at >= since
    ? `The customer was erased; name and address are kept for the invoice until ${dayOf(keptUntil(paid_at, settings))}`
    : "The customer was erased, and with the customer name and address";
}
