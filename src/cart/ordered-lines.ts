import type { Static } from "typebox";
import type { Writer } from "../platform/database/database.ts";
import { refusal } from "../platform/refusal.ts";
import { cartKey } from "./cart.ts";
import { ownerOfCart } from "./cart.queries.ts";
import * as queries from "./ordered-lines.queries.ts";

/** A line to order, with today's effective price. */
export type OrderedLine = Static<typeof queries.OrderedLineRow>;

/**
 * Refusal of lines that were deleted after they were read. Changes of the cart wait for its row, but a product that is
 * deleted from the catalogue deletes its cart lines without locking the cart.
 */
const linesAreGone = {
  cart_lines_are_there_check: refusal("CAR_04", "cart_id", {
    message: "Not enough stock: something in the cart is not for sale any more; look at the cart and order again",
  }),
};

/**
 * Locks the cart until the transaction ends, and returns the lines that this customer may order. Returns none when the
 * cart is empty, unknown, or owned by another customer: knowing a claimed cart's id gives no right to order it.
 */
export async function lockCart(tx: Writer, cartId: string, customerId: number): Promise<OrderedLine[]> {
  const cart = cartKey(cartId);
  // The connection keeps the order of statements, so the lines are read once the cart is locked: a second order of the
  // same cart finds none.
  const [taken, lines] = await Promise.all([tx.first(ownerOfCart(cart)), tx.all(queries.orderedLines(cart))]);
  return [null, customerId].includes(taken?.customer_id ?? null) ? lines : [];
}

/**
 * Deletes the ordered lines from the cart; lines saved for later stay. The transaction fails when one of them does not
 * exist any more.
 */
export function removeOrdered(tx: Writer, cartId: string, itemIds: readonly number[]): void {
  return tx.send(queries.removeItems(cartKey(cartId), itemIds), linesAreGone);
}
