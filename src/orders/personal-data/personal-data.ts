import type { Database, Writer } from "../../platform/database/database.ts";
import { forgetKeys } from "../../platform/idempotency/idempotency.queries.ts";
import { refusal } from "../../platform/refusal.ts";
import { moveAllLocked, requireNoMoneyOnItsWay } from "../states/move-order.ts";
import { addAudit } from "../states/move-order.queries.ts";
import { exportOrders } from "./export.ts";
import * as queries from "./personal-data.queries.ts";
import { dayOf, keptSince, keptUntil, type Retention } from "./retention.ts";

export type LeavingSettings = Retention & { readonly deliveryDays: number };

type Order = Awaited<ReturnType<typeof heldOrders>>[number];

const dayMilliseconds = 86_400_000;

/** Orders that a refusal names; it tells how many more there are. */
const mostNamed = 10;

/** What orders keep about a customer. */
export function ordersOfCustomers(settings: LeavingSettings) {
  return {
    export: (db: Database, customerId: number) => exportOrders(db, customerId, settings),
    forget: (tx: Writer, customerId: number) => forgetBuyer(tx, customerId, settings),
  };
}

/**
 * Takes the person out of their orders, within the transaction that erases the person: what is unpaid is cancelled, what
 * an invoice needs is kept for its time. Refuses while something is paid for and not there yet, or being paid.
 */
async function forgetBuyer(tx: Writer, customerId: number, settings: LeavingSettings): Promise<void> {
  const now = new Date();
  const since = keptSince(now, settings);
  const orders = await heldOrders(tx, customerId);
  const pending = orders.filter(({ status }) => status === "pending");
  pending.forEach(requireNoMoneyOnItsWay);
  requireNothingOnItsWay(orders, settings, now);
  await cancelUnpaid(tx, customerId, pending, now);
  tx.send(queries.forgetNotes(customerId));
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
  await tx.all(forgetKeys(customerId));
}

/** The customer's orders, which nobody moves until the transaction ends. Lock order: ascending, then the stock of all at once. */
function heldOrders(tx: Writer, customerId: number) {
  tx.send(queries.holdOrders(customerId));
  return tx.all(queries.ordersOf(customerId));
}

/** Who is owed goods or money cannot be erased: nobody would know where to send them. */
function requireNothingOnItsWay(orders: readonly Order[], settings: LeavingSettings, now: Date): void {
  const waiting = orders.flatMap((order) => {
    const need = needOf(order, settings, now);
    return need ? [`order ${order.order_id} ${need}`] : [];
  });
  if (waiting.length === 0) return;
  const named =
    waiting.length > mostNamed ? [...waiting.slice(0, mostNamed), `${waiting.length - mostNamed} more`] : waiting;
  throw refusal("COM_02", "order_id", {
    status: 409,
    message: `Invalid Data: ${named.join("; ")}. Erase the account when everything has arrived, or ask the shop for a refund first`,
  });
}

/**
 * Why an order still needs its customer; undefined when it does not. Of what was paid in an older shop nobody knows whether
 * it arrived.
 */
function needOf(order: Order, { deliveryDays }: LeavingSettings, now: Date): string | undefined {
  if (order.is_paid_elsewhere) return undefined;
  if (order.is_being_refunded) return "is being refunded";
  if (order.status === "paid") return "is paid and not sent yet";
  if (order.status !== "shipped" || !order.shipped_at) return undefined;
  const arrival = new Date(order.shipped_at.getTime() + deliveryDays * dayMilliseconds);
  return arrival > now ? `is on its way, and counts as delivered from ${dayOf(arrival)}` : undefined;
}

/** What is unpaid will not be sent to anybody: whoever knows its number must not pay for it any more. */
function cancelUnpaid(tx: Writer, customerId: number, orders: readonly Order[], now: Date): Promise<void> {
  return moveAllLocked(
    tx,
    orders.map((locked) => ({ customerId, orderId: locked.order_id, locked })),
    { to: "cancelled", byWhom: "shop", note: "The customer was erased", now },
  );
}

/** What becomes of an order's name and address, for its audit. */
function noteOf({ paid_at }: Order, since: Date, settings: LeavingSettings): string {
  return paid_at && paid_at >= since
    ? `The customer was erased; name and address are kept for the invoice until ${dayOf(keptUntil(paid_at, settings))}`
    : "The customer was erased, and with the customer name and address";
}
