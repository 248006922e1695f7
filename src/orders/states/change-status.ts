import { returnStock, type ReturnedLine } from "../../stock/index.ts";
import type { Database, Writer } from "../../platform/database/database.ts";
import { refusal } from "../../platform/refusal.ts";
import { mailNews, type News } from "../letters/send-news.ts";
import { blankInvoice } from "../make-invoice.queries.ts";
import * as queries from "./change-status.queries.ts";
import type { OrderKey } from "../order-key.ts";
import { illegalMove, requireMayMove, type Target } from "./states.ts";

/**
 * Who changes an order's status, why, and when. `isRegionWaived`: the order is sent although its address lies outside
 * the shipping method's region. `isDisputeWaived`: it is sent although a dispute has taken its money or may take it.
 */
export type Mover = {
  readonly byWhom: string;
  readonly note?: string;
  readonly now: Date;
  readonly isRegionWaived?: boolean;
  readonly isDisputeWaived?: boolean;
};

export type LockedOrder = NonNullable<Awaited<ReturnType<typeof lockOrder>>>;

/** Whether an order's units go back to stock when it reaches a status: goods that have not left the shop do. */
const isOffTheShelf: Readonly<Record<Target, boolean>> = {
  paid: false,
  shipped: false,
  delivered: false,
  cancelled: true,
  refunded: true,
};

/**
 * `isRestocking`: whether the order's units go back to stock; by default, when it is cancelled or refunded. `keptOff`:
 * units that do not go back, although their money did.
 */
type Moved = Mover & {
  readonly to: Target;
  readonly isRestocking?: boolean;
  readonly keptOff?: readonly queries.LineUnits[];
};

const noInvoice = "Name and address were kept for the invoice of a customer who was erased, and are removed";

/**
 * Moves several locked orders as `moveLocked` does. Puts the units of all of them back into stock in one call, because
 * every transaction locks stock rows in the same order.
 */
export async function moveAllLocked(
  tx: Writer,
  orders: readonly (OrderKey & { readonly locked: LockedOrder })[],
  moved: Moved,
): Promise<void> {
  const returned: ReturnedLine[] = [];
  for (const { locked, ...key } of orders) returned.push(...(await changeStatus(tx, key, locked, moved)));
  await returnStock(tx, returned);
}

/** Locks an order; throws ORD_01 when there is no such order. */
export async function requireLocked(tx: Writer, key: OrderKey): Promise<LockedOrder> {
  const order = await lockOrder(tx, key);
  if (!order) throw refusal("ORD_01", "order_id");
  return order;
}

/** Locks the order's row. Lock order: the order, its payment, then stock in ascending order. */
export function lockOrder(tx: Writer, key: OrderKey) {
  return tx.first(queries.lockOrder(key));
}

/**
 * Throws COM_02 (409) while a payment or refund of the order is in progress: until that ends, only the payment may move
 * the order.
 */
export function requireNoMoneyOnItsWay(order: LockedOrder): void {
  if (order.is_being_paid) throw moneyMoves("the order is being paid right now", 5);
  if (order.is_being_refunded) throw moneyMoves("a refund of the order is not answered yet", 60);
}

/** Moves an order that this transaction has locked, and puts its units back into stock where they go back. */
export async function moveLocked(tx: Writer, key: OrderKey, order: LockedOrder, moved: Moved): Promise<void> {
  return returnStock(tx, await changeStatus(tx, key, order, moved));
}

/** Returns the customer of an order; undefined when there is no such order. */
export async function ownerOf(db: Database, orderId: number): Promise<number | undefined> {
  return (await db.first(queries.ownerOf(orderId)))?.customer_id;
}

/**
 * Moves an order that this transaction has locked, adds an audit entry and enqueues the mail to the buyer. Throws
 * COM_02 (409) for a move that `moves` does not list. Returns the lines that are to go back to stock.
 */
async function changeStatus(
  tx: Writer,
  key: OrderKey,
  order: LockedOrder,
  moved: Moved,
): Promise<readonly ReturnedLine[]> {
  const { to, byWhom, note = "", now, isRegionWaived = false } = moved;
  const { status: from } = order;
  requireMayMove(order, to);
  const isSettled = isRegionWaived || isOffTheShelf[to];
  const changing = tx.first(queries.changeStatus({ ...key, from, to, now, isSettled }));
  tx.send(queries.addAudit({ ...key, from, to, byWhom, note, now }));
  if (to === "cancelled" && order.is_kept_for_invoice) {
    tx.send(queries.addAudit({ ...key, from: to, to, byWhom: "shop", note: noInvoice, now }));
    tx.send(blankInvoice(key));
  }
  if (!(await changing)) throw illegalMove(from, to);
  const news = newsOf(order, moved);
  if (news) tx.send(mailNews(key, news));
  return (moved.isRestocking ?? isOffTheShelf[to]) ? linesGivenBack(tx, key, moved) : [];
}

/**
 * Returns what the buyer gets by mail about a move. Left out: a payment, which has its confirmation; a parcel and a
 * refund, which are mailed with their units and amount by the code that made them; and a cancellation by the buyer, who
 * has the response. A mail for it would go to an address of the buyer's choice, for the price of a request.
 */
function newsOf(order: LockedOrder, { to, byWhom }: Moved): News | undefined {
  if (to === "refunded" && order.amount_cents === 0) return { became: "cancelled", because: "shop" };
  if (to !== "cancelled" || byWhom.startsWith("customer ")) return undefined;
  return { became: to, because: whyCancelled(byWhom, order) };
}

function whyCancelled(byWhom: string, { lost_cents }: LockedOrder): Extract<News, { became: "cancelled" }>["because"] {
  if (lost_cents > 0) return "disputed";
  return byWhom === "shop" ? "unpaid" : "shop";
}

/** Returns the lines of a cancelled or refunded order with the units that go back to stock, and records them. */
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
