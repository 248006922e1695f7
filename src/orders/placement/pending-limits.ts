import type { Config } from "../../platform/config.ts";
import type { Writer } from "../../platform/database/database.ts";
import { perNetwork } from "../../platform/limits/networks.ts";
import { consumeWithin } from "../../platform/limits/within.ts";
import { refusal, type Refusal } from "../../platform/refusal.ts";
import type { OrderedLine } from "../../cart/index.ts";
import type { TrackedLines } from "../../stock/index.ts";

/**
 * Maximum number of one customer's orders that wait for payment, and of the units with tracked stock in them; 0 means
 * no limit.
 */
export type PendingLimit = { readonly orders: number; readonly units: number };
/** Limits on orders that are not paid yet. */
export type PendingLimits = {
  /** `proven`: customers who have confirmed their e-mail address. `unproven`: those who have not. */
  readonly proven: PendingLimit;
  readonly unproven: PendingLimit;
  /** Maximum number of orders per customer and hour; 0 means no limit. */
  readonly ordersPerHour: number;
  /**
   * Maximum number of units that customers without a confirmed e-mail address may take from one network within this
   * many seconds; 0 means no limit.
   */
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

/**
 * Counts an order against the customer's hourly limit, even if it is cancelled later. Above the limit, the transaction
 * fails with COM_29.
 */
export function countOrder(tx: Writer, customerId: number, { ordersPerHour: limit }: PendingLimits): void {
  if (limit > 0) consumeWithin(tx, [{ name: "orders", key: String(customerId), limit, seconds: 3600 }]);
}

/**
 * Counts the units that an unproven customer takes from stock against a limit that all unproven customers of the same
 * network share: accounts cost nothing, networks do. Sent after stock is decremented, in the same message as the
 * commit, so that other customers of the network hardly wait for the locked count. Above the limit, the transaction
 * fails with COM_29.
 */
export function countReservedUnits(tx: Writer, address: string, units: number, { network: most }: PendingLimits): void {
  if (most.units === 0 || units === 0) return;
  const limit = { name: "reserved-units", limit: most.units, seconds: most.seconds };
  consumeWithin(
    tx,
    perNetwork(limit, address),
    units,
    "Too many requests: unconfirmed customers at your network address have ordered as much as they may for now. Confirming your e-mail address lifts this limit.",
  );
}

/** Returns the number of units that an order takes from stock. */
export function reservedUnits(counted: TrackedLines<OrderedLine>): number {
  return [...counted].reduce((sum, [{ quantity }, rows]) => (rows > 0 ? sum + quantity : sum), 0);
}

/** Refusal of an order above the limit. `detail` comes from the database and says what is pending, as JSON. */
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
