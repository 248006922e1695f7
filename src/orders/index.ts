import type { Config } from "../platform/config.ts";
import type { Database } from "../platform/database/database.ts";
import type { Feature } from "../platform/feature.ts";
import { adminOrderRoutes } from "./admin-orders.routes.ts";
import { orderSchedule, orderTasks } from "./jobs.ts";
import { pendingLimitsOf } from "./placement/pending-limits.ts";
import { orderGauges } from "./open-orders.ts";
import { orderRoutes } from "./routes.ts";

export { changeCurrency, CurrencyMismatch, settleCurrency, shownCurrency } from "./currency.ts";
export { importOrders, type ImportedLine, type ImportedNote, type ImportedOrder, type Terms } from "./import-orders.ts";
export { anyOrder, continueNumbering as continueOrderNumbers, importedOrdersOf } from "./import-orders.queries.ts";
export { mailNews } from "./letters/send-news.ts";
export { ordersOfCustomers } from "./personal-data/personal-data.ts";
export { holdForPayment, orderToPay, recordPayment, releaseUnpaid, type OrderToPay } from "./payment.ts";
export { shareOf } from "./placement/totals.ts";
export {
  holdForRefund,
  noteOnOrder,
  orderToRefund,
  recordRefundedUnits,
  recordReturnedMoney,
  restock,
  type OrderToRefund,
} from "./record-refund.ts";
export { describeInvoice } from "./describe-invoice.ts";
export { orderEvents } from "./order-events.ts";
export { addNote } from "./order-notes.ts";
export { describeOrder, describeOrdersToSend } from "./orders-to-send.ts";
export { lockOrder, ownerOf, requireLocked, type LockedOrder } from "./states/change-status.ts";
export { deliverOrder } from "./states/deliver-order.ts";
export { moveOrder } from "./states/move-order.ts";
export { shipOrder } from "./states/ship-order.ts";
export { type OrderKey } from "./order-key.ts";
export { requireMayMove, type Status } from "./states/states.ts";
export * as ordersBulkLoad from "./bulk-load.ts";

export function orderFeature({ db, config }: { readonly db: Database; readonly config: Config }): Feature {
  const { checkout, orderPaymentMinutes: paymentMinutes, storefrontUrl } = config;
  return {
    name: "orders",
    apiTags: [
      { name: "Orders", description: "What somebody bought" },
      { name: "Orders for staff", description: "The orders of all customers" },
    ],
    routes(route) {
      orderRoutes(route, { db, checkout, pending: pendingLimitsOf(config), isLimited: config.rateLimit === "on" });
      adminOrderRoutes(route, { db });
    },
    tasks: (post) => orderTasks({ db, post, paymentMinutes, storefrontUrl, retention: config }),
    schedule: orderSchedule,
    gauges: () => orderGauges(db, paymentMinutes),
  };
}
