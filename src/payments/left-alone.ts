import type { Log } from "../platform/log.ts";
import type { PaymentElsewhere } from "./providers/provider.ts";

/** Log that discards every message. */
export const silent: Pick<Log, "warn" | "error"> = { warn: () => undefined, error: () => undefined };

/** Maximum number of orders remembered. Then all are forgotten, and each may be logged once more. */
const mostRemembered = 10_000;

/**
 * Returns a function that logs once per order and process that its payment is left alone: the jobs find it every
 * minute.
 */
export function openLeaveAlone(log: Pick<Log, "warn" | "error">): (orderId: number, why: PaymentElsewhere) => void {
  const told = new Set<number>();
  return (orderId, why) => {
    if (told.has(orderId)) return;
    if (told.size >= mostRemembered) told.clear();
    told.add(orderId);
    log.error(
      { orderId, why: why.message },
      "an order's payment is at another account or in another mode, and is left alone: a server with that key settles it",
    );
  };
}
