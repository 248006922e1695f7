/** Key of an order. Its customer comes first, because orders are distributed over database nodes by customer. */
export type OrderKey = { readonly customerId: number; readonly orderId: number };
