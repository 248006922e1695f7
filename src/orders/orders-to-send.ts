import type { Database } from "../platform/database/database.ts";
import { jobsOfOrder } from "../platform/jobs/jobs.queries.ts";
import { aboutCustomer } from "../platform/jobs/subject.ts";
import { inCurrency } from "../platform/money.ts";
import { refusal } from "../platform/refusal.ts";
import { placeOf } from "./letters/confirmation.letter.ts";
import type { OrderKey } from "./order-key.ts";
import { mailsAbout } from "./order-mails.ts";
import { shipmentsOf, type Shipment } from "./shipments.ts";
import { ownerOf } from "./states/change-status.ts";
import * as queries from "./orders-to-send.queries.ts";

type Waiting = NonNullable<Awaited<ReturnType<typeof orderRow>>>;

/**
 * Returns the paid orders that wait to be sent as text, one line each, the oldest payment first, at most `most` orders.
 */
export async function describeOrdersToSend(db: Database, most: number): Promise<string[]> {
  const orders = await db.all(queries.ordersToSend(most + 1));
  if (orders.length === 0) return ["No paid order waits to be sent."];
  const lines = orders
    .slice(0, most)
    .map((order) => `${headline(order)}; to ${shown(placeOf(order.ship_to)[0] ?? "")}`);
  return orders.length > most ? [...lines, `… and more than these ${most}.`] : lines;
}

/**
 * Returns an order as text: what is needed to pack it (its lines by number, its address), and what became of its mails.
 * Throws ORD_01 when there is no such order.
 */
export async function describeOrder(db: Database, orderId: number): Promise<string[]> {
  const customerId = await ownerOf(db, orderId);
  const order = customerId === undefined ? undefined : await orderRow(db, customerId, orderId);
  if (customerId === undefined || !order) throw refusal("ORD_01", "order_id");
  const key = { customerId, orderId };
  const [lines, shipments] = await Promise.all([linesForShop(db, key), shipmentsOf(db, key)]);
  return [
    headline(order),
    ...lines.map((line) => shown(`  line ${line.line_number}: ${lineOf(line)}`)),
    ...placeOf(order.ship_to).map((line) => `  ${shown(line)}`),
    ...shipments.map((one) => `  parcel ${shown(parcelOf(one))}`),
    ...(await mails(db, key)).map((line) => `  mail ${shown(line)}`),
  ];
}

/** Returns the mails about an order: those that the mail server has accepted, by the subject they had, and those left. */
async function mails(db: Database, key: OrderKey): Promise<string[]> {
  const [sent, left] = await Promise.all([
    mailsAbout(db, key),
    db.all(jobsOfOrder(aboutCustomer(key.customerId), key.orderId)),
  ]);
  return [
    ...sent.map(({ subject, sent_at, mail_id }) => `sent ${day(sent_at)}: "${subject}", Message-ID ${mail_id}`),
    ...left.map(({ job_id: id, task, failures, last_error: error, run_at, dead_lettered_at: givenUp }) =>
      givenUp
        ? `given up ${day(givenUp)}: ${task}: ${error ?? ""}; npm run jobs -- --retry ${id}`
        : `not sent yet: ${task}, job ${id}, next try ${day(run_at)}${failures > 0 ? `, failed ${failures} times: ${error ?? ""}` : ""}`,
    ),
  ];
}

function lineOf(line: Awaited<ReturnType<typeof linesForShop>>[number]): string {
  const { quantity, product_name, attributes, product_id, shipped_units, refunded_units } = line;
  return [
    `${quantity} × ${product_name} (${attributes}), product ${product_id}`,
    ...(shipped_units > 0 && shipped_units < quantity ? [`${shipped_units} sent`] : []),
    ...(refunded_units > 0 ? [`${refunded_units} refunded`] : []),
  ].join("; ");
}

function parcelOf({ shipment, shipped_at, delivered_at, carrier, tracking_number, lines }: Shipment): string {
  return [
    `${shipment}: sent ${day(shipped_at)}`,
    ...(delivered_at ? [`arrived ${day(delivered_at)}`] : []),
    ...[carrier, tracking_number].filter((one) => one !== null),
    lines.map(({ line_number, quantity }) => `${quantity} of line ${line_number}`).join(", "),
  ].join("; ");
}

function linesForShop(db: Database, key: OrderKey) {
  return db.all(queries.linesForShop(key));
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

/** Returns the reasons to check an order before it is sent. */
function remarks({ status, attention, dispute_status, refunded_cents, currency, shipment_count }: Waiting): string[] {
  return [
    ...(status === "paid" && shipment_count > 0 ? ["sent in part"] : []),
    ...attention.map((one) => one.replaceAll("_", " ")),
    ...(dispute_status ? [`dispute ${dispute_status}`] : []),
    ...(refunded_cents > 0 ? [`${inCurrency(refunded_cents, currency)} refunded`] : []),
  ];
}

/** Puts foreign text on one line of a terminal: control characters, which could move the cursor, become spaces. */
function shown(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ");
}
