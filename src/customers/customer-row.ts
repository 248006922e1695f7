/** A customer's row, which a change of the account and an order take. */
export function customerRow(customerId: number): string {
  return `customer ${customerId}`;
}
