import type { Static } from "typebox";
import type { Writer } from "../../platform/database/database.ts";
import { refusal } from "../../platform/refusal.ts";
import { cartKey } from "../cart.ts";
import * as queries from "./queries.ts";

/** A line as it is bought, its price today's effective one. */
export type OrderedLine = Static<typeof queries.OrderedLineRow>;

/** Holds the cart until the transaction ends, and answers what is in it; nothing when it is empty or unknown. */
export const lockCart = (tx: Writer, cartId: string): Promise<OrderedLine[]> => {
  const cart = cartKey(cartId);
  // Read after the cart was waited for, as the connection keeps their order.
  tx.send(queries.takeForOrder(cart));
  return tx.all(queries.orderedLines(cart));
};

/** The cart's changes wait for its row, but a product that is removed from the catalogue takes its lines along. */
const linesAreGone = {
  cart_lines_are_there_check: refusal("CAR_04", "cart_id", {
    message: "Not enough stock: something in the cart is not for sale any more; look at the cart and order again",
  }),
};

/** What was bought leaves the cart, each line that was read, or the transaction fails; what is saved for later stays. */
export const removeOrdered = (tx: Writer, cartId: string, itemIds: readonly number[]): void =>
  tx.send(queries.removeItems(cartKey(cartId), itemIds), linesAreGone);
