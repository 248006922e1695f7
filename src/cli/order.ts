import {
  addNote,
  deliverOrder,
  describeInvoice,
  describeOrder,
  describeOrdersToSend,
  moveOrder,
  orderEvents,
  orderToPay,
  ownerOf,
  shipOrder,
} from "../orders/index.ts";
import type { Database } from "../platform/database/database.ts";
import { onOneLine } from "../platform/mail/address.ts";
import { refusal } from "../platform/refusal.ts";
import { readOrderArguments, usage, type OrderCommand } from "./order-arguments.ts";
import { counted } from "./quantities.ts";
import { withDatabase } from "./with-database.ts";

/** Maximum number of orders that are listed. */
const mostListed = 200;
const byWhom = "npm run order";

const command = readOrExit();
if (!command) process.stdout.write(usage);
else
  await withDatabase(async (db) => {
    process.stdout.write(`${(await answer(db, command)).join("\n")}\n`);
  });

async function answer(db: Database, asked: OrderCommand): Promise<string[]> {
  switch (asked.act) {
    case "list":
      return describeOrdersToSend(db, mostListed);
    case "show":
      return describeOrder(db, asked.orderId);
    case "invoice":
      return describeInvoice(db, await keyOf(db, asked.orderId), new Date());
    case "events":
      return events(db, asked.orderId);
    case "note":
      await addNote(db, await keyOf(db, asked.orderId), { content: asked.content, byWhom, now: new Date() });
      return [`Noted on order ${asked.orderId}.`];
    case "ship":
      return [await ship(db, asked)];
    case "deliver":
      return [await deliver(db, asked)];
    case "cancel":
      await moveOrder(db, await keyOf(db, asked.orderId), "cancelled", { byWhom, now: new Date() });
      return [`Order ${asked.orderId} is cancelled.`];
  }
}

async function ship(
  db: Database,
  { orderId, parcel, isRegionWaived, isDisputeWaived }: Extract<OrderCommand, { act: "ship" }>,
): Promise<string> {
  const note = [
    ...(isRegionWaived ? ["Sent although its address may lie in another region than its way leads to"] : []),
    ...(isDisputeWaived ? ["Sent although a dispute may take its money"] : []),
  ].join("; ");
  const mover = { byWhom, note, now: new Date(), isRegionWaived, isDisputeWaived };
  const { shipment, lines, rest } = await shipOrder(db, await keyOf(db, orderId), parcel, mover);
  if (rest.length === 0) return `Order ${orderId} is shipped.`;
  return `Parcel ${shipment} of order ${orderId} is sent: ${units(lines)}. Left to send: ${units(rest)}.`;
}

async function deliver(
  db: Database,
  { orderId, shipment }: Extract<OrderCommand, { act: "deliver" }>,
): Promise<string> {
  const delivery = shipment === undefined ? {} : { shipment };
  await deliverOrder(db, await keyOf(db, orderId), delivery, { byWhom, now: new Date() });
  if (shipment === undefined) return `Order ${orderId} is delivered.`;
  return `Parcel ${shipment} of order ${orderId} has arrived. The order is ${(await orderToPay(db, orderId)).status}.`;
}

async function events(db: Database, orderId: number): Promise<string[]> {
  return (await orderEvents(db, await keyOf(db, orderId))).map(({ at, kind, byWhom: who, text }) => {
    const moment = at.toISOString().slice(0, 16).replace("T", " ");
    return onOneLine(`${moment} ${kind} by ${who}${text === "" ? "" : `: ${text}`}`);
  });
}

function units(lines: readonly { readonly quantity: number }[]): string {
  return counted(
    lines.reduce((sum, { quantity }) => sum + quantity, 0),
    "unit",
  );
}

async function keyOf(db: Database, orderId: number) {
  const customerId = await ownerOf(db, orderId);
  if (customerId === undefined) throw refusal("ORD_01", "order_id");
  return { customerId, orderId };
}

function readOrExit(): OrderCommand | undefined {
  try {
    return readOrderArguments(process.argv.slice(2));
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n${usage}`);
    process.exit(2);
  }
}
