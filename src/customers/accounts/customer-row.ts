/** A customer's row, which a change of the account and an order take. */
export const customerRow = (customerId: number): string => `customer ${customerId}`;
