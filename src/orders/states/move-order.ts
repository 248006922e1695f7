import { returnStock, type ReturnedLine } from "../../stock/index.ts";
import type { Database, Writer } from "../../platform/database/database.ts";
import { refusal } from "../../platform/refusal.ts";
import { requireSendable, unsent } from "../attention.ts";
import { mailNews, type News } from "../letters/send-news.ts";
import { requireUndisputed } from "./require-undisputed.ts";
import * as queries from "./move-order.queries.ts";
import type { OrderKey } from "../order-key.ts";
import { illegalMove, requireMayMove, type Target } from "./states.ts";

/**
 * Who moves an order, why, and when; and whether it is sent although its address lies in another region than its way's, or
 * although a dispute has taken its money or may take it.
 */
export type Mover = {
  readonly byWhom: string;
  readonly note?: string;
  readonly now: Date;
  readonly isRegionWaived?: boolean;
  readonly isDisputeWaived?: boolean;
};

export type LockedOrder = NonNullable<Awaited<ReturnType<typeof lockOrder>>>;

/** What has not left the shop goes back to the shelf. */
const isOffTheShelf: Readonly<Record<Target, boolean>> = {
  paid: false,
  shipped: false,
  delivered: false,
  cancelled: true,
  refunded: true,
};

/**
 * `isRestocking`: what was taken from the shelf for it goes back; unless said otherwise, when the order is undone.
 * `keptOff`: without these units, whose money went back while they did not.
 */
type Moved = Mover & {
  readonly to: Target;
  readonly isRestocking?: boolean;
  readonly keptOff?: readonly queries.LineUnits[];
};

const noInvoice = "Name and address were kept for the invoice of a customer who was erased, and are removed";

/** The same for several orders. What they took is given back at once: the rows of the stock have one order for everybody. */
export async function moveAllLocked(
  tx: Writer,
  orders: readonly (OrderKey & { readonly locked: LockedOrder })[],
  moved: Moved,
): Promise<void> {
  const returned: ReturnedLine[] = [];
  for (const { locked, ...key } of orders) returned.push(...(await changeStatus(tx, key, locked, moved)));
  await returnStock(tx, returned);
}

/** The same in a transaction of its own. */
export function moveOrder(
  db: Database,
  key: OrderKey,
  to: Target,
  mover: Mover & Pick<Moved, "isRestocking">,
): Promise<void> {
  return db.transaction((tx) => moveOrderWithin(tx, key, to, mover));
}

/** Locks an order and moves it. */
export async function moveOrderWithin(
  tx: Writer,
  key: OrderKey,
  to: Target,
  mover: Mover & Pick<Moved, "isRestocking">,
): Promise<void> {
  const order = await requireLocked(tx, key);
  requireNoMoneyOnItsWay(order);
  await moveLocked(tx, key, order, { ...mover, to });
}

/** The same for one that must be there. */
export async function requireLocked(tx: Writer, key: OrderKey): Promise<LockedOrder> {
  const order = await lockOrder(tx, key);
  if (!order) throw refusal("ORD_01", "order_id");
  return order;
}

/** Takes the order's row: lock order is the order, then its payment, then stock in ascending order. */
export function lockOrder(tx: Writer, key: OrderKey) {
  return tx.first(queries.lockOrder(key));
}

/** While its money is on its way, nobody but the payment moves an order. */
export function requireNoMoneyOnItsWay(order: LockedOrder): void {
  if (order.is_being_paid) throw moneyMoves("the order is being paid right now", 5);
  if (order.is_being_refunded) throw moneyMoves("a refund of the order is not answered yet", 60);
}

/** The same, and gives back what the order took. */
export async function moveLocked(tx: Writer, key: OrderKey, order: LockedOrder, moved: Moved): Promise<void> {
  return returnStock(tx, await changeStatus(tx, key, order, moved));
}

/** Whose order a number is; undefined when there is none. */
export async function ownerOf(db: Database, orderId: number): Promise<number | undefined> {
  return (await db.first(queries.ownerOf(orderId)))?.customer_id;
}

/**
 * Moves an order that this transaction has locked, writes down who did it and mails it to the buyer; refuses what the table
 * does not have. Answers the lines that are to be put back on the shelf.
 */
async function changeStatus(
  tx: Writer,
  key: OrderKey,
  order: LockedOrder,
  moved: Moved,
): Promise<readonly ReturnedLine[]> {
  const { to, byWhom, note = "", now, isRegionWaived = false, isDisputeWaived = false } = moved;
  const { status: from } = order;
  requireMayMove(order, to);
  if (to === "shipped") {
    if (!(await tx.first(queries.unitToSend(key))))
      throw unsent(`all its units were refunded; give back the rest with npm run refund -- ${key.orderId}`);
    requireSendable(order.attention, isRegionWaived);
    if (!isDisputeWaived) requireUndisputed(order);
  }
  const isSettled = isRegionWaived || isOffTheShelf[to];
  const changing = tx.first(queries.changeStatus({ ...key, from, to, now, isSettled }));
  tx.send(queries.addAudit({ ...key, from, to, byWhom, note, now }));
  if (to === "cancelled" && order.is_kept_for_invoice)
    tx.send(queries.addAudit({ ...key, from: to, to, byWhom: "shop", note: noInvoice, now }));
  if (!(await changing)) throw illegalMove(from, to);
  const news = await newsOf(tx, key, order, moved);
  if (news) tx.send(mailNews(key, news));
  return (moved.isRestocking ?? isOffTheShelf[to]) ? linesGivenBack(tx, key, moved) : [];
}

/**
 * What the buyer is told of a move, beside the confirmation of a payment; a refund is told with its amount, by whoever
 * made it. Who cancels an order has the reply: a letter for it would be one to an address of the buyer's choice, for the
 * price of a request.
 */
async function newsOf(tx: Writer, key: OrderKey, order: LockedOrder, { to, byWhom }: Moved): Promise<News | undefined> {
  // What is refunded after this was sent: the letter tells what is in the parcel.
  if (to === "shipped") return { became: to, unsent: await tx.all(queries.refundedUnits(key)) };
  if (to === "refunded" && order.amount_cents === 0) return { became: "cancelled", because: "shop" };
  if (to !== "cancelled" || byWhom.startsWith("customer ")) return undefined;
  return { became: to, because: whyCancelled(byWhom, order) };
}

function whyCancelled(byWhom: string, { lost_cents }: LockedOrder): Extract<News, { became: "cancelled" }>["because"] {
  if (lost_cents > 0) return "disputed";
  return byWhom === "shop" ? "unpaid" : "shop";
}

/** Lines of an order that is undone, without the units that stay off the shelf. */
async function linesGivenBack(tx: Writer, key: OrderKey, { to, keptOff = [] }: Moved) {
  const lines = (await tx.all(queries.unitsOffTheShelf(key)))
    .map(({ quantity, decided_units, ...line }) => ({
      ...line,
      quantity: quantity - (to === "cancelled" ? decided_units : unitsOf(keptOff, line.line_number)),
    }))
    .filter(({ quantity }) => quantity > 0);
  if (lines.length > 0) tx.send(queries.addRestocked(key, lines));
  return lines;
}

function unitsOf(lines: readonly queries.LineUnits[], lineNumber: number): number {
  return lines
    .filter(({ line_number }) => line_number === lineNumber)
    .reduce((units, { quantity }) => units + quantity, 0);
}

function moneyMoves(message: string, retryAfterSeconds: number) {
  return refusal("COM_02", "order_id", { status: 409, message: `Invalid Data: ${message}`, retryAfterSeconds });
}
