export { changeCurrency, CurrencyMismatch, settleCurrency, shownCurrency } from "./currency.ts";
export { importOrders, type ImportedLine, type ImportedNote, type ImportedOrder, type Terms } from "./import-orders.ts";
export { continueNumbering as continueOrderNumbers } from "./import-orders.queries.ts";
export { orderSchedule, orderTasks } from "./jobs.ts";
export { mailNews } from "./letters/send-news.ts";
export { ordersOfCustomers } from "./personal-data/personal-data.ts";
export { holdForPayment, orderToPay, recordPayment, releaseUnpaid, type OrderToPay } from "./payment.ts";
export { pendingLimitsOf } from "./placement/pending-limits.ts";
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
export { orderRoutes } from "./routes.ts";
export { tellOrder, tellOrdersToSend } from "./orders-to-send.ts";
export { lockOrder, moveOrder, ownerOf, requireLocked, type LockedOrder } from "./states/move-order.ts";
export { type OrderKey } from "./order-key.ts";
export { requireMayMove, type Status, type Target } from "./states/states.ts";
export * as ordersBulkLoad from "./bulk-load.ts";
