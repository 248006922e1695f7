import type { Database } from "../platform/database/database.ts";
import { inCurrency } from "../platform/money.ts";
import { refusal } from "../platform/refusal.ts";
import { placeOf } from "./letters/confirmation.letter.ts";
import { ownerOf } from "./states/move-order.ts";
import * as queries from "./orders-to-send.queries.ts";

type Waiting = NonNullable<Awaited<ReturnType<typeof orderRow>>>;

/** The paid orders that wait to be sent, a line for each, the oldest first; `most` at once. */
export async function tellOrdersToSend(db: Database, most: number): Promise<string[]> {
  const orders = await db.all(queries.ordersToSend(most + 1));
  if (orders.length === 0) return ["No paid order waits to be sent."];
  const lines = orders
    .slice(0, most)
    .map((order) => `${headline(order)}; to ${shown(placeOf(order.ship_to)[0] ?? "")}`);
  return orders.length > most ? [...lines, `… and more than these ${most}.`] : lines;
}

/** One order as whoever packs it needs it: its lines by number, and where it goes. */
export async function tellOrder(db: Database, orderId: number): Promise<string[]> {
  const customerId = await ownerOf(db, orderId);
  const order = customerId === undefined ? undefined : await orderRow(db, customerId, orderId);
  if (customerId === undefined || !order) throw refusal("ORD_01", "order_id");
  const lines = await db.all(queries.linesForShop({ customerId, orderId }));
  return [
    headline(order),
    ...lines.map(({ line_number, quantity, product_name, attributes, product_id, refunded_units }) =>
      shown(
        `  line ${line_number}: ${quantity} × ${product_name} (${attributes}), product ${product_id}${refunded_units > 0 ? `; ${refunded_units} refunded` : ""}`,
      ),
    ),
    ...placeOf(order.ship_to).map((line) => `  ${shown(line)}`),
  ];
}

function orderRow(db: Database, customerId: number, orderId: number) {
  return db.first(queries.orderForShop({ customerId, orderId }));
}

function headline(order: Waiting): string {
  return [
    `Order ${order.order_id}`,
    order.status === "paid" ? `paid ${day(order.paid_at)}` : order.status,
    inCurrency(order.amount_cents, order.currency),
    order.shipping_type,
    ...remarks(order),
  ]
    .map(shown)
    .join("; ");
}

function day(moment: Date | null): string {
  return moment?.toISOString().slice(0, 16).replace("T", " ") ?? "unpaid";
}

/** Why somebody has to look at an order before it is sent. */
function remarks({ attention, dispute_status, refunded_cents, currency }: Waiting): string[] {
  return [
    ...attention.map((one) => one.replaceAll("_", " ")),
    ...(dispute_status ? [`dispute ${dispute_status}`] : []),
    ...(refunded_cents > 0 ? [`${inCurrency(refunded_cents, currency)} refunded`] : []),
  ];
}

/** What somebody wrote, on one line of a terminal: nothing of it moves the cursor. */
function shown(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ");
}
