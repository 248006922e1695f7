import type { Config } from "../../platform/config.ts";
import type { Writer } from "../../platform/database/database.ts";
import { perNetwork } from "../../platform/limits/networks.ts";
import { spendWithin } from "../../platform/limits/within.ts";
import { refusal, type Refusal } from "../../platform/refusal.ts";
import type { OrderedLine } from "../../cart/index.ts";
import type { TrackedLines } from "../../stock/index.ts";

/** How many orders of one customer, and units of counted products in them, may wait for payment; 0 is no limit. */
export type PendingLimit = { readonly orders: number; readonly units: number };
/** What may be ordered and left unpaid. */
export type PendingLimits = {
  /** For customers who have confirmed their e-mail address, and for those who have not. */
  readonly proven: PendingLimit;
  readonly unproven: PendingLimit;
  /** Orders that one customer may place in an hour; 0 is no limit. */
  readonly ordersPerHour: number;
  /** Units that customers who have not confirmed their address may take from one network in so many seconds; 0 is no limit. */
  readonly network: { readonly units: number; readonly seconds: number };
};

const noLimit: PendingLimit = { orders: 0, units: 0 };

const unprovenHint = " Confirming the e-mail address raises this limit.";

export function pendingLimitsOf(config: Config): PendingLimits {
  return config.rateLimit === "off"
    ? { proven: noLimit, unproven: noLimit, ordersPerHour: 0, network: { units: 0, seconds: 1 } }
    : {
        proven: { orders: config.maxPendingOrders, units: config.maxReservedUnits },
        unproven: { orders: config.maxPendingOrdersUnproven, units: config.maxReservedUnitsUnproven },
        ordersPerHour: config.ordersPerHour,
        network: { units: config.maxReservedUnitsNetwork, seconds: config.orderPaymentMinutes * 60 },
      };
}

/** Counts an order against those of the hour, whatever becomes of it later. */
export function spendOrder(tx: Writer, customerId: number, { ordersPerHour: limit }: PendingLimits): void {
  if (limit > 0) spendWithin(tx, [{ name: "orders", key: String(customerId), limit, seconds: 3600 }]);
}

/**
 * Counts what an unproven customer takes from the shelf with what others like them took from the same network: accounts
 * cost nothing, networks do. Sent after the stock was taken, with the commit behind it, so that neighbours hardly wait.
 */
export function spendUnits(tx: Writer, address: string, units: number, { network: most }: PendingLimits): void {
  if (most.units === 0 || units === 0) return;
  const limit = { name: "reserved-units", limit: most.units, seconds: most.seconds };
  spendWithin(
    tx,
    perNetwork(limit, address),
    units,
    "Too many requests: unconfirmed customers at your network address have ordered as much as they may for now. Confirming your e-mail address lifts this limit.",
  );
}

/** Units that an order takes from the shelf. */
export function reservedUnits(counted: TrackedLines<OrderedLine>): number {
  return [...counted].reduce((sum, [{ quantity }, rows]) => (rows > 0 ? sum + quantity : sum), 0);
}

/** Why no more may be ordered before something is paid, with what is pending as the database tells it. */
export function tooMuchPending(limit: PendingLimit, isProven: boolean, detail: string): Refusal {
  const { orders, units } = JSON.parse(detail) as { orders: number; units: number };
  const held =
    limit.orders > 0 && orders >= limit.orders
      ? `${orders === 1 ? "1 order waits for its" : `${orders} orders wait for their`} payment, and no more than ${limit.orders} may`
      : `unpaid orders hold ${units} units, and together with this one they may hold no more than ${limit.units}`;
  return refusal("COM_02", "cart_id", {
    status: 409,
    message: `Invalid Data: ${held}. Pay or cancel some first.${isProven ? "" : unprovenHint}`,
  });
}
