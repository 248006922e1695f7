import { unsent } from "../attention.ts";
import type { LockedOrder } from "./change-status.ts";
import { isMoneyless } from "./states.ts";

const allTheSame = "or send it all the same with --despite-dispute";

/**
 * Throws COM_02 (409) when a dispute has taken the order's money or may take it, so that the goods are not lost as
 * well. Not called when the shop waives that.
 */
export function requireUndisputed(order: LockedOrder): void {
  if (order.dispute_status === "open")
    throw unsent(`a dispute on its payment is open; wait until the bank has decided, ${allTheSame}`);
  if (order.dispute_status !== "lost") return;
  throw isMoneyless(order)
    ? unsent(`its payment was lost in a dispute; cancel the order, ${allTheSame}`)
    : unsent(`a part of its payment was lost in a dispute; refund what is left and cancel the order, ${allTheSame}`);
}
