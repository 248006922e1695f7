import type { Config } from "../../platform/config.ts";
import { refusal, type Refusal } from "../../platform/refusal.ts";
import type { OrderedLine, CountedLines } from "../../cart/index.ts";

/** How many orders of one customer, and units of counted products in them, may wait for payment; 0 is no limit. */
export type PendingLimit = { readonly orders: number; readonly units: number };
/** For customers who have confirmed their e-mail address, and for those who have not. */
export type PendingLimits = { readonly proven: PendingLimit; readonly unproven: PendingLimit };

const noLimit: PendingLimit = { orders: 0, units: 0 };

export const pendingLimitsOf = (config: Config): PendingLimits =>
  config.rateLimit === "off"
    ? { proven: noLimit, unproven: noLimit }
    : {
        proven: { orders: config.maxPendingOrders, units: config.maxReservedUnits },
        unproven: { orders: config.maxPendingOrdersUnproven, units: config.maxReservedUnitsUnproven },
      };

/** Units that an order takes from the shelf. */
export const reservedUnits = (counted: CountedLines<OrderedLine>): number =>
  [...counted].reduce((sum, [{ quantity }, rows]) => (rows > 0 ? sum + quantity : sum), 0);

const unprovenHint = " Confirming the e-mail address raises this limit.";

/** Why no more may be ordered before something is paid, with what is pending as the database tells it. */
export const tooMuchPending = (limit: PendingLimit, isProven: boolean, detail: string): Refusal => {
  const { orders, units } = JSON.parse(detail) as { orders: number; units: number };
  const held =
    limit.orders > 0 && orders >= limit.orders
      ? `${orders === 1 ? "1 order waits for its" : `${orders} orders wait for their`} payment, and no more than ${limit.orders} may`
      : `unpaid orders hold ${units} units, and together with this one they may hold no more than ${limit.units}`;
  return refusal("COM_02", "cart_id", {
    status: 409,
    message: `Invalid Data: ${held}. Pay or cancel some first.${isProven ? "" : unprovenHint}`,
  });
};
