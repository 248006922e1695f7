import type { Static } from "typebox";
import type { Writer } from "../platform/database/database.ts";
import { refusal } from "../platform/refusal.ts";
import { cartKey } from "./cart.ts";
import { ownerOfCart } from "./cart.queries.ts";
import * as queries from "./ordered-lines.queries.ts";

/** A line as it is bought, its price today's effective one. */
export type OrderedLine = Static<typeof queries.OrderedLineRow>;

/** The cart's changes wait for its row, but a product that is removed from the catalogue takes its lines along. */
const linesAreGone = {
  cart_lines_are_there_check: refusal("CAR_04", "cart_id", {
    message: "Not enough stock: something in the cart is not for sale any more; look at the cart and order again",
  }),
};

/**
 * Holds the cart until the transaction ends, and answers what this customer may order of it; nothing when it is empty,
 * unknown, or claimed by somebody else: knowing its id makes nobody the owner of that.
 */
export async function lockCart(tx: Writer, cartId: string, customerId: number): Promise<OrderedLine[]> {
  const cart = cartKey(cartId);
  // Lines are read after the cart was waited for, as the connection keeps their order: a second order finds none.
  const [taken, lines] = await Promise.all([tx.first(ownerOfCart(cart)), tx.all(queries.orderedLines(cart))]);
  return [null, customerId].includes(taken?.customer_id ?? null) ? lines : [];
}

/** What was bought leaves the cart, each line that was read, or the transaction fails; what is saved for later stays. */
export function removeOrdered(tx: Writer, cartId: string, itemIds: readonly number[]): void {
  return tx.send(queries.removeItems(cartKey(cartId), itemIds), linesAreGone);
}
