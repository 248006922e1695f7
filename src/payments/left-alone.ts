import type { Log } from "../platform/log.ts";
import type { PaymentElsewhere } from "./providers/provider.ts";

/** For whoever asks for no log. */
export const silent: Pick<Log, "warn" | "error"> = { warn: () => undefined, error: () => undefined };

/** Orders remembered at most; then each may be told of once more. */
const mostRemembered = 10_000;

/** Says once for each order, while this program runs, that its payment is left alone: jobs come by every minute. */
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
