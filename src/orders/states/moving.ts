import { giveBackStock } from "../../cart/index.ts";
import type { Database, Writer } from "../../platform/database/database.ts";
import { refusal } from "../../platform/refusal.ts";
import { mailNews, type News } from "../letters/news.ts";
import * as queries from "./queries.ts";
import type { OrderKey } from "./queries.ts";
import { illegalMove, mayMove, type Target } from "./states.ts";

/** Who moves an order, why, and when. */
export type Mover = { readonly byWhom: string; readonly note?: string; readonly now: Date };

export type LockedOrder = NonNullable<Awaited<ReturnType<typeof lockOrder>>>;

/** Takes the order's row: lock order is the order, then its payment, then stock in ascending order. */
export const lockOrder = (tx: Writer, key: OrderKey) => tx.first(queries.lockOrder(key));

/** The same for one that must be there. */
export const requireLocked = async (tx: Writer, key: OrderKey): Promise<LockedOrder> => {
  const order = await lockOrder(tx, key);
  if (!order) throw refusal("ORD_01", "order_id");
  return order;
};

/** What has not left the shop goes back to the shelf. */
const isOffTheShelf: Readonly<Record<Target, boolean>> = {
  paid: false,
  shipped: false,
  delivered: false,
  cancelled: true,
  refunded: true,
};

/** What the buyer is told of a move, beside the confirmation of a payment. */
const newsOf = (to: Target, byWhom: string): News | undefined => {
  if (to === "shipped" || to === "refunded") return { became: to };
  if (to !== "cancelled") return undefined;
  const because = byWhom.startsWith("customer ") ? "buyer" : byWhom === "shop" ? "unpaid" : "shop";
  return { became: to, because };
};

/**
 * Moves an order that this transaction has locked, writes down who did it and mails it to the buyer; refuses what the table
 * does not have.
 */
export const moveLocked = async (
  tx: Writer,
  key: OrderKey,
  order: LockedOrder,
  { to, byWhom, note = "", now }: Mover & { readonly to: Target },
): Promise<void> => {
  const { status: from, next_entry: entry } = order;
  if (!mayMove(from, to)) throw illegalMove(from, to);
  const changing = tx.first(queries.changeStatus({ ...key, from, to, now }));
  tx.send(queries.addAudit({ ...key, entry, from, to, byWhom, note, now }));
  if (!(await changing)) throw illegalMove(from, to);
  const news = newsOf(to, byWhom);
  if (news) tx.send(mailNews(key, news));
  if (isOffTheShelf[to]) await giveBackStock(tx, await tx.all(queries.countedLines(key)));
};

const moneyMoves = (message: string, retryAfterSeconds: number) =>
  refusal("COM_02", "order_id", { status: 409, message: `Invalid Data: ${message}`, retryAfterSeconds });

/** While its money is on its way, nobody but the payment moves an order. */
export const requireNoMoneyOnItsWay = (order: LockedOrder): void => {
  if (order.is_being_paid) throw moneyMoves("the order is being paid right now", 5);
  if (order.is_being_refunded) throw moneyMoves("a refund of the order is not answered yet", 60);
};

/** Moves an order in a transaction of its own. */
export const moveOrder = (db: Database, key: OrderKey, to: Target, mover: Mover): Promise<void> =>
  db.transaction(async (tx) => {
    const order = await requireLocked(tx, key);
    requireNoMoneyOnItsWay(order);
    await moveLocked(tx, key, order, { ...mover, to });
  });

/** Whose order a number is; undefined when there is none. */
export const ownerOf = async (db: Database, orderId: number): Promise<number | undefined> =>
  (await db.first(queries.ownerOf(orderId)))?.customer_id;
