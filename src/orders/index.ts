export { changeCurrency, CurrencyMismatch, settleCurrency, shownCurrency } from "./currency/currency.ts";
export {
  importOrders,
  type ImportedLine,
  type ImportedNote,
  type ImportedOrder,
  type Terms,
} from "./importing/importing.ts";
export { continueNumbering as continueOrderNumbers } from "./importing/queries.ts";
export { orderSchedule, orderTasks } from "./jobs.ts";
export { mailNews } from "./letters/news.ts";
export { ordersOfCustomers } from "./leaving/leaving.ts";
export { holdForPayment, orderToPay, recordPayment, releaseUnpaid, type OrderToPay } from "./paying/paying.ts";
export { pendingLimitsOf } from "./placing/pending.ts";
export { shareOf } from "./placing/totals.ts";
export {
  holdForRefund,
  noteOnOrder,
  orderToRefund,
  recordRefundedUnits,
  recordReturnedMoney,
  restock,
  type OrderToRefund,
} from "./refunds/refunds.ts";
export { orderRoutes } from "./routes.ts";
export { tellOrder, tellOrdersToSend } from "./sending/sending.ts";
export { lockOrder, moveOrder, ownerOf, requireLocked, type LockedOrder } from "./states/moving.ts";
export { type OrderKey } from "./states/queries.ts";
export { requireMayMove, type Status, type Target } from "./states/states.ts";
export * as ordersInBulk from "./bulk/past.ts";
