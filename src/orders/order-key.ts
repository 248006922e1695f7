/** An order is found by its customer first: so it is placed. */
export type OrderKey = { readonly customerId: number; readonly orderId: number };
